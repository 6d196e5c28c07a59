import type { Cell } from '../../../core/duty/matrix.ts'
import type { ReadCtx } from '../../platform/context.ts'

export const DUTIES_SETTING = 'duties'

/** The matrix as it was saved, with the version of it; version 0 before anybody has written one. */
export async function loadDuties(ctx: ReadCtx): Promise<{ version: number; cells: Cell[] }> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select(['value', 'version'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', DUTIES_SETTING)
    .executeTakeFirst()
  return { version: row?.version ?? 0, cells: (row?.value ?? []) as Cell[] }
}
