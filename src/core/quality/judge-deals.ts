import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import type { CheckCode, Finding } from './checks.ts'

export type DealFacts = {
  id: string
  responsibleId: string | null
  isResponsibleHere: boolean
  outcome: 'open' | 'won' | 'lost' | 'undated'
  amountFen: Fen | null
  expectedCloseOn: Day | null
  createdOn: Day | null
  closedOn: Day | null
  /** a contract or an order that came of it */
  isWritten: boolean
  /** in foreign money at 1:1, from before rates were kept (decision 0018): the original amount */
  unbooked: string | null
  /** items of its list that it left behind (C052) */
  checksLeft: readonly { id: string; title: string; titleEn: string }[]
}

/**
 * `writtenBy`: a deal won before this day should have its contract or order by now; null where the company
 * keeps neither here, so that nothing is missing.
 */
export type DealLines = { today: Day; writtenBy: Day | null }

export function judgeDeal(deal: DealFacts, { today, writtenBy }: DealLines): Finding[] {
  const find = (check: CheckCode, value: string): Finding => ({
    check,
    recordId: deal.id,
    responsibleId: deal.responsibleId,
    value,
  })
  const { amountFen, expectedCloseOn, createdOn, closedOn, responsibleId } = deal
  const reversed = closedOn !== null && createdOn !== null && closedOn < createdOn
  const { checksLeft } = deal
  const both = [
    ...(reversed ? [find('deal_closed_before_begun', `${createdOn} ${closedOn}`)] : []),
    ...(deal.unbooked !== null ? [find('deal_unbooked', deal.unbooked)] : []),
    ...(checksLeft.length > 0 ? [leftOf(find, checksLeft)] : []),
  ]
  if (deal.outcome === 'won') {
    const late = writtenBy !== null && closedOn !== null && closedOn < writtenBy && !deal.isWritten
    return late ? [...both, find('deal_won_unwritten', closedOn)] : both
  }
  if (deal.outcome !== 'open') return both
  return [
    ...both,
    ...(amountFen === null || amountFen === 0n ? [find('deal_no_amount', String(amountFen ?? ''))] : []),
    ...(expectedCloseOn === null ? [find('deal_no_close_day', '')] : []),
    ...(expectedCloseOn !== null && expectedCloseOn < today
      ? [find('deal_close_day_past', expectedCloseOn)]
      : []),
    ...(responsibleId !== null && !deal.isResponsibleHere ? [find('deal_left', responsibleId)] : []),
  ]
}

/** Dismissed, it comes back when other items are left, whatever they are called by then. */
function leftOf(find: (check: CheckCode, value: string) => Finding, left: DealFacts['checksLeft']): Finding {
  const ids = left.map(({ id }) => id).sort()
  const words = {
    zh: left.map(({ title }) => title).join('、'),
    en: left.map(({ title, titleEn }) => titleEn || title).join(', '),
  }
  return { ...find('deal_checks_left', ids.join(' ')), words }
}
