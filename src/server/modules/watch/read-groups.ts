import { sql } from 'kysely'
import type { AlertGroup as ShownGroup } from '../../../api/alert-groups.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import type { AlertGroup } from '../../../core/watch/group.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type AlertRecord, shapeRows } from './alert-shape.ts'
import { findGroupOf, findGroups } from './find-groups.ts'
import { lookFrom } from './look.ts'
import { findRecord } from './read-alert.ts'
import { recordColumns, recordTables } from './read-alerts.ts'
import { alertScope } from './scope.ts'

/** Teams of which many people are beyond one line and somebody's alert is still open. */
export async function listGroups(ctx: ReadCtx): Promise<{ rows: ShownGroup[] }> {
  const groups = await findGroups(
    ctx,
    sql`b.mode = 'on' and b.status in ('open', 'acknowledged', 'in_progress')`,
  )
  const rows: ShownGroup[] = []
  for (const group of groups) {
    if (group.mode !== 'on') continue
    const shown = await shapeGroup(ctx, group)
    if (shown.members.some(({ status }) => !isSettled(status))) rows.push(shown)
  }
  return { rows }
}

/** The group an alert is part of; null when it stands alone. */
export async function readGroup(ctx: ReadCtx, alertId: string): Promise<{ group: ShownGroup | null }> {
  await findRecord(ctx, alertId, lookFrom(ctx, undefined))
  const group = await findGroupOf(ctx, alertId)
  return { group: group ? await shapeGroup(ctx, group) : null }
}

/** The members that the reader may see; how many there are is said of all of them. */
async function shapeGroup(ctx: ReadCtx, group: AlertGroup): Promise<ShownGroup> {
  const ids = group.members.map(({ alertId }) => alertId)
  const look = lookFrom(ctx, undefined)
  const { rows } = await sql<AlertRecord>`
    select ${recordColumns(look)} from ${recordTables(ctx, look)}
    where a.org_id = ${ctx.orgId} and a.id = any(${ids}::uuid[]) and ${alertScope(ctx, 'alert.read')}
    order by a.resolved_at is not null, a.money_fen desc, a.id`.execute(ctx.db)
  const team = await ctx.db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', group.teamId)
    .executeTakeFirst()
  const members = await shapeRows(ctx, rows, look)
  return {
    // One that the reader may see: its page is where the group is opened.
    id: members[0]?.id ?? ids[0]!,
    title: members[0]?.title ?? { zh: '', en: '' },
    ruleCode: members[0]?.ruleCode ?? '',
    team: { id: group.teamId, name: team?.name ?? '' },
    day: group.day,
    people: new Set(group.members.map(({ personId }) => personId)).size,
    teamSize: group.teamSize,
    members,
  }
}
