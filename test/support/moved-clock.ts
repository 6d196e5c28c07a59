import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS } from '../../src/core/calendar.ts'
import { doChores, UPKEEP, WATCH } from '../../src/server/chores.ts'
import { createApp } from '../../src/server/main.ts'
import { installPack } from '../../src/server/modules/watch/index.ts'
import { fixedClock } from '../../src/server/platform/clock.ts'
import { write } from '../../src/server/platform/context.ts'
import { openDb, openPool } from '../../src/server/platform/db.ts'
import { startPostgres } from '../../src/server/platform/embedded-postgres.ts'
import { openJobs } from '../../src/server/platform/jobs.ts'
import { createLog } from '../../src/server/platform/log.ts'
import { APP_ROLE, migrate } from '../../src/server/platform/migrate.ts'
import { NOW, twoOrgs } from './world-of-two-orgs.ts'

/** The worker's chores without what belongs to rules and not to customers. */
const NOT_HERE = ['review', 'records', 'misses', 'new-rules']
const CHORES = [...UPKEEP, ...WATCH].filter(({ name }) => !NOT_HERE.includes(name))
const DATABASE = 'moved'

export type MovedServer = {
  url: string
  /** So many days after the beginning, at the same hour: what time makes due by then is done. */
  comes(days: number): Promise<void>
  stop(): Promise<void>
}

/**
 * The pages and the worker of a small company in this very process, on a clock that only the test moves: the
 * product has no way to move it. The company is the first of `twoOrgs`.
 */
export async function startMovedServer(): Promise<MovedServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-moved-'))
  const postgres = await startPostgres({ dataDir, fast: true })
  const at = { host: postgres.socketDir, port: postgres.port }
  const root = openPool({ ...at, user: postgres.user, database: 'postgres' }, 1)
  await root.query(`create database ${DATABASE}`)
  await root.end()
  const admin = openPool({ ...at, user: postgres.user, database: DATABASE }, 1)
  await migrate(admin, null)
  await admin.end()
  const connection = { ...at, user: APP_ROLE, database: DATABASE }
  const pool = openPool(connection)
  const db = openDb(pool)
  const { a } = await twoOrgs(db)
  const clock = fixedClock(NOW)
  const log = createLog('silent')
  const closeJobs = await openJobs(pool)
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  const app = await createApp(
    { db, pool, key: Buffer.alloc(32, 7), connection },
    {
      dataDir,
      ...{ host: '127.0.0.1', port: 0, demo: false },
      ...{ databaseUrl: null, smtpUrl: null, publicUrl: null, watchdogUrl: null, allowPrivate: [] },
      backup: { directory: '/nowhere', schedule: false, passphrase: null },
    },
    log,
    { clock },
  )
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.http.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    comes: async (days) => {
      clock.set(NOW + days * DAY_MS)
      const who = { orgId: a.orgId, now: clock.now() }
      const scene = { db, who, log, isStopped: () => false }
      if (!(await doChores(scene, CHORES))) throw new Error(`the worker failed on day ${days}`)
    },
    stop: async () => {
      await app.http.close()
      await closeJobs()
      await pool.end()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
