import { addDays, type Day, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { Company } from '../../../world/shapes.ts'
import { saveDepartments, savePeople, setBackup, setDepartmentManager } from '../../modules/identity/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/** User ids by login. */
export type People = ReadonlyMap<string, string>

/** An absence is announced so many days before it begins; illness is known on the day. */
const ANNOUNCED_DAYS = 7

/**
 * Departments, people, who stands in for whom, and who was away when. Everybody has worked here since
 * before the history begins, so that a rule looking at the past finds somebody to tell.
 */
export async function loadPeople(ctx: WriteCtx, company: Company): Promise<People> {
  const departments = await saveDepartments(
    ctx,
    company.departments.map(({ name, parent }) => ({ name, parentName: parent })),
  )
  const departmentId = new Map(company.departments.map(({ name }, index) => [name, departments[index]!]))
  const saved = await savePeople(
    ctx,
    company.people.map((person) => ({
      login: person.login,
      name: person.name,
      staffNo: person.staffNo,
      aliases: person.aliases,
      email: person.email,
      phone: person.phone,
      departmentId: departmentId.get(person.department)!,
      roles: person.roles,
      status: person.leftOn === null ? ('active' as const) : ('inactive' as const),
    })),
  )
  const people: People = new Map(company.people.map(({ login }, index) => [login, saved[index]!.id]))
  for (const { name, manager } of company.departments) {
    if (manager) await setDepartmentManager(ctx, departmentId.get(name)!, people.get(manager)!)
  }
  for (const { login, backup } of company.people) {
    if (backup) await setBackup(ctx, people.get(login)!, people.get(backup)!)
  }
  await backdate(ctx, company, people)
  await loadAbsences(ctx, company, people)
  return people
}

/**
 * One second apart in the order of the staff list: where several hold a role, the first of them is
 * asked first.
 */
async function backdate(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const first = startOfDay(addDays(company.start, -365))
  for (const [index, { login, leftOn }] of company.people.entries()) {
    await ctx.db
      .updateTable('app_user')
      .set({ created_at: at(first + index * 1000), left_on: leftOn })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', people.get(login)!)
      .execute()
  }
}

async function loadAbsences(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const rows = company.absences.map((absence) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    user_id: people.get(absence.user)!,
    from_day: absence.fromDay,
    to_day: absence.toDay,
    backup_id: absence.backup === null ? null : people.get(absence.backup)!,
    reason: absence.reason,
    known_at: at(announced(absence.fromDay, absence.reason, ctx.tick)),
    recorded_at: at(ctx.tick),
  }))
  if (rows.length > 0) await ctx.db.insertInto('absence').values(rows).execute()
}

function announced(fromDay: Day, reason: string, tick: Instant): Instant {
  const ahead = reason === '病假' ? 0 : ANNOUNCED_DAYS
  return Math.min(tick, startOfDay(addDays(fromDay, -ahead)))
}

/** The people of a demo that was loaded before, by login. */
export async function findPeople(ctx: WriteCtx): Promise<People> {
  const rows = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'login'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map(({ id, login }) => [login, id]))
}
