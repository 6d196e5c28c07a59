import { sql } from 'kysely'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type KnownActor, loadActors } from '../identity/index.ts'
import { findRecord } from './read-alert.ts'
import { alertScope } from './scope.ts'

/** Who may be named in a note on an alert: whoever may see it, the same department first, never oneself. */
export async function readReaders(ctx: ReadCtx, alertId: string) {
  await findRecord(ctx, alertId, { moment: ctx.now, isPast: false })
  const readers = await readersAmong(ctx, alertId, await loadActors(ctx, null))
  const others = readers.filter(({ userId }) => userId !== ctx.actor.userId)
  const isFar = (one: KnownActor) => Number(one.departmentId !== ctx.actor.departmentId)
  const teams = await ctx.db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const teamOf = new Map(teams.map(({ id, name }) => [id, name]))
  return {
    rows: others
      .sort((a, b) => isFar(a) - isFar(b))
      .map(({ userId, name, departmentId }) => ({
        id: userId,
        name,
        team: teamOf.get(departmentId ?? '') ?? '',
      })),
  }
}

/** One who may not see the alert, one who has left and one who never was are the same answer (law 6). */
export async function expectReaders(ctx: ReadCtx, alertId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const readers = await readersAmong(ctx, alertId, await loadActors(ctx, ids))
  const known = new Set(readers.map(({ userId }) => userId))
  if (ids.some((one) => !known.has(one))) throw notFound('person')
}

/** The fence of the alert's own page, asked once for each of them. */
async function readersAmong(
  ctx: ReadCtx,
  alertId: string,
  actors: readonly KnownActor[],
): Promise<KnownActor[]> {
  const able = actors.filter(({ roles }) => may(roles, 'alert.read'))
  if (able.length === 0) return []
  const scopes = able.map((actor) => alertScope({ ...ctx, actor }, 'alert.read'))
  const { rows } = await sql<{ seen: boolean[] }>`
    select array[${sql.join(scopes)}] as seen from alert a
    where a.org_id = ${ctx.orgId} and a.id = ${alertId}`.execute(ctx.db)
  return able.filter((_, index) => rows[0]?.seen[index] === true)
}
