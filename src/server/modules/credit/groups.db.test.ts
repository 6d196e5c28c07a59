import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { customerStanding } from '../../../api/credit.ts'
import { saveCreditGroup } from '../../../api/credit-groups.ts'
import { mergeCustomers, undoMerge } from '../../../api/merges.ts'
import { createOrder, getOrder } from '../../../api/orders.ts'
import { decideAdmission } from '../../../api/screening.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { savePolicy } from './policy.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const all = () => Promise.all([signIn('rep'), signIn('finance'), signIn('boss'), signIn('manager')])
let [rep, finance, boss, manager] = await all()
async function move(days: number): Promise<void> {
  clock.set(NOW + days * DAY_MS)
  ;[rep, finance, boss, manager] = await all()
}

let made = 0
/** Owes 600.00, due in thirty days, and has no limit of its own. */
async function company(responsibleId = a.users.rep): Promise<string> {
  made += 1
  return write(db, { orgId: a.orgId, now: clock.now() }, async (ctx) => {
    const [saved] = await saveCustomers(ctx, [{ name: `关联 ${made} 公司`, responsibleId }])
    await recordInvoices(ctx, [
      {
        ...{ customerId: saved!.id, number: `GL-${made}`, kind: 'invoice', issuedOn: TODAY },
        ...{ amountFen: 60_000n, instalments: [{ dueOn: addDays(TODAY, 30), amountFen: 60_000n }] },
      },
    ])
    return saved!.id
  })
}
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { orgId: a.orgId, now: clock.now() }, fn)
const pay = (customerId: string) =>
  writing((ctx) =>
    recordPayments(ctx, [
      { customerId, kind: 'payment', receivedOn: dayOf(clock.now()), amountFen: 60_000n, allocate: 'oldest' },
    ]),
  )
/** A rating nobody reckoned, and what a grade may owe. */
async function graded(customerId: string, grade: 'D', limitFen: bigint): Promise<void> {
  await admin.query(
    `insert into credit_rating (org_id, customer_id, valid_from, score, score_grade, grade, default_bp, matured,
       confidence, reasons, recorded_at) values ($1, $2, $3, 400, $4, $4, 0, 0, 'low', '[]', $3)`,
    [a.orgId, customerId, new Date(clock.now()), grade],
  )
  await writing((ctx) =>
    savePolicy(ctx, {
      ...DEFAULT_POLICY,
      gradeLimitFen: { ...DEFAULT_POLICY.gradeLimitFen, [grade]: limitFen },
    }),
  )
}
const form = (name: string, memberIds: string[], limitFen: number | null = 150_000, version = 0) => ({
  params: { id: memberIds[0]! },
  body: { name, memberIds, limitFen, version },
})
const groupOf = async (id: string, asOf?: string) =>
  (await boss.get(customerStanding, { params: { id }, query: asOf ? { asOf } : {} })).group
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code
const order = async (customerId: string, amountFen: number) => {
  made += 1
  const body = { number: `GL-O${made}`, customerId, orderedOn: TODAY, amountFen }
  const { id } = await rep.get(createOrder, { body })
  return async () => (await boss.get(getOrder, { params: { id } })).creditHold
}

test('linked, they owe together: what one takes the other has not, and parted each stands alone again', async () => {
  const [one, other] = [await company(), await company()]
  const standing = await order(one, 40_000)
  expect(await standing()).toBeNull()
  const { id } = await boss.get(saveCreditGroup, form('方氏', [one, other]))
  // 600 + 600 + 400 against 1,500: what fitted before the link is held, and so is the next.
  expect(await groupOf(other)).toMatchObject({ id, limitFen: 150_000, exposureFen: 120_000, version: 1 })
  expect(await standing()).toBe('manager')
  expect(await (await order(other, 40_000))()).toBe('manager')
  await boss.get(saveCreditGroup, form('方氏', [one], null, 1))
  expect(await groupOf(one)).toBeNull()
  expect(await standing()).toBeNull()
})

