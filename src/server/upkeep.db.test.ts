import type { Worker } from 'node:worker_threads'
import { afterEach, expect, it } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { installPack } from './modules/watch/index.ts'
import { systemClock } from './platform/clock.ts'
import { write } from './platform/context.ts'
import { createLog } from './platform/log.ts'
import { openThread, startUpkeep, type Upkeep } from './upkeep.ts'

const { db, admin, connect } = await testDatabase()
const { a } = await twoOrgs(db)
await write(db, { orgId: a.orgId, now: systemClock.now() }, (ctx) => installPack(ctx))

let upkeep: Upkeep
afterEach(() => upkeep.stop())

const start = (looked: string[], open = openThread): Upkeep =>
  startUpkeep(
    { connection: connect.app, config: { dataDir: '/nonexistent' } },
    { log: createLog('silent'), clock: systemClock, onLooked: (orgId) => looked.push(orgId) },
    open,
  )

it('rates, proves rules and says so from a thread of its own, and ends when told', async () => {
  const looked: string[] = []
  upkeep = start(looked)
  await expect.poll(() => looked, { timeout: 60_000 }).toContain(a.orgId)
  const cursors = await admin.query('select 1 from credit_cursor where org_id = $1', [a.orgId])
  expect(cursors.rows).toHaveLength(1)
  await expect
    .poll(
      async () => (await admin.query(`select 1 from backtest where state = 'done' limit 1`)).rows.length,
      {
        timeout: 60_000,
      },
    )
    .toBe(1)
  expect(upkeep.isWell(a.orgId)).toBe(true)
}, 120_000)

it('comes back when it dies', async () => {
  const looked: string[] = []
  const threads: Worker[] = []
  upkeep = start(looked, (input) => {
    threads.push(openThread(input))
    return threads.at(-1)!
  })
  await expect.poll(() => looked.length, { timeout: 60_000 }).toBeGreaterThan(0)
  await threads[0]!.terminate()
  expect(upkeep.isWell(a.orgId)).toBe(false)
  looked.length = 0
  await expect.poll(() => upkeep.isWell(a.orgId), { timeout: 60_000 }).toBe(true)
  expect(looked).toContain(a.orgId)
  expect(threads).toHaveLength(2)
}, 180_000)
