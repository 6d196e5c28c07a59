import { sql } from 'kysely'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

const DAYS_30 = 30 * 86_400_000

/**
 * What the actor has approved for the same customer by own authority in 30 days, the contract itself left
 * out. Each counts with the most that was let go, whatever became of it since: an approval withdrawn, a
 * contract ended or a file taken back would else make room for the next part.
 */
export async function ownAmount(
  ctx: ReadCtx,
  contract: { id: string; customerId: string },
  userId = ctx.actor.userId,
): Promise<Fen> {
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(x.amount_fen), 0)::bigint as fen from (
      select max(coalesce(booked_fen(v.amount_fen, k.rate_micro, k.rate_per), v.amount_fen)) as amount_fen
      from contract_release r
      join contract_version v on v.org_id = r.org_id and v.id = r.version_id
      join contract k on k.org_id = r.org_id and k.id = r.contract_id
      where r.org_id = ${ctx.orgId} and r.basis = 'authority' and r.actor = ${userId} and r.contract_id <> ${contract.id}
        and k.customer_id = ${contract.customerId} and r.granted_at > ${at(ctx.now - DAYS_30)}
      group by r.contract_id) x`.execute(ctx.db)
  return rows[0]!.fen
}
