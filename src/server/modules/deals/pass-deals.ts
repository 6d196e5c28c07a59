import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { passHelp } from './help.ts'

/**
 * A batch of deals that are not over gets another responsible person, with one event; a closed one keeps
 * whoever closed it (C191).
 */
export async function passDeals(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<number> {
  const moved = await ctx.db
    .updateTable('deal')
    .set((eb) => ({ responsible_id: to, version: eb('version', '+', 1), updated_at: at(ctx.tick) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('outcome', 'in', ['open', 'undated'])
    .where('voided_at', 'is', null)
    .returning('id')
    .execute()
  if (moved.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'deal.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: moved.map(({ id }) => id) },
  })
  await passHelp(
    ctx,
    moved.map(({ id }) => id),
    to,
  )
  await touch(ctx, [
    ...moved.map(({ id }) => ({ kind: 'deal', id })),
    { kind: 'rep', id: from },
    { kind: 'rep', id: to },
  ])
  return moved.length
}
