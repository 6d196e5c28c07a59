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
const folder = mkdtempSync(join(tmpdir(), 'bellwether-credit-'))
const mapping: Mapping = {
  target: 'customers',
  columns: { name: '客户', termDays: '账期', limitFen: '信用额度' },
}
let orgId: string
let closeJobs: () => Promise<void>

beforeAll(async () => {
  closeJobs = await openJobs(app)
  const input = { slug: 'credit-columns', name: '测试公司', isDemo: false, now: NOW }
  orgId = (await createOrg(db, input, installPipeline)).orgId
})
afterAll(async () => {
  await closeJobs()
  rmSync(folder, { recursive: true, force: true })
})

function imported(...lines: string[]) {
  const path = join(folder, 'list.csv')
  writeFileSync(path, `客户,账期,信用额度\n${lines.join('\n')}\n`)
  return importFile({ db, clock: fixedClock(NOW), log: createLog('silent'), dataDir: folder }, orgId, {
    path,
    mapping,
  })
}

async function stored(): Promise<string[]> {
  const { rows } = await admin.query(
    `select concat_ws(' ', name, term_days, limit_fen) as line from customer where org_id = $1 order by name`,
    [orgId],
  )
  return rows.map((row) => row.line)
}

it('a list of customers brings their terms and limits, of those who are new and of those who are there', async () => {
  expect(await imported('A公司,30,100000', 'B公司,60,', 'C公司,,')).toMatchObject({ new: 3, bad: 0 })
  expect(await stored()).toEqual(['A公司 30 10000000', 'B公司 60', 'C公司'])
  const again = await imported('A公司,45,100000', 'B公司,60,', 'D公司,90,5000')
  expect(again).toMatchObject({ new: 1, changed: 1, same: 1, bad: 0 })
  expect(await stored()).toEqual(['A公司 45 10000000', 'B公司 60', 'C公司', 'D公司 90 500000'])
})
