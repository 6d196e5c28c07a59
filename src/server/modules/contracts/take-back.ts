import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'
import { touchCustomersOf } from './touch-orders.ts'

/**
 * After an import has been taken back: its contracts were never known. What it added to others is gone, yet
 * what somebody has approved since stays as it was approved: taking back a file is no way to another content.
 */
export async function takeBackContracts(ctx: WriteCtx, batchId: string): Promise<void> {
  const { rows: gone } = await sql<{ id: string }>`
    update contract set voided_at = known_at, version = version + 1
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null returning id`.execute(ctx.db)
  const { rows: changed } = await sql<{ id: string }>`
    with touched as (
      select k.id, (select s.kind from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null
          and s.kind in ('approved', 'unapproved') order by s.recorded_at desc limit 1) = 'approved' as is_approved,
        (select s.ends_on from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null
          and s.ends_on is not null order by s.recorded_at desc limit 1) as ends_on,
        (select s.amount_fen from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null
          and s.amount_fen is not null order by s.recorded_at desc limit 1) as amount_fen,
        (select s.original_minor from contract_step s where s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null
          and s.amount_fen is not null order by s.recorded_at desc limit 1) as original_minor
      from contract k
      where k.org_id = ${ctx.orgId} and k.voided_at is null and exists (select 1 from contract_step s
        where s.org_id = k.org_id and s.contract_id = k.id and s.batch_id = ${batchId}))
    update contract k set version = k.version + 1, ends_on = t.ends_on, amount_fen = coalesce(booked_fen(t.original_minor, k.rate_micro, k.rate_per), t.amount_fen, k.amount_fen),
      original_minor = coalesce(t.original_minor, k.original_minor),
      approved_at = null, approved_by = null
    from touched t where k.org_id = ${ctx.orgId} and k.id = t.id and (k.approved_at is null or t.is_approved is not true)
    returning k.id`.execute(ctx.db)
  const ids = [...gone, ...changed].map(({ id }) => id)
  await touch(
    ctx,
    ids.map((id) => ({ kind: 'contract', id })),
  )
  await touchCustomersOf(ctx, ids)
}
