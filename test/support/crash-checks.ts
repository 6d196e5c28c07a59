import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Instant } from '../../src/core/calendar.ts'
import { systemClock } from '../../src/server/platform/clock.ts'
import { SYSTEM, setTenant } from '../../src/server/platform/context.ts'
import { openDb, openPool } from '../../src/server/platform/db.ts'
import { startPostgres } from '../../src/server/platform/embedded-postgres.ts'
import { APP_ROLE } from '../../src/server/platform/migrate.ts'
import { replayedAlerts, storedAlerts } from './alert-lines.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

/** Keys of writes: sent without an answer so far, and answered. */
export type Books = { unanswered: ReadonlyMap<string, unknown>; answered: ReadonlyMap<string, unknown> }

const QUIET_MS_MAX = 90_000
/** A message that was on its way when its process died is tried again after its lease of 90 s. */
const DELIVERED_MS_MAX = 240_000

type House = { admin: pg.Pool; app: pg.Pool; orgId: string }

/** Joins the running database of a data directory for as long as `look` takes. */
async function visit<T>(dataDir: string, look: (house: House) => Promise<T>): Promise<T> {
  const postgres = await startPostgres({ dataDir })
  const place = { host: postgres.socketDir, port: postgres.port, database: 'bellwether' }
  const admin = openPool({ ...place, user: postgres.user }, 2)
  const app = openPool({ ...place, user: APP_ROLE }, 2)
  try {
    const { rows } = await admin.query('select id from org')
    return await look({ admin, app, orgId: rows[0].id })
  } finally {
    await Promise.all([admin.end(), app.end()])
    await postgres.stop()
  }
}

/** Until nothing is marked and nothing is due: evaluation has caught up with the writes. */
export async function untilQuiet(dataDir: string): Promise<void> {
  await visit(dataDir, async ({ admin }) => {
    for (let waitedMs = 0; waitedMs < QUIET_MS_MAX; waitedMs += 100) {
      const { rows } = await admin.query(
        `select (select count(*) from watch_dirty) + (select count(*) from watch_state where wake_at <= now()) as busy`,
      )
      if (Number(rows[0].busy) === 0) return
      await sleep(100)
    }
    throw new Error(`evaluation has not caught up within ${QUIET_MS_MAX / 1_000} s`)
  })
}

/** The key of every write that happened, as often as it did. */
const WRITES = `select reference as key from payment union all select number from invoice
  union all select summary from activity union all select external_code from customer`

/** How many of these writes happened. */
export async function countPresent(dataDir: string, keys: readonly string[]): Promise<number> {
  return visit(dataDir, async ({ admin }) => {
    const { rows } = await admin.query(`select count(*)::int as n from (${WRITES}) w where w.key = any($1)`, [
      keys,
    ])
    return rows[0].n
  })
}

/** What was acknowledged is there once, nothing else is, alerts are those of history. Returns how many. */
export async function checkBooks(dataDir: string, books: Books): Promise<number> {
  return visit(dataDir, async ({ admin, app, orgId }) => {
    const { rows } = await admin.query(WRITES)
    const counts = Map.groupBy(rows, (row) => row.key as string)
    const wrong = [
      ...[...books.answered.keys()]
        .filter((key) => counts.get(key)?.length !== 1)
        .map((key) => `lost: ${key}`),
      ...[...counts].filter(([, own]) => own.length > 1).map(([key]) => `doubled: ${key}`),
      ...[...counts.keys()].filter((key) => !books.answered.has(key)).map((key) => `never sent: ${key}`),
    ]
    await refuse(admin, wrong, {
      'open amounts that are not what the allocations leave': `select i.id from instalment i where i.voided_at is null and i.open_fen <> i.amount_fen
        - coalesce((select sum(a.amount_fen) from allocation a where a.instalment_id = i.id and a.voided_at is null), 0)`,
      'writes without their event': `select p.id from payment p where not exists (
        select 1 from event e where e.subject_id = p.id and e.kind = 'payment.recorded')`,
      'alerts that were announced twice': `select subject_id from event where kind = 'alert.opened' group by 1 having count(*) > 1`,
      'open alerts of which the receiver is not told': `select a.id from alert a where a.mode = 'on' and a.resolved_at is null and not exists (
        select 1 from notice n join delivery d on d.notice_id = n.id join channel c on c.id = d.channel_id
        where n.alert_id = a.id and c.kind = 'webhook')`,
    })
    const told = await compareAlerts(app, orgId)
    return told
  })
}

async function refuse(admin: pg.Pool, wrong: string[], rules: Record<string, string>): Promise<void> {
  const found = [...wrong]
  for (const [what, query] of Object.entries(rules)) {
    const { rowCount } = await admin.query(query)
    if (rowCount) found.push(`${what}: ${rowCount}`)
  }
  if (found.length > 0) throw new Error(`after the kill: ${found.slice(0, 20).join('; ')}`)
}

async function compareAlerts(app: pg.Pool, orgId: string): Promise<number> {
  const now: Instant = systemClock.now()
  const { stored, lines } = await openDb(app)
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await setTenant(tx, orgId, null)
      const ctx = { db: tx, orgId, actor: SYSTEM, now }
      return { stored: await storedAlerts(ctx), ...(await replayedAlerts(ctx)) }
    })
  const left = difference(lines, stored)
  const right = difference(stored, lines)
  if (left.length + right.length > 0) {
    throw new Error(
      `alerts differ from history; missing: ${left.slice(0, 5)}; too many: ${right.slice(0, 5)}`,
    )
  }
  return stored.length
}

/** What is in `all` more often than in `some`. */
function difference(all: readonly string[], some: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of some) counts.set(text, (counts.get(text) ?? 0) + 1)
  return all.filter((text) => {
    const count = counts.get(text) ?? 0
    counts.set(text, count - 1)
    return count <= 0
  })
}

/** Every message for outside arrived, and came again only under its own id and with the same words. */
export async function checkMessages(dataDir: string, receiver: WebhookReceiver): Promise<void> {
  await visit(dataDir, async ({ admin }) => {
    const waiting = async () =>
      (
        await admin.query(
          `select count(*)::int as n from delivery where state in ('queued', 'retry', 'claimed')`,
        )
      ).rows[0].n as number
    for (let waitedMs = 0; (await waiting()) > 0; waitedMs += 500) {
      if (waitedMs > DELIVERED_MS_MAX) throw new Error(`${await waiting()} messages are still waiting`)
      await sleep(500)
    }
    const { rows } = await admin.query(`select message_id as id, state from delivery`)
    const ids = rows.map((row) => row.id as string)
    const changed = [...receiver.messages].filter(([, { bodies }]) => bodies.size > 1).map(([id]) => id)
    const wrong = [
      ...(new Set(ids).size === ids.length ? [] : ['one id for two messages']),
      ...(receiver.forged() === 0 ? [] : [`${receiver.forged()} messages with a wrong signature`]),
      ...rows.filter((row) => row.state !== 'sent').map((row) => `${row.id} is ${row.state}`),
      ...ids.filter((id) => !receiver.messages.has(id)).map((id) => `never arrived: ${id}`),
      ...[...receiver.messages.keys()].filter((id) => !ids.includes(id)).map((id) => `of nobody: ${id}`),
      ...changed.map((id) => `came back with other words: ${id}`),
    ]
    if (wrong.length > 0) throw new Error(`messages: ${wrong.slice(0, 20).join('; ')}`)
  })
}
