import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { customerStanding, getCreditPolicy, saveCreditPolicy } from '../../../api/credit.ts'
import * as api from '../../../api/credit-covers.ts'
import { saveCreditGroup } from '../../../api/credit-groups.ts'
import { mergeCustomers, undoMerge } from '../../../api/merges.ts'
import { createOrder, getOrder } from '../../../api/orders.ts'
import { addDays, DAY_MS, endOfDay } from '../../../core/calendar.ts'
import { coveredTogether } from '../../../core/credit/exposure.ts'
import { standingAt } from '../../../core/credit/past.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices } from '../receivables/index.ts'
import { recheckHolds } from './holds.ts'
import { rateDue } from './index.ts'
import { loadPast } from './load-past.ts'
import { standingsOf } from './standing.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const all = () => Promise.all([signIn('rep'), signIn('manager'), signIn('finance'), signIn('boss')])
let [rep, manager, finance, boss] = await all()
/** Everybody signs in anew: a session does not outlive so many days. */
async function move(days: number): Promise<void> {
  clock.set(NOW + days * DAY_MS)
  ;[rep, manager, finance, boss] = await all()
}
const WHO = { orgId: a.orgId, now: NOW }
const nothing = { out: new Set<string>(), term: null }

let made = 0
/** With a limit of 1,000.00 and as much owed, due in thirty days. */
async function customer(): Promise<string> {
  made += 1
  const input = { name: `保障客户 ${made}`, responsibleId: a.users.rep, limitFen: 100_000n }
  return write(db, WHO, async (ctx) => {
    const [saved] = await saveCustomers(ctx, [input])
    await recordInvoices(ctx, [
      {
        ...{ customerId: saved!.id, number: `BZ-${made}`, kind: 'invoice', issuedOn: TODAY },
        ...{ amountFen: 100_000n, instalments: [{ dueOn: addDays(TODAY, 30), amountFen: 100_000n }] },
      },
    ])
    return saved!.id
  })
}
const form = {
  ...{ kind: 'insurance' as const, provider: '信保公司', policyNo: 'P-1', capFen: 80_000, shareBp: 8_000 },
  ...{ deductibleFen: 0, fromOn: TODAY, untilOn: addDays(TODAY, 100) },
}
const covers = (id: string, asOf?: string) =>
  boss.get(api.customerCovers, { params: { id }, query: asOf ? { asOf } : {} })
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code

test('what is owed is shown without and with the cover in force (C032)', async () => {
  const id = await customer()
  await finance.get(api.recordCover, { params: { id }, body: { ...form, deductibleFen: 20_000 } })
  const shown = await covers(id)
  expect(shown).toMatchObject({ grossFen: 100_000, coveredFen: 64_000, netFen: 36_000, overWithoutFen: 0 })
  expect(shown.items).toMatchObject([{ provider: '信保公司', state: 'in_force', daysLeft: 100 }])
  // Known from today on: yesterday nobody could have counted on it.
  expect(await covers(id, addDays(TODAY, -1))).toMatchObject({ items: [], coveredFen: 0 })
})

test('one in the name of the whole group pays of what all of them owe, until its last day', async () => {
  const [one, other] = [await customer(), await customer()]
  const body = { ...form, policyNo: 'ZU-1', shareBp: 10_000, capFen: 150_000, wholeGroup: true }
  await boss.get(saveCreditGroup, {
    params: { id: one },
    body: { name: '整组', memberIds: [one, other], limitFen: 300_000, version: 0 },
  })
  await boss.get(api.recordCover, { params: { id: one }, body })
  const group = async (id: string, asOf?: string) =>
    (await boss.get(customerStanding, { params: { id }, query: asOf ? { asOf } : {} })).group
  expect(await group(other)).toMatchObject({ exposureFen: 200_000, coveredFen: 150_000 })
  expect((await covers(one)).items).toMatchObject([{ policyNo: 'ZU-1', wholeGroup: true }])
  // Neither of them is covered by itself.
  expect([(await covers(one)).coveredFen, (await covers(other)).coveredFen]).toEqual([0, 0])
  // By what was known yesterday there was none, and by the day after its last there is none.
  expect(await group(other, addDays(TODAY, -1))).toBeNull()
  const [unit] = await read(db, { orgId: a.orgId, now: NOW }, (ctx) => loadPast(ctx, [[one, other]]))
  const lasting = standingAt(unit!, other, endOfDay(form.untilOn), nothing)
  const over = standingAt(unit!, other, endOfDay(addDays(form.untilOn, 1)), nothing)
  const counts = { ...DEFAULT_POLICY, countsCover: true }
  expect([coveredTogether(lasting, counts), coveredTogether(over, counts)]).toEqual([150_000n, 0n])
})

