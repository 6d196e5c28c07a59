import type { Buffer } from 'node:buffer'
import readXlsxFile from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { drawStatement } from './statement-file.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) =>
  write(db, { orgId: a.orgId, actor: boss, now: NOW }, fn)

const LETTERHEAD = {
  ...{ nameEn: 'Mingchuan Precision Co., Ltd.', address: '昆山市前进路 1 号', phone: '0512-5000 0000' },
  ...{ addressEn: '1 Qianjin Road, Kunshan', bank: '工行昆山支行', account: '1102' },
}

async function headOf(lang: 'zh' | 'en'): Promise<string> {
  const query = { customerId: a.records.own.customerId, asOf: TODAY, reading: 'business' as const }
  const { file } = await writing((ctx) => drawStatement(ctx, { ...query, format: 'xlsx', lang }))
  const [sheet] = await readXlsxFile(file.body as Buffer)
  return sheet!.data
    .slice(0, 8)
    .map(([cell]) => cell)
    .join('\n')
}

test('a statement bears the letterhead and the account, in its language; 大写 is for Chinese alone', async () => {
  expect(await headOf('zh')).not.toContain('地址')
  await writing((ctx) => saveSetting(ctx, 'letterhead', LETTERHEAD))
  const zh = await headOf('zh')
  expect(zh).toContain('地址：昆山市前进路 1 号    电话：0512-5000 0000')
  expect(zh).toContain('开户行：工行昆山支行    账号：1102')
  expect(zh).toMatch(/大写 .*整/)
  const en = await headOf('en')
  expect(en).toMatch(/^Mingchuan Precision Co., Ltd. Statement of account\n1 Qianjin Road, Kunshan/)
  expect(en).toContain('Account: 1102')
  expect(en).not.toMatch(/大写|元整/)
})
