import { sql } from 'kysely'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'

/**
 * Current state per customer for the daily screens, kept up inside the write transaction (design §5). This
 * file alone writes it; a test holds it equal to the reading from the facts, and `bw doctor` can rebuild it.
 */
export async function createStates(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  await sql`
    insert into customer_state (org_id, customer_id)
    select ${ctx.orgId}, c.id from unnest(${[...customerIds]}::uuid[]) as c (id)
    on conflict do nothing`.execute(ctx.db)
}

/** Recomputes the state of some customers from their facts: always right, whatever changed. */
export async function refreshStates(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) return
  await sql`
    update customer_state s set
      last_activity_at = (select max(a.occurred_at) from activity a
        where a.org_id = s.org_id and a.customer_id = s.customer_id and a.voided_at is null),
      open_fen = coalesce((select sum(i.open_fen) from instalment i
        where i.org_id = s.org_id and i.customer_id = s.customer_id and i.voided_at is null), 0)::bigint,
      last_invoice_on = (select max(v.occurred_on) from invoice v
        where v.org_id = s.org_id and v.customer_id = s.customer_id and v.voided_at is null and v.kind = 'invoice'),
      open_deals = (select count(*)::int from deal d
        where d.org_id = s.org_id and d.customer_id = s.customer_id and d.voided_at is null and d.outcome = 'open')
    where s.org_id = ${ctx.orgId} and s.customer_id = any(${ids}::uuid[])`.execute(ctx.db)
}

/** What each customer's state is by the facts. */
function statesByFacts(ctx: ReadCtx) {
  return sql`
    select c.id,
      (select max(a.occurred_at) from activity a where a.org_id = c.org_id and a.customer_id = c.id and a.voided_at is null) as last_activity_at,
      coalesce((select sum(i.open_fen) from instalment i where i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null), 0)::bigint as open_fen,
      (select max(v.occurred_on) from invoice v where v.org_id = c.org_id and v.customer_id = c.id and v.voided_at is null and v.kind = 'invoice') as last_invoice_on,
      (select count(*)::int from deal d where d.org_id = c.org_id and d.customer_id = c.id and d.voided_at is null and d.outcome = 'open') as open_deals
    from customer c where c.org_id = ${ctx.orgId}`
}

/** How many customers' states differ from their facts, or are missing. */
export async function countWrongStates(ctx: ReadCtx): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    select count(*)::int as wrong from (${statesByFacts(ctx)}) f
    left join customer_state s on s.org_id = ${ctx.orgId} and s.customer_id = f.id
    where s.customer_id is null or (s.last_activity_at, s.open_fen, s.last_invoice_on, s.open_deals)
      is distinct from (f.last_activity_at, f.open_fen, f.last_invoice_on, f.open_deals)`.execute(ctx.db)
  return rows[0]!.wrong
}

/** Rebuilds every customer's state; returns how many rows were wrong. */
export async function rebuildStates(ctx: WriteCtx): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    with right_state as (${statesByFacts(ctx)}), mended as (
      insert into customer_state (org_id, customer_id, last_activity_at, open_fen, last_invoice_on, open_deals)
      select ${ctx.orgId}, id, last_activity_at, open_fen, last_invoice_on, open_deals from right_state
      on conflict (org_id, customer_id) do update set last_activity_at = excluded.last_activity_at,
        open_fen = excluded.open_fen, last_invoice_on = excluded.last_invoice_on, open_deals = excluded.open_deals
      where (customer_state.last_activity_at, customer_state.open_fen, customer_state.last_invoice_on, customer_state.open_deals)
        is distinct from (excluded.last_activity_at, excluded.open_fen, excluded.last_invoice_on, excluded.open_deals)
      returning 1
    ) select count(*)::int as wrong from mended`.execute(ctx.db)
  return rows[0]?.wrong ?? 0
}
