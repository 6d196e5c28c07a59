import { sql } from 'kysely'
import type { ChannelView } from '../../../api/notify.ts'
import type { Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { shownSettings } from './channel-secrets.ts'
import { channelOf, healthOf } from './channels.ts'

/** Channels with their secrets masked and how they are doing. Removed ones are kept for the history only. */
export async function listChannels(ctx: ReadCtx): Promise<{ rows: ChannelView[] }> {
  const rows = await ctx.db
    .selectFrom('channel as c')
    .selectAll('c')
    .select(
      sql<Instant | null>`(select max(d.done_at) from delivery d where d.org_id = c.org_id and d.channel_id = c.id and d.state in ('sent', 'accepted'))`.as(
        'last_sent_at',
      ),
    )
    .where('c.org_id', '=', ctx.orgId)
    .where('c.secret_tail', '!=', 'removed')
    .where('c.kind', '!=', 'sandbox')
    .orderBy('c.name')
    .execute()
  return {
    rows: rows.map((row) => {
      const channel = channelOf(row)
      const health = healthOf(channel)
      const isPaused = health.state === 'paused' && (health.pausedUntil ?? 0) > ctx.now
      const untested = row.last_sent_at === null && health.code === null
      return {
        id: row.id,
        kind: row.kind as ChannelView['kind'],
        name: row.name,
        enabled: row.status !== 'off',
        settings: shownSettings(channel.config),
        audience: channel.audience,
        health: {
          state: stateOf(row.status, isPaused, untested),
          code: health.code,
          message: health.message,
          pausedUntil: isPaused ? health.pausedUntil : null,
          lastSentAt: row.last_sent_at,
          failures: row.failures,
        },
        version: row.version,
        // The route asked for channel.write already; a switched-off channel cannot be tried.
        can: { change: true, test: row.status === 'off' ? 'channel_off' : true, remove: true },
      }
    }),
  }
}

/** Broken is what the machine gave up and somebody has to mend; off is what somebody wanted. */
function stateOf(status: string, isPaused: boolean, untested: boolean): ChannelView['health']['state'] {
  if (status === 'broken') return 'broken'
  if (status !== 'on') return 'off'
  return isPaused ? 'paused' : untested ? 'untested' : 'ok'
}
