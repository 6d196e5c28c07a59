import type { Locale } from '../../../text/errors.ts'
import type { WriteCtx } from '../../platform/context.ts'

/** The pages keep their language on the device; what is sent needs to know it before anybody opens a page. */
export async function saveLanguage(ctx: WriteCtx, locale: Locale): Promise<{ ok: true }> {
  await ctx.db
    .updateTable('app_user')
    .set((eb) => ({ locale, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', ctx.actor.userId)
    .where('locale', '!=', locale)
    .execute()
  return { ok: true }
}
