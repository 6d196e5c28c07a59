import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'

/** After an import has been taken back: its contracts were never known, what it added to others is gone. */
export async function takeBackContracts(ctx: WriteCtx, batchId: string): Promise<void> {
  const { rows: gone } = await sql<{ id: string }>`
    update contract set voided_at = known_at, version = version + 1
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null returning id`.execute(ctx.db)
  const { rows: changed } = await sql<{ id: string }>`
    update contract k set version = k.version + 1,
      ends_on = (select s.ends_on from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null
        and s.ends_on is not null order by s.recorded_at desc limit 1),
      amount_fen = coalesce((select s.amount_fen from contract_step s where s.org_id = k.org_id and s.contract_id = k.id
        and s.voided_at is null and s.amount_fen is not null order by s.recorded_at desc limit 1), k.amount_fen),
      approved_at = (select case s.kind when 'approved' then s.known_at end from contract_step s
        where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null and s.kind in ('approved', 'unapproved')
        order by s.recorded_at desc limit 1)
    where k.org_id = ${ctx.orgId} and k.voided_at is null and exists (select 1 from contract_step s
      where s.org_id = k.org_id and s.contract_id = k.id and s.batch_id = ${batchId})
    returning k.id`.execute(ctx.db)
  await touch(
    ctx,
    [...gone, ...changed].map(({ id }) => ({ kind: 'contract', id })),
  )
}
