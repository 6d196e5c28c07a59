import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { endMember, saveMember } from '../../../api/customer-members.ts'
import * as api from '../../../api/imports.ts'
import { fixedClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'
import { importFile, runImport } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { app, signIn } = await testApp(database, clock)
const { dataDir } = app.config
const deps = { db, clock, log: createLog('silent'), dataDir }
const textOf = (lines: readonly string[]) => ['客户名称,负责人,协同人', ...lines].join('\n')
const columns = { name: '客户名称', responsible: '负责人', members: '协同人' }

function bySystem(...lines: string[]) {
  const path = join(dataDir, 'list.csv')
  writeFileSync(path, textOf(lines))
  return importFile(deps, a.orgId, { path, mapping: { target: 'customers', columns } })
}
async function byManager(...lines: string[]) {
  const client = await signIn('manager', 'first')
  const { body, headers } = formOf({ name: 'list.csv', text: textOf(lines) })
  const { id, mapping } = await client.get(api.uploadImport, { body: body as never, headers })
  expect(mapping).toMatchObject({ target: 'customers', columns })
  await client.get(api.startImport, { params: { id }, body: { mapping } })
  await runImport(deps, { orgId: a.orgId, batchId: id })
  return client.get(api.getImport, { params: { id } })
}
async function members(name: string): Promise<string[]> {
  const { rows } = await admin.query(
    `select concat_ws(' ', u.name, nullif(m.note, '')) as line from customer_member m
     join customer c on c.id = m.customer_id join app_user u on u.id = m.user_id
     where c.org_id = $1 and c.name = $2 order by u.name`,
    [a.orgId, name],
  )
  return rows.map((row) => row.line)
}
const idOf = async (name: string): Promise<string> =>
  (await admin.query('select id from customer where org_id = $1 and name = $2', [a.orgId, name])).rows[0].id

test('the people of the column join, the same again changes nothing, who is not in the list stays (C047)', async () => {
  expect(await bySystem('甲公司,rep,mate、stranger', '乙公司,rep,"rep, 新同事"')).toMatchObject({ new: 2 })
  expect(await members('甲公司')).toEqual(['mate', 'stranger'])
  // Whoever answers for a customer is no member of it; a name nobody knows comes in as in other columns.
  expect(await members('乙公司')).toEqual(['新同事'])
  expect(await bySystem('甲公司,rep,mate、stranger', '乙公司,rep,"rep, 新同事"')).toMatchObject({ same: 2 })
  expect(await bySystem('甲公司,rep,mate；finance', '乙公司,rep,')).toMatchObject({ changed: 1, same: 1 })
  expect(await members('甲公司')).toEqual(['finance', 'mate', 'stranger'])
  const told = await admin.query(`select 1 from notice where org_id = $1 and kind = 'customer-shared'`, [
    a.orgId,
  ])
  expect(told.rows).toEqual([])
})

test('an undo takes back whom the batch brought, but not who was there or of whom more was said', async () => {
  await bySystem('丙公司,rep,mate')
  const done = await byManager('丙公司,rep,mate/stranger/legal/finance')
  expect(done.counts).toMatchObject({ changed: 1, bad: 0 })
  expect(await members('丙公司')).toEqual(['finance', 'legal', 'mate', 'stranger'])
  clock.set(NOW + 60_000)
  const [manager, id] = [await signIn('manager', 'first'), await idOf('丙公司')]
  const said = { userId: a.users.legal, note: '合同' }
  await manager.get(saveMember, { params: { id }, body: said })
  await manager.get(endMember, { params: { id, userId: a.users.finance } })
  await manager.get(api.undoImport, { params: { id: done.id }, body: { version: done.version } })
  expect(await members('丙公司')).toEqual(['legal 合同', 'mate'])
})

test('whoever may bring no people gets such rows back', async () => {
  const done = await byManager('丁公司,rep,没有这个人', '戊公司,rep,stranger')
  expect(done.counts).toMatchObject({ new: 1, bad: 1 })
  expect(await members('戊公司')).toEqual(['stranger'])
})
