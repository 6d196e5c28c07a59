import { sql } from 'kysely'
import { churnCases, debtCase, monthCases } from '../../../core/backtest/cases.ts'
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
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type Among, dayIndex, isAmong } from '../../platform/metric-loader.ts'
import { ID_BYTES, Numbered, sortedByNumber } from '../../platform/numbered.ts'
import { loadHistories } from '../watch/index.ts'

export type CaseQuery = Among & {
  kind: SubjectKind
  spec: OutcomeSpec
  from: DayIndex
  observedTo: DayIndex
}

/** By subject; whoever goes through many takes those of one after the other. */
export type Cases = { get: (id: string) => OutcomeCase[] | undefined }

/** What could go wrong with each of these subjects and whether it did, by all that is known today. */
export async function loadCases(ctx: ReadCtx, query: CaseQuery): Promise<Cases> {
  switch (query.spec.kind) {
    case 'deal-lost':
      return dealCases(ctx, query)
    case 'overdue':
      return debtCases(ctx, query, query.spec.days)
    case 'late-next':
      return debtCases(ctx, query, query.spec.lateDays)
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

/**
 * Every instalment: since when it has been paid in full, which it was not for good while a bill stood for it
 * that was refused later; and what was owed so many days after its due day.
 */
async function debtCases(ctx: ReadCtx, query: CaseQuery, days: number): Promise<Map<string, OutcomeCase[]>> {
  const { kind, observedTo } = query
  const subject = kind === 'instalment' ? 'id' : 'customer_id'
  const { rows } = await sql<{
    id: string
    issued: number
    due: number
    settled: number | null
    owed: number
  }>`
    with mine as (
      select i.id, i.customer_id, i.occurred_on, i.due_on, i.amount_fen from instalment i
      where i.org_id = ${ctx.orgId} and ${isAmong(`i.${subject}`, query)} and i.voided_at is null
    ), paid as (
      select m.id, m.due_on, m.amount_fen as owed_fen, greatest(a.occurred_on, m.occurred_on) as occurred_on, a.amount_fen,
        sum(a.amount_fen) over (partition by m.id order by greatest(a.occurred_on, m.occurred_on)) as running
      from mine m join allocation a on a.org_id = ${ctx.orgId} and a.instalment_id = m.id and a.voided_at is null
      join payment y on y.org_id = a.org_id and y.id = a.payment_id and y.kind <> 'write_off'
    ), course as (
      select s.*, coalesce(max(s.occurred_on) filter (where s.running < s.owed_fen) over (partition by s.id), '-infinity') as last_short
      from paid s
    ), p as (
      select c.id, min(c.occurred_on) filter (where c.running >= c.owed_fen and c.occurred_on > c.last_short) as settled_on,
        sum(c.amount_fen) filter (where c.occurred_on <= c.due_on + ${days}::int) as paid_fen
      from course c group by c.id
    )
    select ${sql.ref(`m.${subject}`)} as id, ${dayIndex(sql`m.occurred_on`)} as issued, ${dayIndex(sql`m.due_on`)} as due,
      ${dayIndex(sql`p.settled_on`)} as settled, (m.amount_fen - coalesce(p.paid_fen, 0))::float8 as owed
    from mine m left join p on p.id = m.id`.execute(ctx.db)
  return grouped(rows, (row) => {
    const settledOn = row.settled !== null && row.settled <= observedTo ? row.settled : null
    const debt = { issuedOn: row.issued, dueOn: row.due, settledOn, owedFen: row.owed }
    return debtCase(debt, days, observedTo)
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

function grouped<R extends { id: string }>(
  rows: readonly R[],
  caseOf: (row: R) => OutcomeCase,
): Map<string, OutcomeCase[]> {
  const cases = new Map<string, OutcomeCase[]>()
  for (const row of rows) {
    const list = cases.get(row.id)
    if (list) list.push(caseOf(row))
    else cases.set(row.id, [caseOf(row)])
  }
  return cases
}
