import type { Letterhead } from '../../core/document/letterhead.ts'
import type { ReadCtx } from './context.ts'
import { loadSetting } from './org-settings.ts'

/** What the organisation is called, as its documents say it. */
export async function orgName(ctx: ReadCtx): Promise<string> {
  const row = await ctx.db.selectFrom('org').select('name').where('id', '=', ctx.orgId).executeTakeFirst()
  return row?.name ?? ''
}

/** What stands on its paper besides the name; nothing until somebody enters it. */
export async function orgLetterhead(ctx: ReadCtx): Promise<Letterhead> {
  return ((await loadSetting(ctx, 'letterhead')) ?? {}) as Letterhead
}
