import { sql } from 'kysely'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, requireVersion, type WriteCtx } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'

export async function listDepartments(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('department as d')
    .leftJoin('app_user as m', (join) =>
      join.onRef('m.org_id', '=', 'd.org_id').onRef('m.id', '=', 'd.manager_id'),
    )
    .select([
      'd.id',
      'd.name',
      'd.parent_id as parentId',
      'd.manager_id as managerId',
      'm.name as managerName',
      'd.version',
      sql<number>`(select count(*)::int from app_user u where u.org_id = d.org_id and u.department_id = d.id and u.status = 'active')`.as(
        'people',
      ),
    ])
    .where('d.org_id', '=', ctx.orgId)
    .orderBy('d.name')
    .execute()
  return { items: rows }
}

export async function saveDepartment(
  ctx: WriteCtx,
  input: {
    id?: string | undefined
    name: string
    parentId?: string | null | undefined
    managerId?: string | null | undefined
  },
): Promise<{ id: string }> {
  const all = await ctx.db
    .selectFrom('department')
    .select(['id', 'name', 'parent_id', 'version'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const byId = new Map(all.map((row) => [row.id, row]))
  if (all.some((row) => row.name === input.name && row.id !== input.id))
    throw conflict('duplicate_name', { name: input.name })
  for (let up: string | null | undefined = input.parentId; up; up = byId.get(up)?.parent_id) {
    if (up === input.id) throw conflict('department_circle')
    if (!byId.has(up)) throw notFound('department')
  }
  const values = { name: input.name, parent_id: input.parentId ?? null, manager_id: input.managerId ?? null }
  const id = input.id ?? newId(ctx.now)
  if (input.id === undefined) {
    await ctx.db
      .insertInto('department')
      .values({ org_id: ctx.orgId, id, ...values })
      .execute()
  } else {
    const row = byId.get(id)
    if (!row) throw notFound('department')
    requireVersion(ctx, row.version)
    await ctx.db
      .updateTable('department')
      .set({ ...values, version: row.version + 1 })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  }
  await touch(ctx, [{ kind: 'team', id }])
  await recordEvent(ctx, {
    kind: 'department.saved',
    subject: { kind: 'department', id },
    summary: { name: input.name },
  })
  return { id }
}

/** Everybody of a department and of those below it. */
export async function peopleOfDepartments(ctx: ReadCtx): Promise<Map<string, Set<string>>> {
  const { rows } = await sql<{ id: string; parentId: string | null; people: string[] }>`
    select d.id, d.parent_id as "parentId",
      array(select u.id from app_user u where u.org_id = d.org_id and u.department_id = d.id) as people
    from department d where d.org_id = ${ctx.orgId}`.execute(ctx.db)
  const parentOf = new Map(rows.map(({ id, parentId }) => [id, parentId]))
  const people = new Map(rows.map(({ id }) => [id, new Set<string>()]))
  for (const { id, people: own } of rows)
    for (let up: string | null | undefined = id; up; up = parentOf.get(up))
      for (const person of own) people.get(up)?.add(person)
  return people
}
