/**
 * How deals go from stage to stage (C162), asked as one text so that a number of the funnel opens the very
 * deals that make it: which cohort, and what became of it.
 */
export const STAGE_FATES = ['entered', 'matured', 'passed', 'lost', 'waiting', 'young', 'standing'] as const
export type StageFate = (typeof STAGE_FATES)[number]
export const MONTH_FATES = ['created', 'won', 'lost', 'open', 'signed'] as const
export type MonthFate = (typeof MONTH_FATES)[number]

/** Whose deals, and of what: all of it may be left open. */
export type PassageWho = {
  responsibleId?: string | undefined
  teamId?: string | undefined
  product?: string | undefined
}

/** Deals that entered a stage within so many days, or that began (or were signed) in a month. */
export type Passage = PassageWho &
  (
    | { of: 'stage'; stageId: string; fate: StageFate; days: number }
    | { of: 'month'; month: string; fate: MonthFate; pipelineId: string }
  )

/** From fewer decided cases than this no share is drawn of how long a stage takes. */
export const LEAST_FOR_MATURITY = 5
/** A stage of which nothing is known yet: as long as a month. */
export const MATURITY_OTHERWISE = 30

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** `stage~ID~passed~180~PERSON~TEAM~PRODUCT`; what is not asked stands empty. */
export function passageText(asked: Passage): string {
  const who = [asked.responsibleId ?? '', asked.teamId ?? '', asked.product ?? '']
  const what =
    asked.of === 'stage'
      ? [asked.stageId, asked.fate, asked.days]
      : [asked.month, asked.fate, asked.pipelineId]
  return [asked.of, ...what, ...who].join('~')
}

export function readPassage(text: string): Passage | null {
  const [of = '', cohort = '', fate = '', more = '', responsibleId = '', teamId = '', ...product] =
    text.split('~')
  if (![responsibleId, teamId].every((id) => id === '' || ID.test(id))) return null
  const who: PassageWho = {
    ...(responsibleId && { responsibleId }),
    ...(teamId && { teamId }),
    ...(product.join('~') && { product: product.join('~') }),
  }
  if (of === 'month') {
    if (!MONTH.test(cohort) || !isOneOf(MONTH_FATES, fate) || !ID.test(more)) return null
    return { of, month: cohort, fate, pipelineId: more, ...who }
  }
  const days = Number(more)
  if (of !== 'stage' || !ID.test(cohort) || !isOneOf(STAGE_FATES, fate)) return null
  if (!Number.isInteger(days) || days < 1 || days > 3_660) return null
  return { of, stageId: cohort, fate, days, ...who }
}

function isOneOf<T extends string>(some: readonly T[], text: string): text is T {
  return some.some((one) => one === text)
}
