import type { ReadCtx } from '../../platform/context.ts'
import { loadLines } from './channels.ts'
import { loadReaders, type ReaderRow } from './readers.ts'

/** Whoever leads people, and whose records that is about: null = the whole company. */
export type Leader = {
  reader: ReaderRow
  userIds: readonly string[] | null
  departmentIds: ReadonlySet<string>
}

/** Every boss and manager who works here: they get the brief and the reports of the house. */
export async function findLeaders(ctx: ReadCtx): Promise<Leader[]> {
  const readers = [...(await loadReaders(ctx, null)).values()]
  const lines = await loadLines(ctx)
  const managed = await ctx.db
    .selectFrom('department')
    .select(['id', 'manager_id'])
    .where('org_id', '=', ctx.orgId)
    .where('manager_id', 'is not', null)
    .execute()
  return readers
    .filter((reader) => reader.roles.includes('boss') || reader.roles.includes('manager'))
    .map((reader) => {
      const own = new Set(managed.filter((row) => row.manager_id === reader.id).map((row) => row.id))
      if (reader.departmentId !== null) own.add(reader.departmentId)
      const isUnder = (departmentId: string | null) =>
        departmentId !== null && [...(lines.get(departmentId) ?? [])].some((up) => own.has(up))
      if (reader.roles.includes('boss')) return { reader, userIds: null, departmentIds: new Set<string>() }
      const userIds = readers
        .filter((other) => other.id === reader.id || isUnder(other.departmentId))
        .map((other) => other.id)
      return { reader, userIds, departmentIds: own }
    })
}
