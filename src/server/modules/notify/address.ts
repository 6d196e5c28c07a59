import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'

const SETTING = 'address'
/** The demo speaks to its built-in stand-in only, whose pages open a link by its path. */
const OF_DEMO = 'https://fengxiangbiao.mingchuan.example'

/** By what address colleagues open the product, and who said so; null = messages carry no link. */
export type Address = { url: string | null; from: 'environment' | 'page' | 'demo' | null }

/**
 * What a link in a message begins with (decision 0036): BELLWETHER_URL where it is set, else what an
 * administrator typed. The address the server listens on is no answer: on somebody's phone it leads nowhere.
 */
export async function readAddress(ctx: ReadCtx, configured: string | null): Promise<Address> {
  if (configured !== null) return { url: bare(configured), from: 'environment' }
  const typed = (await loadSetting(ctx, SETTING)) as string | null
  if (typed !== null) return { url: typed, from: 'page' }
  const org = await ctx.db
    .selectFrom('org')
    .select('is_demo')
    .where('id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  return org.is_demo ? { url: OF_DEMO, from: 'demo' } : { url: null, from: null }
}

export async function saveAddress(ctx: WriteCtx, url: string | null): Promise<{ url: string | null }> {
  const kept = url === null ? null : bare(url)
  await saveSetting(ctx, SETTING, kept)
  await recordEvent(ctx, {
    kind: 'channel.address',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { address: kept },
  })
  return { url: kept }
}

/** Without the slash at the end: paths begin with one. */
function bare(url: string): string {
  return url.replace(/\/+$/, '')
}
