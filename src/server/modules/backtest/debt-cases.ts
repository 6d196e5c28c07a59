import { type RawBuilder, sql } from 'kysely'
import { debtCase } from '../../../core/backtest/cases.ts'
import type { OutcomeCase, OutcomeSpec } from '../../../core/backtest/outcome.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { dayIndex, isAmong } from '../../platform/metric-loader.ts'
import { type CaseQuery, grouped } from './case-rows.ts'

type Asked = Pick<Extract<OutcomeSpec, { kind: 'overdue' | 'bad-debt' }>, 'kind' | 'days'>

/**
 * Every instalment: since when it has been paid in full, which it was not for good while a bill stood for it
 * that was refused later; and what was owed so many days after its due day.
 */
export async function debtCases(
  ctx: ReadCtx,
  query: CaseQuery,
  { kind, days }: Asked,
): Promise<Map<string, OutcomeCase[]>> {
  const { observedTo } = query
  const rows = await debtRows(ctx, query, { days, givenUp: kind === 'bad-debt' })
  return grouped(rows, (row) => {
    const settledOn = row.settled !== null && row.settled <= observedTo ? row.settled : null
    const debt = {
      issuedOn: row.issued,
      dueOn: row.due,
      settledOn,
      owedFen: row.owed,
      givenUpOn: row.given_up,
    }
    return debtCase(debt, days, observedTo)
  })
}

/** An instalment is contested, from the day on which the customer said so until it is cleared up. */
export async function disputeCases(ctx: ReadCtx, query: CaseQuery): Promise<Map<string, OutcomeCase[]>> {
  const { observedTo } = query
  const seen = (day: number | null) => (day !== null && day <= observedTo ? day : null)
  const [debts, contested] = await Promise.all([
    debtRows(ctx, query, { days: 0, givenUp: false }),
    disputeRows(ctx, query),
  ])
  const calm = debts.map(({ id, issued, settled }) => {
    return { id, from: issued, on: null, cleared: seen(settled), fen: 0 }
  })
  const cases = [...calm, ...contested.filter(({ on }) => on <= observedTo)]
  return grouped(cases, ({ from, on, cleared, fen }) => {
    return { from, badOn: on, endOn: seen(cleared), valueFen: fen }
  })
}

type DebtRow = {
  id: string
  issued: number
  due: number
  settled: number | null
  owed: number
  given_up: number | null
}

async function debtRows(
  ctx: ReadCtx,
  query: CaseQuery,
  { days, givenUp }: { days: number; givenUp: boolean },
): Promise<DebtRow[]> {
  // Half of it judged to be lost is a loss that the books have taken (C096).
  const givenUpOn = sql`least(
    (select min(w.effective_on) from write_off_line l join write_off w on w.org_id = l.org_id and w.id = l.write_off_id
      where l.org_id = ${ctx.orgId} and l.instalment_id = m.id and w.status = 'in_effect'),
    (select min(j.occurred_on) from provision_judgement j where j.org_id = ${ctx.orgId} and j.instalment_id = m.id
      and j.voided_at is null and 2 * j.amount_fen >= m.amount_fen))`
  const { rows } = await sql<DebtRow>`
    with mine as (${instalmentsOf(ctx, query)}), paid as (
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
    select m.subject_id as id, ${dayIndex(sql`m.occurred_on`)} as issued, ${dayIndex(sql`m.due_on`)} as due,
      ${dayIndex(sql`p.settled_on`)} as settled, (m.amount_fen - coalesce(p.paid_fen, 0))::float8 as owed,
      ${givenUp ? dayIndex(givenUpOn) : sql`null::int`} as given_up
    from mine m left join p on p.id = m.id`.execute(ctx.db)
  return rows
}

type DisputeRow = { id: string; from: number; on: number; cleared: number | null; fen: number }

async function disputeRows(ctx: ReadCtx, query: CaseQuery): Promise<DisputeRow[]> {
  const { rows } = await sql<DisputeRow>`
    with mine as (${instalmentsOf(ctx, query)})
    select m.subject_id as id, ${dayIndex(sql`least(m.occurred_on, d.occurred_on)`)} as "from", ${dayIndex(sql`d.occurred_on`)} as "on",
      ${dayIndex(sql`d.resolved_on`)} as cleared, d.amount_fen::float8 as fen
    from mine m join dispute d on d.org_id = ${ctx.orgId} and d.instalment_id = m.id and d.voided_at is null`.execute(
    ctx.db,
  )
  return rows
}

/** The instalments of these subjects: their own, or those of invoices on an order or under a contract. */
function instalmentsOf(ctx: ReadCtx, query: CaseQuery): RawBuilder<unknown> {
  const columns = sql`i.id, i.occurred_on, i.due_on, i.amount_fen`
  const invoiced = sql`join instalment i on i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null`
  const mine = (alias: string, column: string) =>
    sql`${sql.ref(`${alias}.org_id`)} = ${ctx.orgId} and ${isAmong(`${alias}.${column}`, query)}`
  switch (query.kind) {
    case 'order':
      return sql`select v.order_id as subject_id, ${columns} from invoice v ${invoiced}
        where ${mine('v', 'order_id')} and v.voided_at is null`
    case 'contract':
      return sql`select v.contract_id as subject_id, ${columns} from invoice v ${invoiced}
        where ${mine('v', 'contract_id')} and v.voided_at is null
        union all
        select o.contract_id, ${columns} from sales_order o
        join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.contract_id is null and v.voided_at is null ${invoiced}
        where ${mine('o', 'contract_id')}`
    default: {
      const subject = query.kind === 'instalment' ? 'id' : 'customer_id'
      return sql`select ${sql.ref(`i.${subject}`)} as subject_id, ${columns} from instalment i
        where ${mine('i', subject)} and i.voided_at is null`
    }
  }
}
