import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { startOfDay } from '../../../core/calendar.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import { fixedClock } from '../../platform/clock.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { installPipeline } from '../deals/index.ts'
import { createOrg } from '../identity/index.ts'
import { importFile } from './import-file.ts'

const { db, admin, app } = await testDatabase()
const NOW = startOfDay('2026-06-30') + 10 * 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'bellwether-phones-'))
let orgId: string
let closeJobs: () => Promise<void>

beforeAll(async () => {
  closeJobs = await openJobs(app)
  const input = { slug: 'phones', name: '测试公司', isDemo: false, now: NOW }
  orgId = (await createOrg(db, input, installPipeline)).orgId
})
afterAll(async () => {
  await closeJobs()
  rmSync(folder, { recursive: true, force: true })
})

function imported(answer: Partial<Mapping>) {
  const path = join(folder, 'list.csv')
  writeFileSync(path, '客户,电话\n甲公司,13800138000 王工\n乙公司,13900139000\n')
  const deps = { db, clock: fixedClock(NOW), log: createLog('silent'), dataDir: folder }
  const mapping: Mapping = { target: 'customers', columns: { name: '客户', phone: '电话' }, ...answer }
  return importFile(deps, orgId, { path, mapping })
}

async function phones(): Promise<string[]> {
  const { rows } = await admin.query(
    `select concat_ws(' ', c.name, c.phone, k.name, k.phone) as line from customer c
     left join contact k on k.org_id = c.org_id and k.customer_id = c.id and k.voided_at is null
     where c.org_id = $1 order by c.phone`,
    [orgId],
  )
  return rows.map((row) => row.line)
}

it('the number of a cell with a name is taken; the name becomes a contact once somebody has said so', async () => {
  expect(await imported({ phoneNames: 'ignore' })).toMatchObject({ new: 2, bad: 0 })
  expect(await phones()).toEqual(['甲公司 13800138000', '乙公司 13900139000'])
  expect(await imported({ phoneNames: 'take' })).toMatchObject({ new: 0, changed: 1, same: 1 })
  expect(await phones()).toEqual(['甲公司 13800138000 王工 13800138000', '乙公司 13900139000'])
  // The same file again changes nothing.
  expect(await imported({ phoneNames: 'take' })).toMatchObject({ new: 0, changed: 0, same: 2 })
})
