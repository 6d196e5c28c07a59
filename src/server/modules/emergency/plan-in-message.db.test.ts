import { expect, it } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { savePlan } from '../../../api/emergency.ts'
import { addDays } from '../../../core/calendar.ts'
import type { NoticeContent } from '../../../core/notify/message.ts'
import { noticeWords } from '../../../text/notify.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'

const database = await testDatabase()
const { signIn } = await testApp(database, fixedClock(NOW))
const { orgId, records } = (await twoOrgs(database.db)).a
await write(database.db, { orgId, now: NOW }, (ctx) => installPack(ctx))
await evaluateOrg(database.db, { orgId, now: NOW + 1 })

let count = 0

/** What was told of a debt that has been overdue for so many days. */
async function toldOf(days: number): Promise<NoticeContent> {
  count += 1
  const dueOn = addDays(TODAY, -days)
  const invoice = { number: `OD-${count}`, kind: 'invoice' as const, issuedOn: addDays(dueOn, -1) }
  const owed = { customerId: records.own.customerId, amountFen: 100n }
  const now = NOW + count * 60_000
  await write(database.db, { orgId, now }, (ctx) =>
    recordInvoices(ctx, [{ ...invoice, ...owed, instalments: [{ dueOn, amountFen: 100n }] }]),
  )
  await evaluateOrg(database.db, { orgId, now: now + 1_000 })
  const { rows } = await database.admin.query<{ content: NoticeContent }>(
    `select n.content -> 'content' as content from notice n join alert a on a.id = n.alert_id
     where a.rule_code like 'instalment-overdue%' order by n.created_at desc, n.id desc limit 1`,
  )
  return rows[0]!.content
}

const fields = (content: NoticeContent, locale: 'zh-CN' | 'en') =>
  noticeWords(locale, { ...content, amountFen: null }).fields.map(({ label, value }) => `${label} ${value}`)

it('C141: only the highest severity names the plan in force, with what comes first and no telephone', async () => {
  expect((await toldOf(31)).plan).toBeUndefined()
  const boss = await signIn('boss')
  const calls = [{ userId: null, name: '王律师', office: '律师', phone: '13800001234' }]
  await boss.get(savePlan, { body: { calls, steps: [{ title: '停止发货', minutes: 30 }], seen: null } })
  const urgent = await toldOf(32)
  expect(urgent.severity).toBe(1)
  expect(fields(urgent, 'zh-CN')).toContain(
    `应急预案 ${TODAY} 版；先联系律师 王律师；第一步：停止发货（30 分钟内）`,
  )
  expect(fields(urgent, 'en')).toContain(
    `Emergency plan of ${TODAY}; call 律师 王律师 first; step 1: 停止发货 (30 minutes)`,
  )
  expect(JSON.stringify(urgent)).not.toContain('13800001234')
  const ordinary = await toldOf(2)
  expect(ordinary.severity).toBe(2)
  expect(ordinary.plan).toBeUndefined()
})
