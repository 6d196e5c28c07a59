import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { approveContract, createContract, recordContractStep } from '../../../api/contracts.ts'
import { saveCreditPolicy } from '../../../api/credit.ts'
import { updateCustomer } from '../../../api/customers.ts'
import * as api from '../../../api/term-policy.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let now = NOW

const terms = (termDays: number | null, prepayBp = 0) => ({ termDays, prepayBp })
const FIRST = { from: TODAY, of: { A: terms(90), B: terms(60), C: terms(30), D: terms(30, 5_000) } }
const day = (n: number) => addDays(TODAY, n)
const STRICTER = { from: day(30), of: { ...FIRST.of, B: terms(45) }, note: '董事会 3 号决议' }
const policy = (gradeTerms: object[]) => ({
  ...DEFAULT_POLICY,
  check: { quote: 'off' as const, contract: 'off' as const, order: 'off' as const },
  gradeLimitFen: { A: null, B: null, C: null, D: null },
  gradeTerms: gradeTerms as never,
})

async function later(days: number) {
  now = NOW + days * DAY_MS
  clock.set(now)
}
const as = (login: string) => signIn(login)

let made = 0
async function customer(grade: Grade, termDays: number | null = null): Promise<string> {
  made += 1
  const input = { name: `账期客户 ${made}`, responsibleId: a.users.rep, termDays }
  const [saved] = await write(db, { orgId: a.orgId, now }, (ctx) => saveCustomers(ctx, [input]))
  await admin.query(
    `insert into credit_rating (org_id, customer_id, valid_from, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
     values ($1, $2, to_timestamp($4 / 1000.0) - interval '1 day', 600, $3, $3, 100, 0, 'low', '[]', now())`,
    [a.orgId, saved!.id, grade, now],
  )
  return saved!.id
}

async function contract(customerId: string, termDays: number): Promise<string> {
  made += 1
  const body = {
    ...{ number: `ZQ-${made}`, customerId, amountFen: 10_000, penaltyBp: 5, termDays },
    ...{ effectiveOn: TODAY, endsOn: day(300) },
    nodes: [{ label: '', dueOn: day(100), amountFen: 10_000 }],
    clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' },
  }
  const { id } = await (await as('rep')).get(createContract, { body })
  await (await as('boss')).get(approveContract, { params: { id }, body: { kind: 'approved' } })
  return id
}
const list = async (query: object = {}, login = 'boss') =>
  (await as(login)).get(api.listTermDeviations, { query: { size: 200, ...query } })

describe('what departs from the term policy (C030)', () => {
  let [fine, strict, beyond, agreedLong] = ['', '', '', '']
  beforeAll(async () => {
    // Before the policy, which stops what departs from it: written on the day it begins, all the same.
    fine = await contract(await customer('A'), 90)
    strict = await contract(await customer('B'), 60)
    beyond = await contract(await customer('C'), 90)
    agreedLong = await customer('C', 75)
    await (await as('finance')).get(saveCreditPolicy, { body: policy([FIRST]) })
    await later(20)
    await (await as('finance')).get(saveCreditPolicy, {
      body: policy([FIRST, STRICTER]),
      headers: { 'if-match': '"1"' },
    })
    await later(40)
  })
  const ids = (reply: { items: { id: string }[] }) => reply.items.map(({ id }) => id)

  test('each contract is held against the version of its day and against the one in force', async () => {
    const reply = await list()
    expect(ids(reply)).not.toContain(fine)
    const of = (id: string) => reply.items.find((item) => item.id === id)
    // Within the policy when it was agreed, beyond the stricter one since.
    expect(of(strict)).toMatchObject({ agreed: null, now: { from: day(30), overDays: 15, grade: 'B' } })
    expect(of(beyond)).toMatchObject({
      ...{ kind: 'contract', agreedOn: TODAY, termDays: 90 },
      ...{ agreed: { from: TODAY, overDays: 60 }, now: { from: day(30), overDays: 60 } },
    })
    expect(of(agreedLong)).toMatchObject({ kind: 'customer', agreed: null, now: { overDays: 45 } })
    expect(reply.items[0]!.id).toBe(beyond)
    expect(ids(await list({ against: 'agreed' }))).toEqual([beyond])
    expect(reply.items.every(({ responsible }) => responsible !== null)).toBe(true)
  })

  test('a past day shows what was in force and known then, whatever came after', async () => {
    const then = { asOf: day(10) }
    const before = await list(then)
    // The stricter version had not even been set.
    expect(ids(before)).not.toContain(strict)
    const document = await (await as('boss')).get(api.termPolicy, { query: then })
    expect(document).toMatchObject({ inForce: { from: TODAY }, versions: [{ from: TODAY }] })
    // Set on day 20 to begin on day 30: on day 25 it is known and not yet in force.
    const between = await (await as('boss')).get(api.termPolicy, { query: { asOf: day(25) } })
    expect(between.inForce).toMatchObject({ from: TODAY })
    expect(between.versions).toHaveLength(2)
    const today = await (await as('boss')).get(api.termPolicy, { query: {} })
    expect(today.inForce).toMatchObject({ from: day(30), note: '董事会 3 号决议' })

    await (await as('boss')).get(recordContractStep, {
      params: { id: beyond },
      body: { kind: 'ended', reason: '提前终止' } as never,
    })
    const shorter = { name: '账期缩短的客户', termDays: 10, keyLevel: 'normal' as const, remark: '' }
    const params = { id: agreedLong }
    await (await as('boss')).get(updateCustomer, { params, body: shorter, headers: { 'if-match': '"1"' } })
    expect(ids(await list())).toEqual([strict])
    expect(ids(await list(then))).toEqual(ids(before))
  })

  test('whoever sees neither the contract nor the customer sees no deviation of theirs', async () => {
    expect(ids(await list({}, 'stranger'))).not.toContain(strict)
    expect(ids(await list({}, 'rep'))).toContain(strict)
  })
})
