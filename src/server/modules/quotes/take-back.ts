import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { refreshQuotes, touchQuotes } from './write-steps.ts'

/**
 * After an import has been taken back: its quotes are as if they had never been known, and those it only
 * changed stand again where their remaining steps lead.
 */
export async function takeBackQuotes(
  ctx: WriteCtx,
  batchId: string,
  ticks: readonly number[],
): Promise<void> {
  const { rows: gone } = await sql<{ id: string; responsibleId: string | null }>`
    update quote set voided_at = known_at, version = version + 1
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null
    returning id, responsible_id as "responsibleId"`.execute(ctx.db)
  const { rows: changed } = await sql<{ id: string; responsibleId: string | null }>`
    select distinct q.id, q.responsible_id as "responsibleId" from quote q
    join quote_step s on s.org_id = q.org_id and s.quote_id = q.id
    where q.org_id = ${ctx.orgId} and q.voided_at is null and (s.batch_id = ${batchId} or s.recorded_at in (
      select to_timestamp(t / 1000)::timestamptz(3) from unnest(${ticks as number[]}::double precision[]) as t))`.execute(
    ctx.db,
  )
  await refreshQuotes(
    ctx,
    changed.map(({ id }) => id),
  )
  await touchQuotes(ctx, [...gone, ...changed])
}
