import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { type Day, startOfDay } from '../../../core/calendar.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import { fixedClock } from '../../platform/clock.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { installPipeline } from '../deals/index.ts'
import { createOrg } from '../identity/index.ts'
import { importFile } from './import-file.ts'

const { db, admin, app } = await testDatabase()
const TODAY: Day = '2026-06-30'
const NOW = startOfDay(TODAY) + 10 * 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'bellwether-follow-'))
let orgId: string
let closeJobs: () => Promise<void>

beforeAll(async () => {
  closeJobs = await openJobs(app)
  const input = { slug: 'follow', name: '测试公司', isDemo: false, now: NOW }
  orgId = (await createOrg(db, input, installPipeline)).orgId
})
afterAll(async () => {
  await closeJobs()
  rmSync(folder, { recursive: true, force: true })
})

const CUSTOMERS: Mapping = {
  target: 'customers',
  columns: { name: '客户', responsible: '负责人', lastFollowUpAt: '最近跟进', nextFollowUpOn: '下次跟进' },
}
const DEALS: Mapping = {
  target: 'deals',
  columns: { externalCode: '编号', customerName: '客户', startedOn: '立项', lastFollowUpAt: '最近跟进' },
}

function imported(mapping: Mapping, head: string, lines: readonly string[]) {
  const path = join(folder, 'list.csv')
  writeFileSync(path, `${head}\n${lines.join('\n')}\n`)
  const deps = { db, clock: fixedClock(NOW), log: createLog('silent'), dataDir: folder }
  return importFile(deps, orgId, { path, mapping })
}
const customers = (lines: readonly string[]) => imported(CUSTOMERS, '客户,负责人,最近跟进,下次跟进', lines)

/** customer, deal, who, day, next; the newest last. */
async function follows(): Promise<string[]> {
  const { rows } = await admin.query(
    `select concat_ws(' ', c.name, d.external_code, u.name, a.occurred_on, a.next_on) as line
     from activity a left join customer c on c.id = a.customer_id left join deal d on d.id = a.deal_id
     join app_user u on u.id = a.user_id where a.org_id = $1 and a.voided_at is null order by a.occurred_on, c.name`,
    [orgId],
  )
  return rows.map((row) => row.line)
}

describe('the last follow-up in a list', () => {
  it('is one on record, by whoever answers for the customer, with what was planned', async () => {
    const report = await customers([
      '瑞达机械,张三,2026-06-01,2026-07-05',
      '华宇精密,李四,2026/6/15,',
      '没人跟,王五,,',
    ])
    expect(report).toMatchObject({ new: 3, bad: 0 })
    expect(await follows()).toEqual(['瑞达机械 张三 2026-06-01 2026-07-05', '华宇精密 李四 2026-06-15'])
  })

  it('is there once: the same list again changes nothing, a later day adds that one', async () => {
    const again = await customers(['瑞达机械,张三,2026-06-01,2026-07-05', '华宇精密,李四,2026/6/15,'])
    expect(again).toMatchObject({ new: 0, changed: 0, same: 2 })
    const later = await customers(['瑞达机械,,2026-06-20,', '华宇精密,李四,2026-06-15,'])
    expect(later).toMatchObject({ new: 0, changed: 1, same: 1 })
    expect(await follows()).toEqual([
      '瑞达机械 张三 2026-06-01 2026-07-05',
      '华宇精密 李四 2026-06-15',
      '瑞达机械 张三 2026-06-20',
    ])
  })

  it('is there once although the list has a line for each contact', async () => {
    const before = await follows()
    await customers([
      '三个联系人,张三,2026-06-10,',
      '三个联系人,张三,2026-06-10,',
      '三个联系人,张三,2026-06-10,',
    ])
    expect((await follows()).length).toBe(before.length + 1)
    await customers(['两种写法,张三,2026-06-11,', '两种写法,李四,2026-06-11,2026-07-01'])
    expect((await follows()).length).toBe(before.length + 2)
  })

  it('refuses a day to come, and nothing of that row goes in', async () => {
    const report = await customers(['新来的,张三,2026-07-01,'])
    expect(report).toMatchObject({ new: 0, bad: 1 })
    const { rows } = await admin.query(`select 1 from customer where name = '新来的'`)
    expect(rows).toEqual([])
  })

  it('of a deal is one of its customer too', async () => {
    const report = await imported(DEALS, '编号,客户,立项,最近跟进', ['D-1,瑞达机械,2026-05-01,2026-06-25'])
    expect(report).toMatchObject({ new: 1, bad: 0 })
    expect((await follows()).at(-1)).toBe('瑞达机械 D-1 张三 2026-06-25')
  })
})