test('a cover that begins later, or has ended, covers nothing', async () => {
  const id = await customer()
  await finance.get(api.recordCover, { params: { id }, body: { ...form, fromOn: addDays(TODAY, 1) } })
  const past = { ...form, fromOn: addDays(TODAY, -90), untilOn: addDays(TODAY, -1) }
  await finance.get(api.recordCover, { params: { id }, body: past })
  const shown = await covers(id)
  expect(shown.coveredFen).toBe(0)
  expect(shown.items.map(({ state }) => state)).toEqual(['ahead', 'ended'])
})

test('the gate counts it by setting only, and a waiting order goes once it does', async () => {
  const id = await customer()
  const order = await rep.get(createOrder, {
    body: { number: `BZ-O-${made}`, customerId: id, orderedOn: TODAY, amountFen: 20_000 },
  })
  const holdOf = async () => (await boss.get(getOrder, { params: { id: order.id } })).creditHold
  await finance.get(api.recordCover, { params: { id }, body: form })
  expect(await holdOf()).toBe('manager')
  await counting(true)
  expect(await holdOf()).toBeNull()
  const second = { ...form, policyNo: 'P-2', capFen: 1 }
  const again = await finance.get(api.recordCover, { params: { id }, body: second })
  // 20,000 more would make 140,000, of which 80,001 are covered.
  const standing = await boss.get(customerStanding, { params: { id } })
  expect(standing).toMatchObject({ coveredFen: 80_001, countsCover: true, roomFen: 60_001 })
  await finance.get(api.voidCover, { params: { id: again.id } })
  expect(await holdOf()).toBeNull()
  // What stood on the cover alone waits again when it no longer counts, and when it is gone.
  await counting(false)
  expect(await holdOf()).toBe('manager')
  await counting(true)
  expect(await holdOf()).toBeNull()
  const coverId = (await covers(id)).items[0]!.id
  await finance.get(api.voidCover, { params: { id: coverId } })
  expect(await holdOf()).toBe('manager')
  await counting(false)
})

test('a cover that counts is recorded by whoever may release what it makes room for', async () => {
  const id = await customer()
  const most = 20_000_000
  const put = (by: typeof boss, more: object) =>
    by.call(api.recordCover, { params: { id }, body: { ...form, ...more } })
  const large = { policyNo: 'L-1', capFen: most + 1 }
  const aside = await finance.get(api.recordCover, { params: { id }, body: { ...form, ...large } })
  // Written down while it does not count; to begin counting it takes the same authority.
  const { policy, version } = await finance.get(getCreditPolicy)
  const switched = await finance.call(saveCreditPolicy, {
    body: { ...policy, gradeLimitFen: NO_LIMITS, countsCover: true },
    headers: { 'if-match': String(version) },
  })
  expect(codeOf(switched)).toBe('cover_beyond_authority')
  await finance.get(api.voidCover, { params: { id: aside.id } })
  await counting(true)
  expect(codeOf(await put(finance, large))).toBe('cover_beyond_authority')
  expect((await put(finance, { policyNo: 'L-2', capFen: most })).status).toBe(200)
  // Nor in slices, unless they never pay on the same day.
  expect(codeOf(await put(finance, { policyNo: 'L-3', capFen: 1 }))).toBe('cover_beyond_authority')
  const next = { fromOn: addDays(form.untilOn, 1), untilOn: addDays(form.untilOn, 30) }
  expect((await put(finance, { policyNo: 'L-3', capFen: 1, ...next })).status).toBe(200)
  expect((await put(boss, large)).status).toBe(200)
  await counting(false)
})

