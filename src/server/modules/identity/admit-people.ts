import type { z } from 'zod'
import type { ADMISSIONS, admitPeople as route } from '../../../api/people.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { freeLogin } from './free-login.ts'
import { refuseRolesBeyondOwn } from './people.ts'
import { saveDepartments, savePeople, setDepartmentManager } from './save-people.ts'
import { createLink } from './sign-in.ts'

type Wanted = z.output<typeof route.body>['people'][number]
type Outcome = (typeof ADMISSIONS)[number]
type User = { id: string; name: string; staff_no: string | null; login: string; status: string }
type Planned = { wanted: Wanted; user: User | null; outcome: Outcome; login: string }

/**
 * A list of people at once: who is here stays as they are, a name found in a ledger becomes a user with the
 * records it already answers for, the others are added. Everything is checked before anything is written.
 * Departments are made by name; the first manager of one that nobody leads leads it.
 */
export async function admitPeople(ctx: WriteCtx, wanted: readonly Wanted[]) {
  refuseRolesBeyondOwn(ctx, [...new Set(wanted.flatMap(({ roles }) => roles))])
  const users: User[] = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'name', 'staff_no', 'login', 'status'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const planned = plan(wanted, users)
  const departments = await departmentsOf(ctx, wanted)
  const departmentOf = ({ departmentName }: Wanted) =>
    departmentName ? (departments.get(departmentName) ?? null) : null
  const added = planned.filter(({ outcome }) => outcome === 'added')
  const saved = await savePeople(
    ctx,
    added.map(({ wanted: person, login }) => ({
      ...person,
      login,
      departmentId: departmentOf(person)?.id ?? null,
      mustChangePassword: true,
    })),
  )
  const idOf = new Map(added.map((one, index) => [one, saved[index]!.id]))
  for (const one of planned) {
    if (one.outcome === 'admitted') await letIn(ctx, one, departmentOf(one.wanted)?.id ?? null)
  }
  const people: { id: string; name: string; login: string; outcome: Outcome; link: string | null }[] = []
  let expiresAt = ctx.now
  for (const one of planned) {
    const id = idOf.get(one) ?? one.user!.id
    const link = one.outcome === 'known' ? null : await createLink(ctx, id)
    if (link) expiresAt = link.expiresAt
    const { login, outcome } = one
    people.push({ id, name: one.wanted.name, login, outcome, link: link && `/link#${link.token}` })
    const department = departmentOf(one.wanted)
    if (outcome !== 'known' && department && !department.isLed && one.wanted.roles.includes('manager')) {
      await setDepartmentManager(ctx, department.id, id)
      department.isLed = true
    }
  }
  await tell(ctx, people)
  return { people, expiresAt }
}

/** Who each line is: by staff number, else by name; a name that several ledger entries carry must be told. */
function plan(wanted: readonly Wanted[], users: readonly User[]): Planned[] {
  const taken = new Set(users.map(({ login }) => login))
  const used = new Set<string>()
  return wanted.map((person) => {
    const here = users.filter(({ status, id }) => status !== 'inactive' && !used.has(id))
    const byNumber = here.filter(({ staff_no: number }) => number !== null && number === person.staffNo)
    const byName = here.filter(
      ({ name, staff_no: number }) => name === person.name && (number === null || !person.staffNo),
    )
    const found = byNumber.length > 0 ? byNumber : byName
    if (found.length > 1) throw conflict('person_ambiguous', { name: person.name })
    const user = found[0] ?? null
    if (user) used.add(user.id)
    if (user?.status === 'active') return { wanted: person, user, outcome: 'known', login: user.login }
    const login = loginFor(person, user, taken)
    return { wanted: person, user, outcome: user ? 'admitted' : 'added', login }
  })
}

function loginFor({ name, login }: Wanted, user: User | null, taken: Set<string>): string {
  const asked = login?.toLowerCase()
  if (asked === undefined) return user?.login ?? freeLogin(name, taken)
  if (taken.has(asked) && asked !== user?.login) throw conflict('duplicate_login', { login: asked })
  taken.add(asked)
  return asked
}

async function departmentsOf(ctx: WriteCtx, wanted: readonly Wanted[]) {
  const names = [...new Set(wanted.flatMap(({ departmentName }) => departmentName ?? []))]
  const known = await ctx.db
    .selectFrom('department')
    .select(['id', 'name', 'manager_id'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const found = new Map(
    known.map(({ id, name, manager_id: managerId }) => [name, { id, isLed: managerId !== null }]),
  )
  const missing = names.filter((name) => !found.has(name))
  const ids = await saveDepartments(
    ctx,
    missing.map((name) => ({ name })),
  )
  missing.forEach((name, index) => {
    found.set(name, { id: ids[index]!, isLed: false })
  })
  return found
}

async function letIn(
  ctx: WriteCtx,
  { wanted, user, login }: Planned,
  departmentId: string | null,
): Promise<void> {
  const { id } = user!
  await ctx.db
    .updateTable('app_user')
    .set((eb) => ({
      status: 'active',
      login,
      ...(departmentId ? { department_id: departmentId } : {}),
      ...(wanted.staffNo ? { staff_no: wanted.staffNo } : {}),
      ...(wanted.phone ? { phone: wanted.phone } : {}),
      ...(wanted.email ? { email: wanted.email } : {}),
      must_change_password: true,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await ctx.db.deleteFrom('user_role').where('org_id', '=', ctx.orgId).where('user_id', '=', id).execute()
  await ctx.db
    .insertInto('user_role')
    .values([...new Set(wanted.roles)].map((role) => ({ org_id: ctx.orgId, user_id: id, role })))
    .execute()
}

async function tell(ctx: WriteCtx, people: readonly { id: string; outcome: Outcome }[]): Promise<void> {
  const changed = people.filter(({ outcome }) => outcome !== 'known')
  if (changed.length === 0) return
  for (const { id, outcome } of changed) {
    const kind = outcome === 'added' ? 'person.created' : 'person.admitted'
    await recordEvent(ctx, { kind, subject: { kind: 'person', id } })
  }
  await touch(
    ctx,
    changed.map(({ id }) => ({ kind: 'rep', id })),
  )
}
