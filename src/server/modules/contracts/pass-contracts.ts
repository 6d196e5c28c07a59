import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'

/** A batch of contracts that have not ended gets another responsible person, with one event (C187 C191). */
export async function passContracts(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<number> {
  const moved = await ctx.db
    .updateTable('contract')
    .set((eb) => ({ responsible_id: to, version: eb('version', '+', 1), updated_at: at(ctx.tick) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('status', '=', 'open')
    .where('voided_at', 'is', null)
    .returning('id')
    .execute()
  if (moved.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'contract.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: moved.map(({ id }) => id) },
  })
  await touch(ctx, [
    ...moved.map(({ id }) => ({ kind: 'contract', id })),
    { kind: 'rep', id: from },
    { kind: 'rep', id: to },
  ])
  return moved.length
}
