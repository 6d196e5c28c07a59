import { type Day, lastDayOf, monthOf } from '../calendar.ts'
import { given, readCustomer } from './build-customers.ts'
import type { Occurrences } from './build-invoice.ts'
import { readLastFollowUp } from './last-follow-up.ts'
import type { StageKey } from './mapping.ts'
import { readOwn } from './own-fields.ts'
import { readMoney } from './read-currency.ts'
import type { ActivityRecord, DealRecord, TargetRecord } from './records.ts'
import type { RowReader } from './row-reader.ts'
import { stageOf } from './stage-words.ts'

const OPEN_STAGES: readonly [field: string, stage: StageKey][] = [
  ['startedOn', 'reach'],
  ['needOn', 'need'],
  ['quoteOn', 'quote'],
  ['signOn', 'sign'],
]

/**
 * A deal with the history its dates allow. A deal without any date is kept, with an empty history: it is
 * real, but no
 * figure of any day may contain it.
 */
export function buildDeal(reader: RowReader): DealRecord | null {
  const customer = readCustomer(reader)
  const externalCode = reader.code('externalCode')
  const product = reader.text('product')
  const title =
    reader.text('title') ?? ([customer?.name, product].filter(Boolean).join(' · ') || externalCode)
  if (title === null) reader.problem('title', 'required')
  const stage = readStage(reader)
  const amountFen = reader.amount('amountFen')
  if (amountFen !== null && amountFen < 0n) reader.problem('amountFen', 'amount_negative')
  const money = readMoney(reader)
  if (title === null || stage === null) return null
  // A lost deal that "closed at 0" was worth something once; the file no longer says what.
  const worth = stage === 'lost' && amountFen === 0n ? null : amountFen
  const history = readHistory(reader, stage, worth)
  return {
    kind: 'deal',
    title,
    stage,
    history,
    ...given('customer', customer),
    ...given('externalCode', externalCode),
    ...given('amountFen', worth),
    ...given('product', product),
    ...money,
    ...given('responsible', reader.person('responsible')),
    ...given('expectedCloseOn', expectedClose(reader)),
    ...given('lastFollowUp', readLastFollowUp(reader)),
    ...readOwn(reader),
  }
}

/** 预计 2026-05 成交: by the end of that month. */
function expectedClose(reader: RowReader): Day | null {
  const period = reader.period('expectedCloseOn')
  return period?.isMonth ? lastDayOf(monthOf(period.on)) : (period?.on ?? null)
}

function readStage(reader: RowReader): StageKey | null {
  const text = reader.text('stage', 60)
  if (text === null) return 'reach'
  const stage = stageOf(text, reader.plan.mapping.stageMap)
  if (stage === null) reader.problem('stage', 'stage_unknown', text)
  return stage
}

function readHistory(reader: RowReader, stage: StageKey, worth: bigint | null): DealRecord['history'] {
  const history: DealRecord['history'] = []
  for (const [field, open] of OPEN_STAGES) {
    const on = reader.day(field)
    if (on !== null) history.push({ stage: open, occurredOn: on })
  }
  const closed = stage === 'won' || stage === 'lost'
  const closedOn = reader.day('closedOn')
  const stageOn = reader.day('stageOn')
  const reachedOn = (closed ? (closedOn ?? stageOn) : stageOn) ?? null
  const last = history.at(-1)
  if (closed && reachedOn === null && history.length > 0) reader.problem('closedOn', 'closed_without_date')
  if (last && reachedOn !== null && reachedOn < last.occurredOn) {
    reader.problem(closed ? 'closedOn' : 'stageOn', 'dates_out_of_order', reachedOn)
  }
  if (reachedOn !== null && last?.stage !== stage) history.push({ stage, occurredOn: reachedOn })
  else if (!closed && last && last.stage !== stage) {
    // Only the start is dated: the deal is taken to have stood in its present stage from then on.
    if (history.length === 1) last.stage = stage
    else reader.problem('stageOn', 'stage_without_date', stage)
  }
  return describe(reader, history, stage, worth)
}

/** The last entry carries what the row says about the present: amount, lost reason, competitor. */
function describe(
  reader: RowReader,
  history: DealRecord['history'],
  stage: StageKey,
  worth: bigint | null,
): DealRecord['history'] {
  const last = history.pop()
  if (!last) return []
  const lostReason = stage === 'lost' ? reader.text('lostReason') : null
  const competitor = stage === 'lost' ? reader.text('competitor', 100) : null
  const told = {
    ...last,
    ...given('amountFen', worth),
    ...given('lostReason', lostReason),
    ...given('competitor', competitor),
  }
  return inOrder(reader, [...history, told])
}

function inOrder(reader: RowReader, history: DealRecord['history']): DealRecord['history'] {
  let before: Day = ''
  for (const { occurredOn } of history) {
    if (occurredOn < before && !reader.problems.some((problem) => problem.code === 'dates_out_of_order')) {
      reader.problem('stage', 'dates_out_of_order', occurredOn)
    }
    before = occurredOn
  }
  return history
}

export function buildActivity(reader: RowReader, occurrence: Occurrences): ActivityRecord | null {
  const customer = readCustomer(reader)
  const occurredAt = reader.instant('occurredAt')
  const person = reader.person('person')
  const summary = reader.text('summary', 4000)
  if (customer === null) reader.problem('customerName', 'required')
  if (occurredAt === null && reader.problems.every((problem) => problem.field !== 'occurredAt')) {
    reader.problem('occurredAt', 'required')
  }
  if (person === null) reader.problem('person', 'required')
  if (summary === null) reader.problem('summary', 'required')
  if (customer === null || occurredAt === null || person === null || summary === null) return null
  const base = `${customer.code ?? customer.name}:${person.name}:${occurredAt}`
  return {
    kind: 'activity',
    customer,
    person,
    activityKind: activityKind(reader.text('kind', 60)),
    summary,
    occurredAt,
    externalCode: reader.code('externalCode') ?? `${base}:${occurrence(base)}`,
    ...given('dealCode', reader.code('dealCode')),
    ...given('nextOn', reader.day('nextOn')),
  }
}

function activityKind(text: string | null): ActivityRecord['activityKind'] {
  if (text === null) return 'other'
  if (/电话|call|phone|tel/i.test(text)) return 'call'
  if (/拜访|上门|面谈|到访|visit|meeting|会议/i.test(text)) return 'visit'
  if (/微信|wechat|qq|企微|短信/i.test(text)) return 'wechat'
  return /邮|mail/i.test(text) ? 'mail' : 'other'
}

/** A row of targets may hold both kinds, so it may become two records. */
export function buildTargets(reader: RowReader): TargetRecord[] | null {
  const person = reader.person('person')
  const month = reader.month('month')
  if (person === null) reader.problem('person', 'required')
  if (month === null && reader.problems.every((problem) => problem.field !== 'month')) {
    reader.problem('month', 'required')
  }
  const targets = (['bookings', 'collections'] as const).flatMap((targetKind): TargetRecord[] => {
    const amountFen = reader.amount(`${targetKind}Fen`)
    if (amountFen === null || person === null || month === null) return []
    if (amountFen < 0n) reader.problem(`${targetKind}Fen`, 'amount_negative')
    return [{ kind: 'target', person, month, targetKind, amountFen }]
  })
  if (targets.length === 0 && reader.problems.length === 0) reader.problem('bookingsFen', 'required')
  return reader.problems.length > 0 ? null : targets
}