test('a merge that brings one limited by its grade into a wider group is for whoever may release as much', async () => {
  const [kept, gone, other] = [await company(), await company(), await company()]
  await graded(kept, 'D', 10_000n)
  await boss.get(saveCreditGroup, form('并入', [gone, other], 900_000_000))
  const merge = {
    params: { id: kept },
    body: { otherId: gone, take: [], reason: '同一家公司，两次录入' },
  }
  const rows = async () =>
    (
      await admin.query(
        `select (select count(*)::int from credit_group_member where ended_at is null) as members,
          (select count(*)::int from customer_merge) as merges`,
      )
    ).rows[0]
  const before = await rows()
  expect(codeOf(await manager.call(mergeCustomers, merge))).toBe('credit_merge_beyond_authority')
  expect(await rows()).toEqual(before)
  expect((await boss.call(mergeCustomers, merge)).status).toBe(200)
  expect(await groupOf(kept)).toMatchObject({ limitFen: 900_000_000 })
})

test('a merge that only binds more needs no authority', async () => {
  const [kept, gone] = [await company(), await company()]
  const other = await company()
  await boss.get(saveCreditGroup, form('只收紧', [gone, other], 1_000))
  const body = { otherId: gone, take: [], reason: '同一家公司，两次录入' }
  expect((await manager.call(mergeCustomers, { params: { id: kept }, body })).status).toBe(200)
})

test('a past day adds up who stood together then, within the limit of then', async () => {
  const [one, other, third] = [await company(), await company(), await company()]
  await boss.get(saveCreditGroup, form('昨天', [one, other]))
  await move(2)
  await boss.get(saveCreditGroup, form('昨天', [one, other, third], 900_000, 1))
  await move(4)
  await boss.get(saveCreditGroup, form('昨天', [one], null, 2))
  expect(await groupOf(one, addDays(TODAY, -1))).toBeNull()
  expect(await groupOf(one, TODAY)).toMatchObject({ limitFen: 150_000, exposureFen: 120_000 })
  expect(await groupOf(one, addDays(TODAY, 3))).toMatchObject({ limitFen: 900_000, exposureFen: 180_000 })
  expect((await groupOf(one, addDays(TODAY, 3)))!.members).toHaveLength(3)
  expect(await groupOf(one, addDays(TODAY, 4))).toBeNull()
  // The name of a group that ended can be used again.
  expect((await boss.get(saveCreditGroup, form('昨天', [other, third], null))).id).not.toBeNull()
})

test('one that was refused shows with the others, who see it as of its day', async () => {
  const [one, other] = [await company(), await company()]
  await boss.get(saveCreditGroup, form('担保圈', [one, other], null))
  await move(6)
  await boss.get(decideAdmission, {
    params: { id: other },
    body: { admission: 'refuse', reason: '欠款不还', expiresOn: addDays(TODAY, 200) },
  })
  const refused = (await groupOf(one))!.members.filter(({ isRefused }) => isRefused)
  expect(refused.map(({ id }) => id)).toEqual([other])
  const before = (await groupOf(one, addDays(TODAY, 5)))!.members
  expect(before.map(({ isRefused }) => isRefused)).toEqual([false, false])
})

test('what makes room is for whoever may release as much; a refusal writes nothing', async () => {
  const [one, other, third] = [await company(), await company(), await company()]
  const rows = async () => (await admin.query('select count(*)::int as n from credit_group_member')).rows[0].n
  const before = await rows()
  const much = await finance.call(saveCreditGroup, form('财务', [one, other], 900_000_000))
  expect(codeOf(much)).toBe('credit_group_beyond_authority')
  expect(
    codeOf(await boss.call(saveCreditGroup, { ...form('别人', [one, other]), params: { id: third } })),
  ).toBe('credit_group_without')
  expect((await rep.call(saveCreditGroup, form('业务', [one, other], null))).status).toBe(403)
  expect(await rows()).toBe(before)
  // To bind more takes no authority.
  expect((await finance.call(saveCreditGroup, form('财务', [one, other], null))).status).toBe(200)
  expect(codeOf(await boss.call(saveCreditGroup, form('再来', [third, other], null)))).toBe(
    'credit_group_taken',
  )
  expect(codeOf(await boss.call(saveCreditGroup, form('财务', [third, await company()], null)))).toBe(
    'credit_group_name',
  )
  expect((await boss.call(saveCreditGroup, form('旧的', [one, other], null, 7))).status).toBe(412)
})

