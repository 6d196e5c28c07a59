import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { getBatch, importFile } from './index.ts'
import { undoBatch } from './undo.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { app } = await testApp(database)
const { dataDir } = app.config

function imported(...lines: string[]) {
  const path = join(dataDir, 'contacts.csv')
  writeFileSync(path, ['客户,姓名,职务,手机,微信', ...lines].join('\n'))
  const columns = { customerName: '客户', name: '姓名', title: '职务', phone: '手机', wechat: '微信' }
  const deps = { db, clock: fixedClock(NOW), log: createLog('silent'), dataDir }
  return importFile(deps, a.orgId, { path, mapping: { target: 'contacts', columns } })
}
async function stored(): Promise<string[]> {
  const { rows } = await admin.query(
    `select concat_ws(' ', name, nullif(title, ''), phone, wechat) as line from contact
     where org_id = $1 and voided_at is null and name like '王%' order by name, phone`,
    [a.orgId],
  )
  return rows.map((row) => row.line)
}

test('a list of contacts brings what has changed of them, and an undo puts it back', async () => {
  expect(await imported('甲公司,王强,经理,13912345678,wq')).toMatchObject({ new: 1 })
  expect(await stored()).toEqual(['王强 经理 13912345678 wq'])
  const later = await imported('甲公司,王强,总监,13812345678,', '甲公司,王丽,,,wl')
  expect(later).toMatchObject({ new: 1, changed: 1 })
  // An empty cell says nothing.
  expect(await stored()).toEqual(['王丽 wl', '王强 总监 13812345678 wq'])
  await write(db, { orgId: a.orgId, now: NOW }, async (ctx) =>
    undoBatch(ctx, await getBatch(ctx, later.batchId, true)),
  )
  expect(await stored()).toEqual(['王强 经理 13912345678 wq'])
})

test('of two of one name at one customer the first counts, however often the list comes', async () => {
  const lines = ['乙公司,王明,,13712345678,', '乙公司,王明,,13612345678,'] as const
  expect(await imported(...lines)).toMatchObject({ new: 1, same: 1 })
  expect(await imported(...lines)).toMatchObject({ new: 0, changed: 0, same: 2 })
  expect(await stored()).toContain('王明 13712345678')
})

test('that holds wherever the two stand in a long list, as new and later', async () => {
  const others = Array.from({ length: 620 }, (_, index) => `丙公司,其他${index},,,`)
  const list = (first: string, second: string) => [
    `丙公司,王远,,${first},`,
    ...others,
    `丙公司,王远,,${second},`,
  ]
  expect(await imported(...list('13712345678', '13612345678'))).toMatchObject({ new: 621, same: 1 })
  expect(await stored()).toContain('王远 13712345678')
  expect(await imported(...list('13512345678', '13612345678'))).toMatchObject({ changed: 0, same: 622 })
  expect(await stored()).toContain('王远 13712345678')
})