test('one policy is recorded once', async () => {
  const id = await customer()
  const put = (more: object) => finance.call(api.recordCover, { params: { id }, body: { ...form, ...more } })
  expect((await put({})).status).toBe(200)
  expect(codeOf(await put({ capFen: 70_000 }))).toBe('cover_recorded_already')
  const renewed = { fromOn: addDays(form.untilOn, 1), untilOn: addDays(form.untilOn, 30) }
  expect((await put(renewed)).status).toBe(200)
  for (const time of [1, 2]) expect([time, (await put({ policyNo: '' })).status]).toEqual([time, 200])
})

test('two records of one company become one, and its policy pays once; undone, both have it again', async () => {
  const [kept, gone] = [await customer(), await customer()]
  const other = { policyNo: 'P-2', capFen: 5_000 }
  for (const id of [kept, gone]) await finance.get(api.recordCover, { params: { id }, body: form })
  await finance.get(api.recordCover, { params: { id: gone }, body: { ...form, ...other } })
  const numbers = async (id: string) => (await covers(id)).items.map(({ policyNo }) => policyNo).sort()
  const { id } = await boss.get(mergeCustomers, {
    params: { id: kept },
    body: { otherId: gone, reason: '同一家公司录了两遍' },
  })
  expect(await numbers(kept)).toEqual(['P-1', 'P-2'])
  await boss.get(undoMerge, { params: { id } })
  expect([await numbers(kept), await numbers(gone)]).toEqual([['P-1'], ['P-1', 'P-2']])
})

test('what the gate reads of the present is what the replay reads of it', async () => {
  const id = await customer()
  await finance.get(api.recordCover, { params: { id }, body: form })
  const gate = await read(db, WHO, async (ctx) => (await standingsOf(ctx, [id])).get(id)!)
  const [unit] = await read(db, WHO, (ctx) => loadPast(ctx, [[id]]))
  expect(standingAt(unit!, id, NOW + 60_000, nothing).covers).toMatchObject(gate.covers)
  expect(gate.covers).toEqual([{ capFen: 80_000n, shareBp: 8_000, deductibleFen: 0n, wholeGroup: false }])
})

test('who sells or leads sales records none: a cover makes room for one’s own orders', async () => {
  const id = await customer()
  for (const person of [rep, manager])
    expect((await person.call(api.recordCover, { params: { id }, body: form })).status).toBe(403)
  const wrong = { ...form, untilOn: addDays(TODAY, -1) }
  expect(codeOf(await finance.call(api.recordCover, { params: { id }, body: wrong }))).toBe(
    'cover_ends_before_it_begins',
  )
})

// Time only goes forward: the ticks of the organisation do.
test('ways to money: how much within how many days, and a past day shows what was known (C031)', async () => {
  const body = { kind: 'bank_line' as const, provider: '工行', capacityFen: 500_000, leadDays: 10 }
  const { id } = await finance.get(api.recordFinancing, { body })
  const read = (asOf?: string) => boss.get(api.listFinancing, { query: asOf ? { asOf } : {} })
  expect((await read()).within).toEqual([
    { days: 7, fen: 0 },
    { days: 30, fen: 500_000 },
    { days: 90, fen: 500_000 },
  ])
  expect((await read(addDays(TODAY, -1))).items).toEqual([])
  await move(2)
  await finance.get(api.voidFinancing, { params: { id } })
  expect((await read()).items).toEqual([])
  expect((await read(TODAY)).items.length).toBe(1)
})

test('cut short it ends on that day, and as known before it did not', async () => {
  const id = await customer()
  const { id: coverId } = await finance.get(api.recordCover, { params: { id }, body: form })
  await move(5)
  const later = addDays(TODAY, 5)
  const answer = await finance.call(api.endCover, {
    params: { id: coverId },
    body: { untilOn: form.untilOn },
  })
  expect(codeOf(answer)).toBe('cover_end_not_earlier')
  await finance.get(api.endCover, { params: { id: coverId }, body: { untilOn: addDays(TODAY, 2) } })
  expect((await covers(id)).items).toMatchObject([{ state: 'ended', untilOn: addDays(TODAY, 2) }])
  expect((await covers(id, addDays(TODAY, 4))).items).toMatchObject([{ untilOn: form.untilOn }])
  expect((await finance.call(api.voidCover, { params: { id: coverId } })).status).toBe(404)
  const [unit] = await read(db, WHO, (ctx) => loadPast(ctx, [[id]]))
  const coveredOn = (day: string) => standingAt(unit!, id, endOfDay(day), nothing).covers.length
  expect([coveredOn(addDays(TODAY, 4)), coveredOn(later)]).toEqual([1, 0])
})

