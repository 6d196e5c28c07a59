import type { ReadCtx } from './context.ts'

/** What the organisation is called, as its documents say it. */
export async function orgName(ctx: ReadCtx): Promise<string> {
  const row = await ctx.db.selectFrom('org').select('name').where('id', '=', ctx.orgId).executeTakeFirst()
  return row?.name ?? ''
}
