import type { ServerResponse } from 'node:http'
import pg from 'pg'
import { z } from 'zod'
import { type LiveEvent, liveEvent } from '../../../api/notify.ts'
import type { Instant } from '../../../core/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import { read } from '../../platform/context.ts'
import { at, type Connection, type Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { LIVE_CHANNEL } from './announce.ts'
import { countUnread, findNotices } from './read-notices.ts'

/**
 * One open page. `since` is the newest notice it has been given, so that nothing is told twice or left out.
 */
type Stream = { orgId: string; userId: string; sessionId: string; response: ServerResponse; since: Instant }

export type LiveHub = {
  open: (
    who: { orgId: string; userId: string; sessionId: string; since: Instant },
    response: ServerResponse,
  ) => void
  close: () => Promise<void>
}

const CHECK_EVERY_MS = 1_000
const RECONNECT_MS = 1_000
const HEARTBEATS = 15

/**
 * The live streams of this process. Notifications only say "look": what is sent is read from the rows, so a
 * lost notification costs a second (the next check), never a notice. A revoked session ends its streams
 * within a second.
 */
export function createLiveHub(parts: { db: Db; connection: Connection; clock: Clock; log: Logger }): LiveHub {
  const { db, connection, clock, log } = parts
  const streams = new Set<Stream>()
  let closed = false
  let listener: pg.Client | null = null
  let beats = 0

  const pushTo = (chosen: Stream[]) =>
    deliverNews(db, clock, chosen).catch((error: Error) =>
      log.error({ err: error.message }, 'live push failed'),
    )

  const listen = async (): Promise<void> => {
    const client = new pg.Client(connection)
    const retry = () => {
      if (listener === client) listener = null
      void client.end().catch(() => {})
      if (!closed) setTimeout(listen, RECONNECT_MS).unref()
    }
    client.on('notification', ({ payload }) => {
      const { orgId, userIds } = JSON.parse(payload ?? '{}') as { orgId: string; userIds: string[] }
      void pushTo([...streams].filter((stream) => stream.orgId === orgId && userIds.includes(stream.userId)))
    })
    client.once('error', retry)
    try {
      await client.connect()
      await client.query(`listen ${LIVE_CHANNEL}`)
      listener = client
      if (closed) await client.end()
      else void pushTo([...streams])
    } catch {
      client.removeListener('error', retry)
      client.on('error', () => {})
      retry()
    }
  }
  void listen()

  const timer = setInterval(() => {
    beats += 1
    if (beats % HEARTBEATS === 0) {
      for (const stream of streams) stream.response.write(': \n\n')
      void pushTo([...streams])
    }
    void endRevoked(db, clock, streams).catch(() => {})
  }, CHECK_EVERY_MS)
  timer.unref()

  return {
    open: (who, response) => {
      const stream: Stream = { ...who, response }
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      response.write('retry: 2000\n\n')
      response.on('close', () => streams.delete(stream))
      streams.add(stream)
      void pushTo([stream])
    },
    close: async () => {
      closed = true
      clearInterval(timer)
      for (const stream of streams) stream.response.end()
      await listener?.end().catch(() => {})
    },
  }
}

/** New notices and the unread count for each stream, one transaction per organisation. */
async function deliverNews(db: Db, clock: Clock, chosen: readonly Stream[]): Promise<void> {
  for (const [orgId, streams] of Map.groupBy(chosen, (stream) => stream.orgId)) {
    await read(db, { orgId, now: clock.now() }, async (ctx) => {
      for (const stream of streams) {
        const { userId, since } = stream
        const news = await findNotices(ctx, userId, { after: since, limit: 50 })
        const unread = await countUnread(ctx, userId)
        // Another push may have run meanwhile: only what is newer than it reached goes out.
        const fresh = news.filter((notice) => notice.at > stream.since).reverse()
        for (const notice of fresh) emit(stream, { type: 'notice', notice, unread }, notice.at)
        stream.since = Math.max(stream.since, fresh.at(-1)?.at ?? 0)
        if (fresh.length === 0) emit(stream, { type: 'unread', unread })
      }
    })
  }
}

async function endRevoked(db: Db, clock: Clock, streams: Set<Stream>): Promise<void> {
  for (const [orgId, group] of Map.groupBy(streams, (stream) => stream.orgId)) {
    const now = clock.now()
    const alive = await read(db, { orgId, now }, async (ctx) =>
      ctx.db
        .selectFrom('session as s')
        .innerJoin('app_user as u', (join) =>
          join.onRef('u.org_id', '=', 's.org_id').onRef('u.id', '=', 's.user_id'),
        )
        .select('s.id')
        .where('s.org_id', '=', orgId)
        .where('s.id', 'in', [...new Set(group.map((stream) => stream.sessionId))])
        .where('s.revoked_at', 'is', null)
        .where('s.expires_at', '>', at(now))
        .where('u.status', '=', 'active')
        .whereRef('u.auth_epoch', '=', 's.auth_epoch')
        .execute(),
    )
    const ids = new Set(alive.map((row) => row.id))
    for (const stream of group) {
      if (ids.has(stream.sessionId)) continue
      emit(stream, { type: 'signedOut' })
      stream.response.end()
      streams.delete(stream)
    }
  }
}

/** `id` is the instant of the notice: the browser sends it back as Last-Event-ID when it reconnects. */
function emit(stream: Stream, event: LiveEvent, id?: Instant): void {
  const data = JSON.stringify(z.encode(liveEvent, event))
  stream.response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${data}\n\n`)
}
