import type { ReadCtx, WriteCtx } from './context.ts'
import { json } from './db.ts'

/** A setting of the organisation as it was saved; null where nobody has. */
export async function loadSetting(ctx: ReadCtx, id: string): Promise<unknown> {
  const row = await ctx.db
    .selectFrom('org_setting')
    .select('value')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.value ?? null
}

export async function saveSetting(ctx: WriteCtx, id: string, wanted: unknown): Promise<void> {
  const value = json(wanted)
  await ctx.db
    .insertInto('org_setting')
    .values({ org_id: ctx.orgId, id, value })
    .onConflict((on) =>
      on
        .columns(['org_id', 'id'])
        .doUpdateSet((eb) => ({ value, version: eb('org_setting.version', '+', 1) })),
    )
    .execute()
}
