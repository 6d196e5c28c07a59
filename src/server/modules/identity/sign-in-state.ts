import type { Role } from '../../../core/permission.ts'
import { read } from '../../platform/context.ts'
import type { App } from '../../platform/serve.ts'

/**
 * What the sign-in page may know before anybody is known. Personas only for the demo, only for a local
 * browser.
 */
export async function readSignInState(app: App, localBrowser: boolean) {
  const orgs = await app.db
    .selectFrom('org')
    .selectAll()
    .orderBy('is_demo')
    .orderBy('slug')
    .limit(50)
    .execute()
  const demo = orgs.find((org) => org.is_demo)
  const demoPersonas = demo && localBrowser ? await listPersonas(app, demo.id) : []
  return {
    setupNeeded: orgs.length === 0,
    orgs: orgs.map((org) => ({ slug: org.slug, name: org.name, isDemo: org.is_demo })),
    demoPersonas,
  }
}

/** One person per kind of work, so that the page shows eight cards and not thirty. */
async function listPersonas(app: App, orgId: string) {
  const rows = await read(app.db, { orgId, now: app.clock.now() }, (ctx) =>
    ctx.db
      .selectFrom('app_user as u')
      .innerJoin('user_role as r', (join) =>
        join.onRef('r.org_id', '=', 'u.org_id').onRef('r.user_id', '=', 'u.id'),
      )
      .leftJoin('department as d', (join) =>
        join.onRef('d.org_id', '=', 'u.org_id').onRef('d.id', '=', 'u.department_id'),
      )
      .select(['u.id', 'u.name', 'r.role', 'd.name as departmentName'])
      .where('u.org_id', '=', orgId)
      .where('u.status', '=', 'active')
      // Those with a password of their own first: the page then offers the people whom the terminal names.
      .orderBy((eb) => eb('u.password_hash', 'is', null))
      .orderBy('u.login')
      .execute(),
  )
  const people = new Map<
    string,
    { userId: string; name: string; roles: Role[]; departmentName: string | null }
  >()
  for (const row of rows) {
    const person = people.get(row.id) ?? {
      userId: row.id,
      name: row.name,
      roles: [],
      departmentName: row.departmentName,
    }
    person.roles.push(row.role as Role)
    people.set(row.id, person)
  }
  const order: Role[] = ['boss', 'manager', 'rep', 'finance', 'assistant', 'legal', 'admin', 'auditor']
  const limit: Partial<Record<Role, number>> = { rep: 2, manager: 1 }
  const chosen: (typeof people extends Map<string, infer P> ? P : never)[] = []
  for (const role of order) {
    const matching = [...people.values()].filter((person) => person.roles[0] === role)
    chosen.push(...matching.slice(0, limit[role] ?? 1))
  }
  return chosen
}
