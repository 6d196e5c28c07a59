import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { openPool } from './db.ts'
import type { DB } from './db-types.ts'
import { inTransaction } from './transaction.ts'

const { admin, connect } = await testDatabase()
const MOST = 3
const pool = openPool(connect.app, MOST)
afterAll(() => pool.end())

const SETTLES_MS_MAX = 5_000

/** Resolves with how it ended; a promise that never settles is told as such and not by a test that hangs. */
function ending(promise: Promise<unknown>): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(resolve, SETTLES_MS_MAX, 'never').unref())
  const ended = promise.then(
    () => 'done',
    () => 'failed',
  )
  return Promise.race([ended, late])
}

async function pidOf(tx: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
  return rows[0]!.pid
}

const numbered = (tx: Kysely<DB>, n: number) => sql`select ${n}::int as n`.execute(tx)
const slow = (tx: Kysely<DB>) => sql`select pg_sleep(0.2)`.execute(tx)

/** The backend is ended by the server, as when PostgreSQL stops. */
const byServer = async (_client: pg.PoolClient, pid: number) => {
  await admin.query('select pg_terminate_backend($1)', [pid])
}
/** The socket goes away with no word from the other side, as when a process is killed. */
const bySocket = async (client: pg.PoolClient) => {
  ;(client as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy()
}
/** The socket breaks with an error, as when the peer resets it. */
const byReset = async (client: pg.PoolClient) => {
  const { connection } = client as unknown as { connection: { stream: { destroy: (e: Error) => void } } }
  connection.stream.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
}

describe('a connection that is cut', () => {
  it.each([
    { name: 'by the server', cut: byServer },
    { name: 'at the socket', cut: bySocket },
    { name: 'with a reset', cut: byReset },
  ])('$name in the middle of statements sent together settles every one of them', async ({ cut }) => {
    for (let round = 0; round < 12; round += 1) {
      const held: pg.PoolClient[] = []
      const acquired = (client: pg.PoolClient) => void held.push(client)
      pool.on('acquire', acquired)
      const parts: Promise<string>[] = []
      const whole = inTransaction(pool, pidOf, async (tx, pid) => {
        const client = held[0]!
        // Often enough to be prepared by name, which is sent differently.
        for (let n = 0; n < 3; n += 1) await numbered(tx, n)
        const sent = [numbered(tx, 3), slow(tx), numbered(tx, 4), numbered(tx, 5)]
        parts.push(...sent.map(ending))
        if (round % 3 > 0) await sent[0]
        if (round % 3 > 1) await new Promise((resolve) => setTimeout(resolve, 5 * round))
        await cut(client, pid)
        // What is asked once the line is dead has its answer too.
        parts.push(ending(numbered(tx, 6)))
        await Promise.all(sent)
      })
      const told = await ending(whole)
      pool.off('acquire', acquired)
      expect(told).toBe('failed')
      expect(await Promise.all(parts)).not.toContain('never')
    }
    expect([pool.waitingCount, pool.totalCount <= MOST]).toEqual([0, true])
    const many = Array.from({ length: 2 * MOST }, () => inTransaction(pool, pidOf, (tx) => numbered(tx, 7)))
    expect(await Promise.all(many.map(ending))).toEqual(many.map(() => 'done'))
  })

  it('between two statements fails the transaction and gives the place in the pool back', async () => {
    for (let round = 0; round < 2 * MOST; round += 1) {
      const whole = inTransaction(pool, pidOf, async (tx, pid) => {
        await admin.query('select pg_terminate_backend($1)', [pid])
        await new Promise((resolve) => setTimeout(resolve, 20))
        return tx
      })
      expect(await ending(whole)).toBe('failed')
    }
    expect(await ending(inTransaction(pool, pidOf, (tx) => numbered(tx, 1)))).toBe('done')
  })
})

describe('statements sent together', () => {
  it('of which one fails: the others settle, nothing is written, the connection serves on', async () => {
    const parts: Promise<string>[] = []
    const whole = inTransaction(pool, pidOf, async (tx) => {
      const sent = [numbered(tx, 1), sql`select 1 / 0`.execute(tx), numbered(tx, 2), slow(tx)]
      parts.push(...sent.map(ending))
      await Promise.all(sent)
    })
    expect(await ending(whole)).toBe('failed')
    expect(await Promise.all(parts)).toEqual(['done', 'failed', 'failed', 'failed'])
    expect(await ending(inTransaction(pool, pidOf, (tx) => numbered(tx, 3)))).toBe('done')
  })

  it('a value that cannot be sent fails its statement alone, and the same text can be asked again', async () => {
    const text = (tx: Kysely<DB>, value: unknown) => sql`select ${value}::jsonb as j`.execute(tx)
    const client = await pool.connect()
    client.release(true)
    for (let round = 0; round < 4; round += 1) {
      const whole = inTransaction(pool, pidOf, async (tx) => {
        for (let n = 0; n < 3; n += 1) await text(tx, { n })
        await text(tx, { n: 1n })
      })
      expect(await ending(whole)).toBe('failed')
      expect(await ending(inTransaction(pool, pidOf, (tx) => text(tx, { n: 1 })))).toBe('done')
    }
  })
})
