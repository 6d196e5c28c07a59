import { sql } from 'kysely'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

const DAYS_30 = 30 * 86_400_000

/** A version says its amount in the document's currency; it counts in yuan, at the document's rate. */
function yuan(document: 'q' | 'o') {
  const micro = sql.ref(`${document}.rate_micro`)
  const per = sql.ref(`${document}.rate_per`)
  return sql`coalesce(booked_fen(v.amount_fen, ${micro}, ${per}), v.amount_fen)`
}

/**
 * What the actor has let the same customer have by own authority in 30 days, in quotes and in orders, the
 * document itself left out. An order that was called off after a part of it left counts as the whole.
 */
export async function openOwnAmount(
  ctx: ReadCtx,
  quote: { id: string; customer_id: string | null },
  userId = ctx.actor.userId,
): Promise<Fen> {
  if (quote.customer_id === null) return 0n
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(x.amount_fen), 0)::bigint as fen from (
      (select distinct on (r.quote_id) ${yuan('q')} as amount_fen from quote_release r
      join quote_version v on v.org_id = r.org_id and v.id = r.version_id
      join quote q on q.org_id = r.org_id and q.id = r.quote_id
      where r.org_id = ${ctx.orgId} and r.basis = 'authority' and r.actor = ${userId} and r.quote_id <> ${quote.id}
        and q.customer_id = ${quote.customer_id} and q.voided_at is null and q.status not in ('lost', 'withdrawn')
        and r.granted_at > ${at(ctx.now - DAYS_30)}
      order by r.quote_id, r.granted_at desc)
      union all
      (select distinct on (r.order_id) ${yuan('o')} as amount_fen from order_release r
      join order_version v on v.org_id = r.org_id and v.id = r.version_id
      join sales_order o on o.org_id = r.org_id and o.id = r.order_id
      where r.org_id = ${ctx.orgId} and r.basis = 'authority' and r.actor = ${userId} and r.order_id <> ${quote.id}
        and o.customer_id = ${quote.customer_id} and o.voided_at is null and (o.status <> 'cancelled' or exists (
          select 1 from order_step s where s.org_id = o.org_id and s.order_id = o.id and s.voided_at is null and s.kind = 'delivered'))
        and r.granted_at > ${at(ctx.now - DAYS_30)}
      order by r.order_id, r.granted_at desc)) x`.execute(ctx.db)
  return rows[0]!.fen
}
