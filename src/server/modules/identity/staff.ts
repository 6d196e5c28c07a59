import { sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { Role } from '../../../core/permission.ts'
import type { Absence, Directory, DirectoryPerson } from '../../../core/watch/responsible.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadSetting } from '../../platform/org-settings.ts'

export type Staff = { directory: Directory; names: ReadonlyMap<string, string> }

type UserRow = {
  id: string
  name: string
  status: 'active' | 'inactive' | 'imported'
  left_on: Day | null
  department_id: string | null
  backup_id: string | null
  roles: Role[] | null
}

/**
 * Everybody who could answer for something, for the pure choice in core. Names found in a ledger never answer
 * themselves; they stand in with the person the organisation has named for them.
 */
export async function loadStaff(ctx: ReadCtx): Promise<Staff> {
  const { rows: users } = await sql<UserRow>`
    select u.id, u.name, u.status, u.left_on, u.department_id, u.backup_id,
      (select array_agg(r.role) from user_role r where r.org_id = u.org_id and r.user_id = u.id) as roles
    from app_user u where u.org_id = ${ctx.orgId} order by u.created_at, u.id`.execute(ctx.db)
  const departments = await ctx.db
    .selectFrom('department')
    .select(['id', 'parent_id', 'manager_id'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const above = new Map(departments.map((row) => [row.id, row]))
  const unknown = await unknownResponsible(ctx)
  const people = new Map<string, DirectoryPerson>()
  for (const user of users) {
    const isKnown = user.status !== 'imported'
    people.set(user.id, {
      id: user.id,
      managerId: isKnown ? managerOf(user, above) : (unknown ?? managerOf(user, above)),
      backupId: isKnown ? user.backup_id : unknown,
      activeFrom: null,
      activeUntil: user.status === 'active' ? null : isKnown ? gone(user.left_on) : 0,
    })
  }
  const directory = { people, absences: await loadAbsences(ctx), holders: holdersOf(users) }
  return { directory, names: new Map(users.map((user) => [user.id, user.name])) }
}

/**
 * Who of these has left, and with which instant: the end of the last day, so that what is noted in the course
 * of that day changes nothing that was told before it.
 */
export async function loadDepartures(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'left_on'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('status', '=', 'inactive')
    .where('left_on', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.id, endOfDay(row.left_on!)]))
}

/** Without anybody who could answer there is nobody to warn: a new organisation before its first person. */
export function hasSomebody({ directory }: Staff): boolean {
  return (directory.holders.get('boss')?.length ?? 0) > 0
}

type Department = { parent_id: string | null; manager_id: string | null }

/** The manager of one's department, or for managers the one of the department above. */
function managerOf(user: UserRow, above: ReadonlyMap<string, Department>): string | null {
  const seen = new Set<string>()
  for (let id = user.department_id; id !== null && !seen.has(id); ) {
    seen.add(id)
    const department: Department | undefined = above.get(id)
    if (department?.manager_id && department.manager_id !== user.id) return department.manager_id
    id = department?.parent_id ?? null
  }
  return null
}

/**
 * A role nobody holds falls to the boss; without a boss, to whoever runs the system, else to the first person
 * there is.
 */
function holdersOf(users: readonly UserRow[]): Map<Role, string[]> {
  const holders = new Map<Role, string[]>()
  const active = users.filter((user) => user.status === 'active')
  for (const user of active) {
    for (const role of user.roles ?? []) holders.set(role, [...(holders.get(role) ?? []), user.id])
  }
  if (!holders.has('boss')) {
    const standIn = holders.get('admin') ?? [...active, ...users].slice(0, 1).map((user) => user.id)
    if (standIn.length > 0) holders.set('boss', standIn)
  }
  return holders
}

async function loadAbsences(ctx: ReadCtx): Promise<Absence[]> {
  const rows = await ctx.db
    .selectFrom('absence')
    .select(['user_id', 'from_day', 'to_day', 'backup_id'])
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .where('to_day', '>=', addDays(dayOf(ctx.now), -1))
    .orderBy('recorded_at', 'desc')
    .execute()
  return rows.map((row) => ({
    userId: row.user_id,
    from: row.from_day,
    to: row.to_day,
    backupId: row.backup_id,
  }))
}

async function unknownResponsible(ctx: ReadCtx): Promise<string | null> {
  return (await loadSetting(ctx, 'unknownResponsibleId')) as string | null
}

function gone(leftOn: Day | null): number {
  return leftOn === null ? 0 : startOfDay(leftOn)
}
