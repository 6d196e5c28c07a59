import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { type Db, openDb } from '../../../src/server/platform/db.ts'
import type { TestDatabase } from '../database.ts'

/**
 * The application on one connection inside one long transaction: what it calls a transaction is a savepoint
 * here. Thousands of calls can then start from the same rows, because each is taken back after it was looked
 * at. Deferred constraints and the tenant setting end where the application's transaction ends.
 */
export type OneConnection = {
  db: Db
  /** Runs `call`, then `look` at what it left, and takes everything back. */
  rewound<T, L>(call: () => Promise<T>, look: (answer: T) => Promise<L>): Promise<L>
  /** How many transactions were committed inside another one: what they wrote would outlive its refusal. */
  committedInside(): number
  query: pg.PoolClient['query']
  close(): void
}

export async function oneConnection(database: TestDatabase): Promise<OneConnection> {
  const client = await database.app.connect()
  let depth = 0
  let inside = 0
  const query = async (asked: string | pg.QueryConfig, values?: unknown[]) => {
    const text = typeof asked === 'string' ? asked : asked.text
    if (text === 'begin') {
      depth += 1
      return client.query(`savepoint app_${depth}`)
    }
    if (text === 'commit') {
      const ended = await client.query('set constraints all immediate')
      await client.query(`release savepoint app_${depth}`)
      await client.query('set constraints all deferred')
      depth -= 1
      if (depth === 0) await forgetTenant(client)
      else inside += 1
      return ended
    }
    if (text === 'rollback') {
      await client.query(`rollback to savepoint app_${depth}`)
      const ended = await client.query(`release savepoint app_${depth}`)
      depth -= 1
      return ended
    }
    return client.query(asked as string, values)
  }
  const { connection } = client as unknown as { connection: unknown }
  const held = { query, release: () => {}, connection }
  const pool = { connect: async () => held, end: async () => {} }
  return {
    db: openDb(pool as never),
    committedInside: () => inside,
    query: client.query.bind(client) as pg.PoolClient['query'],
    rewound: async (call, look) => {
      inside = 0
      await client.query('begin')
      try {
        const answer = await call()
        // A file is on its way before its transaction has ended.
        while (depth > 0) await setTimeout(1)
        return await look(answer)
      } finally {
        // The counters of touched tables (contents.ts) start again with the next call.
        await client.query('select pg_stat_force_next_flush(); rollback')
      }
    },
    close: () => client.release(),
  }
}

async function forgetTenant(client: pg.PoolClient): Promise<void> {
  await client.query(
    `select set_config('app.org_id', '', true), set_config('app.actor', '', true), set_config('app.tick', '', true)`,
  )
}