/** Companies that stand together within a limit of their own. */
async function grouped(limitFen: number, ids: readonly string[]): Promise<void> {
  const groupId = crypto.randomUUID()
  await database.admin.query(`insert into credit_group values ($1, $2, $3, $4)`, [
    a.orgId,
    groupId,
    `集团 ${groupId}`,
    limitFen,
  ])
  for (const id of ids)
    await database.admin.query(
      `insert into credit_group_member (org_id, id, customer_id, group_id, since) values ($1, gen_random_uuid(), $2, $3, '2000-01-01')`,
      [a.orgId, id, groupId],
    )
}

async function ordered(customerId: string, amountFen: number): Promise<() => Promise<string | null>> {
  made += 1
  const order = await rep.get(createOrder, {
    body: { number: `BZ-G-${made}`, customerId, orderedOn: TODAY, amountFen },
  })
  return async () => (await boss.get(getOrder, { params: { id: order.id } })).creditHold
}

test('companies that stand together do not each take the room that only one of them has', async () => {
  await move(0)
  await counting(true)
  const [one, other] = [await customer(), await customer()]
  // 200,000 owed by the two within 300,000: two orders of 60,000 fit only with the cover.
  await database.admin.query('update customer set limit_fen = null where id = any($1)', [[one, other]])
  await grouped(300_000, [one!, other!])
  const cover = { ...form, policyNo: 'G-1', capFen: 20_000, shareBp: 10_000 }
  const { id: coverId } = await finance.get(api.recordCover, { params: { id: one! }, body: cover })
  const holds = [await ordered(one!, 60_000), await ordered(other!, 60_000)]
  const now = () => Promise.all(holds.map((holdOf) => holdOf()))
  expect(await now()).toEqual([null, null])
  await finance.get(api.voidCover, { params: { id: coverId } })
  expect((await now()).filter((hold) => hold === null)).toHaveLength(1)
  // Asked again, both fit only one after the other: there is still no room for two.
  await write(db, { ...WHO, now: clock.now() }, (ctx) => recheckHolds(ctx, [one!, other!]))
  expect((await now()).filter((hold) => hold === null)).toHaveLength(1)
  // Nor is it within anybody's authority in slices by company.
  const half = { ...form, capFen: 10_000_001 }
  const put = (id: string, policyNo: string) =>
    finance.call(api.recordCover, { params: { id }, body: { ...half, policyNo } })
  expect((await put(one!, 'G-2')).status).toBe(200)
  expect(codeOf(await put(other!, 'G-3'))).toBe('cover_beyond_authority')
  await counting(false)
})

test('what stood on a cover is held again on the day after its last, without anybody doing anything', async () => {
  await move(0)
  await counting(true)
  const id = await customer()
  const { id: coverId } = await finance.get(api.recordCover, { params: { id }, body: form })
  const holdOf = await ordered(id, 20_000)
  await rateDue(db, { ...WHO, now: clock.now() })
  await finance.get(api.endCover, { params: { id: coverId }, body: { untilOn: TODAY } })
  expect(await holdOf()).toBeNull()
  await move(1)
  await rateDue(db, { ...WHO, now: clock.now() })
  expect(await holdOf()).toBe('manager')
  await counting(false)
})

const NO_LIMITS = { A: null, B: null, C: null, D: null }
async function counting(countsCover: boolean): Promise<void> {
  const { policy, version } = await boss.get(getCreditPolicy)
  await boss.get(saveCreditPolicy, {
    body: { ...policy, gradeLimitFen: NO_LIMITS, countsCover },
    headers: { 'if-match': String(version) },
  })
}
