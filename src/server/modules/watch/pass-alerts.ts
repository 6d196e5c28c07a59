import { sql } from 'kysely'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'

type Passing = { from: string; to: string }

/** No instant without somebody who works here (law 10); the timeline says why it changed hands. */
export async function passAlerts(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('alert')
    .set((eb) => ({ responsible_id: to, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('resolved_at', 'is', null)
    .returning('id')
    .execute()
  if (moved.length === 0) return 0
  const { name } = await ctx.db
    .selectFrom('app_user')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', to)
    .executeTakeFirstOrThrow()
  await insertRows(
    ctx.db,
    'alert_step',
    moved.map(({ id }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      alert_id: id,
      kind: 'reassign',
      at: ctx.tick,
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      detail: { toName: name, because: 'left' } as never,
    })),
  )
  await recordEvent(ctx, {
    kind: 'alert.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: moved.map(({ id }) => id) },
  })
  return moved.length
}

/** Work that waits goes to the receiver; what is done keeps the name of whoever did it. */
export async function passTasks(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('task')
    .set((eb) => ({ responsible_id: to, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('state', '=', 'open')
    .returning('id')
    .execute()
  if (moved.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'task.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: moved.map(({ id }) => id) },
  })
  return moved.length
}
