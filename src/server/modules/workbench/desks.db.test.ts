import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { saveCommissionRule } from '../../../api/commission.ts'
import { approveContract, createContract } from '../../../api/contracts.ts'
import { updateCustomer } from '../../../api/customers.ts'
import { liftLegalHold, placeLegalHold } from '../../../api/legal-holds.ts'
import { getAuditDesk, getLegalDesk } from '../../../api/workbench-faces.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices } from '../receivables/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const boss = () => signIn('boss')

const customerId = await write(database.db, { orgId: a.orgId, now: NOW }, async (ctx) => {
  const [saved] = await saveCustomers(ctx, [
    { name: '北方重工', createdOn: addDays(TODAY, -400), responsibleId: a.users.rep },
  ])
  await recordInvoices(ctx, [
    {
      ...{ customerId: saved!.id, number: 'FW-1', issuedOn: addDays(TODAY, -60) },
      ...{ kind: 'invoice', amountFen: 500_000n },
      instalments: [
        { dueOn: addDays(TODAY, -1), amountFen: 200_000n },
        { dueOn: TODAY, amountFen: 300_000n },
      ],
    },
  ])
  return saved!.id
})

test('legal sees whom it has taken over with what is overdue, and what is approved and not signed', async () => {
  const legal = await signIn('legal')
  const before = await legal.get(getLegalDesk)
  await legal.get(placeLegalHold, {
    params: { id: customerId },
    body: { reason: '准备起诉' },
  })
  const contract = await (await signIn('rep')).get(createContract, {
    body: {
      ...{ number: 'FW-HT-1', customerId: a.records.own.customerId, amountFen: 900_000, penaltyBp: 5 },
      ...{ effectiveOn: TODAY, endsOn: addDays(TODAY, 300), termDays: 30 },
      nodes: [{ label: '', dueOn: addDays(TODAY, 100), amountFen: 900_000 }],
      clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' },
    },
  })
  expect((await legal.get(getLegalDesk)).toSignTotal).toBe(before.toSignTotal)
  await (await boss()).get(approveContract, { params: { id: contract.id }, body: { kind: 'approved' } })
  clock.set(NOW + 3 * DAY_MS)
  const desk = await (await signIn('legal')).get(getLegalDesk)
  expect(desk.holdsTotal).toBe(before.holdsTotal + 1)
  expect(desk.holds.find(({ customer }) => customer.id === customerId)).toMatchObject({
    reason: '准备起诉',
    since: TODAY,
    // Three days later the second instalment is overdue too.
    ...{ openFen: 500_000, overdueFen: 500_000 },
  })
  expect(desk.toSign.find(({ id }) => id === contract.id)).toMatchObject({
    ...{ number: 'FW-HT-1', amountFen: 900_000, approvedOn: TODAY, days: 3 },
  })
  clock.set(NOW)
  const then = await (await signIn('legal')).get(getLegalDesk)
  expect(then.holds.find(({ customer }) => customer.id === customerId)?.overdueFen).toBe(200_000)
  await (await signIn('legal')).get(liftLegalHold, { params: { id: customerId }, body: { reason: '已和解' } })
  expect((await (await signIn('legal')).get(getLegalDesk)).holdsTotal).toBe(before.holdsTotal)
})

test('an auditor sees thirty days of what changed rules and limits, and the last week of it apart', async () => {
  const limit = async (limitFen: number) =>
    (await boss()).get(updateCustomer, {
      params: { id: customerId },
      body: { name: '北方重工', keyLevel: 'normal', remark: '', limitFen },
    })
  await limit(1_000_000)
  clock.set(NOW + 40 * DAY_MS)
  await limit(2_000_000)
  // The same once more changes nothing that an auditor wants to see.
  await limit(2_000_000)
  clock.set(NOW + 55 * DAY_MS)
  const rule = { tiers: [{ fromFen: 0, rateBp: 200 }], lateDays: 30, lateBp: 5_000 }
  await (await boss()).get(saveCommissionRule, { body: rule })
  const desk = await (await signIn('auditor')).get(getAuditDesk)
  expect(desk.since).toBe(addDays(dayOf(clock.now()), -30))
  const rules = desk.groups.find(({ group }) => group === 'rules')!
  expect(rules.rows.map(({ kind, who, customer }) => [kind, who, customer?.id ?? null])).toEqual([
    ['commission.rule', 'boss', null],
    ['limit', 'boss', customerId],
  ])
  expect([rules.n, rules.week]).toEqual([2, 1])
})
