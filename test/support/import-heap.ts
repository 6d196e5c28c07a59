import { setTimeout as sleep } from 'node:timers/promises'
import { parseMapping } from '../../src/api/imports.ts'
import { importFile } from '../../src/server/modules/imports/index.ts'
import { systemClock } from '../../src/server/platform/clock.ts'
import { type Connection, openDb, openPool } from '../../src/server/platform/db.ts'
import { openJobs } from '../../src/server/platform/jobs.ts'
import { createLog } from '../../src/server/platform/log.ts'

/**
 * A program of its own (`node --expose-gc import-heap.ts`), because only there the heap is that of the import
 * alone: imports one file after the other and prints how much of the heap was in use at most during each,
 * after what is garbage was taken away, and what each import reported.
 */
export type HeapOrder = {
  connection: Connection
  orgId: string
  dataDir: string
  mapping: unknown
  files: string[]
}
export type HeapSeen = { peakBytes: number; rows: number; new: number; bad: number }

const LOOK_EVERY_MS = 1_000

const order = JSON.parse(process.argv[2]!) as HeapOrder
const pool = openPool(order.connection)
const closeJobs = await openJobs(pool)
const deps = {
  db: openDb(pool),
  clock: systemClock,
  log: createLog('silent'),
  dataDir: order.dataDir,
}
const seen: HeapSeen[] = []
for (const path of order.files) {
  let peakBytes = 0
  let isDone = false
  const look = () => {
    globalThis.gc!()
    peakBytes = Math.max(peakBytes, process.memoryUsage().heapUsed)
  }
  const watch = (async () => {
    while (!isDone) {
      look()
      await sleep(LOOK_EVERY_MS)
    }
  })()
  const report = await importFile(deps, order.orgId, { path, mapping: parseMapping(order.mapping) })
  look()
  isDone = true
  await watch
  seen.push({ peakBytes, rows: report.rows, new: report.new, bad: report.bad })
}
process.stdout.write(JSON.stringify(seen))
await closeJobs()
await pool.end()
