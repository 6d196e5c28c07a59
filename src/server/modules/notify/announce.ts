import { sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'

export const LIVE_CHANNEL = 'bellwether_live'
/** PostgreSQL takes 8000 bytes per notification: this many ids fit with room to spare. */
const IDS_PER_NOTIFICATION = 150

/**
 * Tells whoever is looking that something is new for these people; it leaves with the commit or not at all.
 */
export async function announce(ctx: ReadCtx, userIds: readonly string[]): Promise<void> {
  const unique = [...new Set(userIds)]
  for (let from = 0; from < unique.length; from += IDS_PER_NOTIFICATION) {
    const payload = JSON.stringify({
      orgId: ctx.orgId,
      userIds: unique.slice(from, from + IDS_PER_NOTIFICATION),
    })
    await sql`select pg_notify(${LIVE_CHANNEL}, ${payload})`.execute(ctx.db)
  }
}