test('one with a limit by its grade that joins a wider group is let go by whoever may release as much', async () => {
  const [one, other, joins] = [await company(), await company(), await company()]
  await boss.get(saveCreditGroup, form('宽', [one, other], 900_000_000))
  await graded(joins, 'D', 70_000n)
  const held = await order(joins, 40_000)
  expect(await held()).toBe('manager')
  const join = form('宽', [one, other, joins], 900_000_000, 1)
  expect(codeOf(await finance.call(saveCreditGroup, join))).toBe('credit_group_beyond_authority')
  expect(await held()).toBe('manager')
  await boss.get(saveCreditGroup, join)
  expect(await held()).toBeNull()
})

test('dissolved under another name it keeps its own, and one that goes on takes no name of another', async () => {
  const [one, other, third, fourth] = [await company(), await company(), await company(), await company()]
  await boss.get(saveCreditGroup, form('旧名', [one, other], null))
  await boss.get(saveCreditGroup, form('别的', [third, fourth], null))
  expect((await boss.call(saveCreditGroup, form('别的', [one], null, 1))).status).toBe(200)
  const rows = await admin.query('select name from credit_group where name = $1', ['旧名'])
  expect(rows.rows).toHaveLength(1)
  expect(codeOf(await boss.call(saveCreditGroup, form('旧名', [third, fourth], null, 1)))).toBe(
    'credit_group_name',
  )
})

test('nobody lets go customers of their own this way', async () => {
  const [third, fourth] = [await company(), await company()]
  expect((await finance.call(saveCreditGroup, form('别人的', [third, fourth], 200_000))).status).toBe(200)
  const [one, other] = [await company(a.users.finance), await company()]
  const link = form('自己的', [one, other], 200_000)
  expect(codeOf(await finance.call(saveCreditGroup, link))).toBe('credit_group_beyond_authority')
})

test('merged, the one that goes on takes the place; undone, it is as it was', async () => {
  const [kept, gone, other] = [await company(), await company(), await company()]
  await boss.get(saveCreditGroup, form('合并', [gone, other], null))
  const names = async () => (await groupOf(other))!.members.map(({ id }) => id).sort()
  const { id } = await boss.get(mergeCustomers, {
    params: { id: kept },
    body: { otherId: gone, reason: '同一家公司录了两遍' },
  })
  expect(await names()).toEqual([kept, other].sort())
  await boss.get(undoMerge, { params: { id } })
  expect(await names()).toEqual([gone, other].sort())
  expect(await groupOf(kept)).toBeNull()
})

const merge = (keptId: string, otherId: string) =>
  boss.get(mergeCustomers, { params: { id: keptId }, body: { otherId, reason: '同一家公司录了两遍' } })

test('undone later, the days between stay as they were', async () => {
  const [kept, gone, other] = [await company(), await company(), await company()]
  await boss.get(saveCreditGroup, form('撤销', [gone, other], null))
  await move(8)
  const { id } = await merge(kept, gone)
  await move(10)
  await boss.get(undoMerge, { params: { id } })
  const names = async (asOf?: string) => (await groupOf(other, asOf))!.members.map((one) => one.id).sort()
  expect(await names(addDays(TODAY, 7))).toEqual([gone, other].sort())
  expect(await names(addDays(TODAY, 9))).toEqual([kept, other].sort())
  expect(await names()).toEqual([gone, other].sort())
})

test('undone after the group was dissolved, nobody is linked again', async () => {
  const [kept, gone, other] = [await company(), await company(), await company()]
  await boss.get(saveCreditGroup, form('解散', [gone, other], null))
  const { id } = await merge(kept, gone)
  await boss.get(saveCreditGroup, form('解散', [other], null, 1))
  await boss.get(undoMerge, { params: { id } })
  expect([await groupOf(gone), await groupOf(other)]).toEqual([null, null])
})

test('whoever leaves those who are overdue, or takes their room, is let go by whoever may release as late', async () => {
  const [late, waiting] = [await company(), await company()]
  await boss.get(saveCreditGroup, form('逾期', [late, waiting], null))
  await move(30 + 45)
  // Both owe for long by now; one has paid, and waits for the other only.
  await pay(waiting)
  const held = await order(waiting, 40_000)
  expect(await held()).toBe('finance')
  await move(30 + 70)
  const leave = { ...form('逾期', [late], null, 1) }
  expect(codeOf(await finance.call(saveCreditGroup, leave))).toBe('credit_group_beyond_authority')
  expect(await held()).toBe('finance')
  await boss.get(saveCreditGroup, leave)
  expect(await held()).toBeNull()
})
