import { sql } from 'kysely'
import { incidentCases } from '../../../core/backtest/cases.ts'
import type { OutcomeCase } from '../../../core/backtest/outcome.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { dayIndex, isAmong } from '../../platform/metric-loader.ts'
import type { CaseQuery } from './case-rows.ts'

const day = (column: string) => dayIndex(sql.ref(column))

type Row = { id: string; on: number; cleared: number | null; fen: number }

/**
 * What was done past what had been agreed (methods §2.2, quality), by the day on which it was done: a
 * contract used before it was approved, until it is; an order at prices that nobody had allowed, until
 * somebody does or it says something else. Of a contract, or of everything of a customer.
 */
export async function deviationCases(ctx: ReadCtx, query: CaseQuery): Promise<Map<string, OutcomeCase[]>> {
  const [lives, done] = await Promise.all([livesOf(ctx, query), deviationsOf(ctx, query)])
  const bySubject = Map.groupBy(done, (row) => row.id)
  return new Map(
    lives.map(({ id, from, ended }) => {
      const incidents = (bySubject.get(id) ?? []).map(({ on, cleared, fen }) => {
        return { on, clearedOn: cleared, valueFen: fen }
      })
      return [id, incidentCases({ from, endOn: ended }, incidents, query.observedTo)]
    }),
  )
}

async function livesOf(
  ctx: ReadCtx,
  query: CaseQuery,
): Promise<{ id: string; from: number; ended: number | null }[]> {
  const mine = sql`k.org_id = ${ctx.orgId} and ${isAmong('k.id', query)} and k.voided_at is null`
  const steps = sql`from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null`
  const { rows } =
    query.kind === 'contract'
      ? await sql<{ id: string; from: number; ended: number | null }>`
          select k.id, ${dayIndex(sql`(select min(s.occurred_on) ${steps})`)} as "from",
            ${dayIndex(sql`(select min(s.occurred_on) ${steps} and s.kind = 'ended')`)} as ended
          from contract k where ${mine} and exists (select 1 ${steps})`.execute(ctx.db)
      : await sql<{ id: string; from: number; ended: number | null }>`
          select k.id, ${dayIndex(sql`coalesce(k.created_on, china_day(k.known_at))`)} as "from", null::int as ended
          from customer k where ${mine}`.execute(ctx.db)
  return rows
}

/** Each contract counts once for having been used too early, by the first use of it. */
async function deviationsOf(ctx: ReadCtx, query: CaseQuery): Promise<Row[]> {
  const isContract = query.kind === 'contract'
  const mine = (alias: string, column: string) =>
    sql`${sql.ref(`${alias}.org_id`)} = ${ctx.orgId} and ${isAmong(`${alias}.${column}`, query)} and ${sql.ref(`${alias}.voided_at`)} is null`
  const { rows } = await sql<Row>`
    with k as (select k.* from contract k where ${mine('k', isContract ? 'id' : 'customer_id')}), uses as (
      select k.id, s.occurred_on from k join sales_order o on o.org_id = k.org_id and o.contract_id = k.id and o.voided_at is null
      join order_step s on s.org_id = o.org_id and s.order_id = o.id and s.kind in ('delivered', 'completed') and s.voided_at is null
      union all
      select k.id, s.occurred_on from k join sales_order o on o.org_id = k.org_id and o.contract_id = k.id and o.voided_at is null
      join delivery_note_step s on s.org_id = o.org_id and s.order_id = o.id and s.kind = 'shipped' and s.voided_at is null
      union all
      select k.id, v.occurred_on from k join invoice v on v.org_id = k.org_id and v.contract_id = k.id and v.kind <> 'contract' and v.voided_at is null
      union all
      select k.id, v.occurred_on from k join sales_order o on o.org_id = k.org_id and o.contract_id = k.id
      join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.contract_id is null and v.voided_at is null
    ), early as (
      select u.id, min(u.occurred_on) as used_on from uses u
      where not exists (select 1 from contract_step s where s.org_id = ${ctx.orgId} and s.contract_id = u.id and s.kind = 'approved'
        and s.voided_at is null and s.occurred_on <= u.occurred_on)
      group by u.id
    )
    select ${isContract ? sql`k.id` : sql`k.customer_id`} as id, ${day('e.used_on')} as "on",
      ${dayIndex(sql`(select min(s.occurred_on) from contract_step s where s.org_id = k.org_id and s.contract_id = k.id
        and s.kind = 'approved' and s.voided_at is null and s.occurred_on > e.used_on)`)} as cleared, k.amount_fen::float8 as fen
    from early e join k on k.id = e.id
    union all
    select ${sql.ref(isContract ? 'o.contract_id' : 'o.customer_id')}, ${day('v.occurred_on')}, ${dayIndex(sql`least(
        (select min(china_day(r.granted_at)) from order_release r where r.org_id = v.org_id and r.version_id = v.id),
        (select min(n.occurred_on) from order_version n where n.org_id = v.org_id and n.order_id = v.order_id
          and n.number > v.number and n.voided_at is null))`)}, o.amount_fen::float8
    from sales_order o join order_version v on v.org_id = o.org_id and v.order_id = o.id and v.verdict = 'beyond' and v.voided_at is null
    where ${mine('o', isContract ? 'contract_id' : 'customer_id')}`.execute(ctx.db)
  return rows
}
