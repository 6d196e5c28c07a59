import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { type AlertGroup, type GroupMember, groupsOf } from '../../../core/watch/group.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadStays } from '../identity/index.ts'

/** The groups that alerts under a condition (`b` is the alert) are part of, the newest first. */
export async function findGroups(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<AlertGroup[]> {
  const { rows } = await sql<Omit<GroupMember, 'teamId' | 'day'> & { openedAt: Instant }>`
    select a.id as "alertId", a.rule_id as "ruleId", a.mode, a.subject_id as "personId", a.opened_at as "openedAt"
    from alert a where a.org_id = ${ctx.orgId} and a.subject_kind = 'rep' and (a.rule_id, china_day(a.opened_at)) in (
      select b.rule_id, china_day(b.opened_at) from alert b
      where b.org_id = ${ctx.orgId} and b.subject_kind = 'rep' and ${where})`.execute(ctx.db)
  if (rows.length === 0) return []
  const stays = await loadStays(ctx)
  const teamOf = (personId: string, at: Instant) =>
    stays.find(
      ({ userId, from, until }) => userId === personId && from <= at && (until === null || at < until),
    )
  const members = rows.flatMap(({ openedAt, ...row }): GroupMember[] => {
    const stay = teamOf(row.personId, openedAt)
    return stay ? [{ ...row, teamId: stay.teamId, day: dayOf(openedAt) }] : []
  })
  const reps = await findReps(ctx)
  const teamSize = (teamId: string, day: Day) =>
    new Set(
      stays
        .filter(({ from, until }) => from <= endOfDay(day) && (until === null || endOfDay(day) < until))
        .filter((stay) => stay.teamId === teamId && reps.has(stay.userId))
        .map(({ userId }) => userId),
    ).size
  return groupsOf(members, teamSize).sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))
}

async function findReps(ctx: ReadCtx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select user_id as id from user_role where org_id = ${ctx.orgId} and role = 'rep'`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}

/** The group an alert is part of, if it is part of one. */
export async function findGroupOf(ctx: ReadCtx, alertId: string): Promise<AlertGroup | undefined> {
  const groups = await findGroups(ctx, sql`b.id = ${alertId}`)
  return groups.find(({ members }) => members.some((member) => member.alertId === alertId))
}
