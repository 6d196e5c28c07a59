import { sql } from 'kysely'
import { churnCases, monthCases } from '../../../core/backtest/cases.ts'
import type { OutcomeCase, OutcomeSpec } from '../../../core/backtest/outcome.ts'
import {
  addMonths,
  dayFromNumber,
  dayNumber,
  firstDayOf,
  lastDayOf,
  monthOf,
} from '../../../core/calendar.ts'
import type { DayIndex } from '../../../core/watch/day-index.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { dayIndex, isAmong } from '../../platform/metric-loader.ts'
import { ID_BYTES, Numbered, sortedByNumber } from '../../platform/numbered.ts'
import { loadHistories } from '../watch/index.ts'
import { type CaseQuery, type Cases, grouped } from './case-rows.ts'
import { debtCases, disputeCases } from './debt-cases.ts'
import { deviationCases } from './deviation-cases.ts'
import { complaintCases, deliveryCases, lapseCases, quoteCases } from './document-cases.ts'

/** What could go wrong with each of these subjects and whether it did, by all that is known today. */
export async function loadCases(ctx: ReadCtx, query: CaseQuery): Promise<Cases> {
  switch (query.spec.kind) {
    case 'deal-lost':
      return dealCases(ctx, query)
    case 'overdue':
    case 'bad-debt':
      return debtCases(ctx, query, query.spec)
    case 'late-next':
      return debtCases(ctx, query, { kind: 'overdue', days: query.spec.lateDays })
    case 'dispute':
      return disputeCases(ctx, query)
    case 'quote-lost':
      return quoteCases(ctx, query, query.spec.graceDays)
    case 'late-delivery':
      return deliveryCases(ctx, query, query.spec.days)
    case 'lapse':
      return lapseCases(ctx, query, query.spec.graceDays)
    case 'complaint':
      return complaintCases(ctx, query)
    case 'quality':
      return deviationCases(ctx, query)
    case 'churn':
      return orderCases(ctx, query, query.spec)
    case 'missed-month':
      return targetCases(ctx, query, query.spec)
  }
}

/** A deal from its first stage to its end; the amount it was last worth is what was lost. */
async function dealCases(ctx: ReadCtx, query: CaseQuery): Promise<Map<string, OutcomeCase[]>> {
  const { kind, observedTo } = query
  const subject = kind === 'deal' ? 'd.id' : 'd.customer_id'
  const { rows } = await sql<{
    id: string
    from: number
    ended: number | null
    outcome: string
    fen: number
  }>`
    select ${sql.ref(subject)} as id, ${dayIndex(sql`d.created_on`)} as "from", ${dayIndex(sql`d.closed_on`)} as ended, d.outcome,
      coalesce(nullif(d.amount_fen, 0), (select s.amount_fen from stage_change s
        where s.org_id = d.org_id and s.deal_id = d.id and s.amount_fen > 0 and s.voided_at is null
        order by s.occurred_on desc, s.position desc limit 1), 0)::float8 as fen
    from deal d
    where d.org_id = ${ctx.orgId} and ${isAmong(subject, query)} and d.voided_at is null and d.created_on is not null`.execute(
    ctx.db,
  )
  return grouped(rows, (row) => {
    const endOn = row.ended !== null && row.ended <= observedTo ? row.ended : null
    const isLost = row.outcome === 'lost' && endOn !== null
    return { from: row.from, badOn: isLost ? endOn : null, endOn, valueFen: isLost ? row.fen : 0 }
  })
}

/** Subject, day and amount of one order, as bytes. */
const ORDER_BYTES = ID_BYTES + 12

/** Orders are many: they stay bytes until their customer is looked at. */
async function orderCases(
  ctx: ReadCtx,
  query: CaseQuery,
  spec: Extract<OutcomeSpec, { kind: 'churn' }>,
): Promise<Cases> {
  const { rows } = await sql<{ orders: Buffer | null }>`
    select string_agg(uuid_send(v.customer_id) || int4send(${dayIndex(sql`v.occurred_on`)}) || float8send(v.amount_fen::float8), '') as orders
    from invoice v
    where v.org_id = ${ctx.orgId} and ${isAmong('v.customer_id', query)} and v.kind = 'invoice' and v.voided_at is null`.execute(
    ctx.db,
  )
  const numbered = new Numbered(query.ids)
  const { bytes, begins, places } = sortedByNumber(rows[0]?.orders ?? NO_ORDERS, ORDER_BYTES, numbered)
  return {
    get: (id) => {
      const number = numbered.numberOf(id)
      const own = number < 0 ? [] : places.subarray(begins[number], begins[number + 1])
      const orders = Array.from(own, (place) => ({
        on: bytes.getInt32(place + ID_BYTES),
        valueFen: bytes.getFloat64(place + ID_BYTES + 4),
      }))
      return orders.length === 0 ? undefined : churnCases(orders, spec, query.observedTo)
    },
  }
}

const NO_ORDERS = Buffer.alloc(0)

/** Months of the span and the one after it, because a warning of its last days is about that one. */
async function targetCases(
  ctx: ReadCtx,
  { kind, ids, from, observedTo }: CaseQuery,
  spec: Extract<OutcomeSpec, { kind: 'missed-month' }>,
): Promise<Map<string, OutcomeCase[]>> {
  const metric = `mtd_${spec.figure}_bp`
  const wanted = { kind, ids, metrics: [metric], fields: [], since: null }
  const histories = await loadHistories(ctx, wanted)
  const months: { first: DayIndex; last: DayIndex }[] = []
  const end = addMonths(monthOf(dayFromNumber(observedTo)), 1)
  for (let month = monthOf(dayFromNumber(from)); month <= end; month = addMonths(month, 1)) {
    months.push({ first: dayNumber(firstDayOf(month)), last: dayNumber(lastDayOf(month)) })
  }
  const cases = new Map<string, OutcomeCase[]>()
  for (const [id, history] of histories) {
    const series = history.series.get(metric)
    if (series) cases.set(id, monthCases(series, months, { belowPct: spec.belowPct, observedTo }))
  }
  return cases
}
