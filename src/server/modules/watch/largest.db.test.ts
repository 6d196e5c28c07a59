import { expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { addDays, DAY_MS, type Day, startOfDay } from '../../../core/calendar.ts'
import { read, SYSTEM, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { getAlert } from './read-alert.ts'
import { listAlerts } from './read-alerts.ts'

const { db, admin } = await testDatabase()
const TODAY: Day = '2026-03-10'
const MORNING = startOfDay(TODAY) + 10 * 3_600_000

it('a warning about the largest customer says which one that is, on the page, in its evidence and outside', async () => {
  const input = { slug: 'largest', name: '测试公司', isDemo: false, now: MORNING }
  const { orgId, value: bossId } = await createOrg(db, input, async (ctx) => {
    await installPack(ctx)
    const [boss] = await savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss', 'finance'] }])
    return boss!.id
  })
  await evaluateOrg(db, { orgId, now: MORNING })
  const owed = [1_000, 90_000, 2_000, 3_000]
  await write(db, { orgId, now: MORNING + 60_000 }, async (ctx) => {
    const names = owed.map((_, index) => ({ name: `客户${index}`, responsibleId: bossId }))
    const customers = await saveCustomers(ctx, names)
    await recordInvoices(
      ctx,
      owed.map((yuan, index) => ({
        customerId: customers[index]!.id,
        number: `N-${index}`,
        kind: 'invoice' as const,
        issuedOn: TODAY,
        amountFen: BigInt(yuan * 100),
        instalments: [{ dueOn: addDays(TODAY, 30), amountFen: BigInt(yuan * 100) }],
      })),
    )
  })
  const later = { orgId, now: MORNING + 8 * DAY_MS, actor: { ...SYSTEM, userId: bossId } }
  await evaluateOrg(db, { orgId, now: later.now })
  const [row, detail] = await read(db, later, async (ctx) => {
    const query = { status: 'active', mode: 'all', sort: 'money', page: 1, pageSize: 50 }
    const { rows } = await listAlerts(ctx, {
      ...query,
      silenced: true,
      inhibited: 'with',
      mine: false,
    } as never)
    const own = rows.find(({ ruleCode }) => ruleCode === 'concentration')!
    return [own, await getAlert(ctx, own.id)] as const
  })
  expect(row.sentence.zh).toMatch(/^客户1：最大客户占比/)
  expect(row.sentence.en).toMatch(/^客户1: /)
  expect(detail.headline.rows.map(({ label, value }) => [label, value])).toEqual([
    ['客户1', 90_000_00],
    ['客户3', 3_000_00],
    ['客户2', 2_000_00],
    ['客户0', 1_000_00],
  ])
  expect(detail.headline.rows[0]!.link).toMatchObject({ kind: 'customer' })
  const { rows: notices } = await admin.query('select content from notice where alert_id = $1', [row.id])
  expect(notices.length).toBeGreaterThan(0)
  for (const { content } of notices) expect(JSON.stringify(content)).toContain('客户1：最大客户占比')
})
