import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as approvalApi from '../../../api/approvals.ts'
import { approveContract, createContract, writeContractVersion } from '../../../api/contracts.ts'
import * as api from '../../../api/credit.ts'
import { updateCustomer } from '../../../api/customers.ts'
import * as orderApi from '../../../api/orders.ts'
import { recordPayment } from '../../../api/receivables.ts'
import { addDays } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { saveOrders } from '../orders/index.ts'
import { recheckHolds } from './holds.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [rep, manager, finance, boss] = await Promise.all([
  signIn('rep'),
  signIn('manager'),
  signIn('finance'),
  signIn('boss'),
])
const WHO = { orgId: a.orgId, now: NOW }
const AGREE = { act: { kind: 'agree' as const, opinion: '', files: [] } }
const terms = (termDays: number | null, prepayBp: number) => ({ termDays, prepayBp })
const OF = { A: terms(90, 0), B: terms(60, 0), C: terms(30, 0), D: terms(30, 5_000) }
const policy = (over: object = {}) => ({
  ...DEFAULT_POLICY,
  gradeLimitFen: { A: null, B: null, C: null, D: null },
  gradeTerms: [{ from: TODAY, of: OF }],
  ...over,
})

let made = 0
async function customer(grade: Grade, termDays: number | null = null): Promise<string> {
  made += 1
  const input = { name: `等级客户 ${made}`, responsibleId: a.users.rep, termDays }
  const [saved] = await write(db, WHO, (ctx) => saveCustomers(ctx, [input]))
  await admin.query(
    `insert into credit_rating (org_id, customer_id, valid_from, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
     values ($1, $2, to_timestamp($4 / 1000.0) - interval '1 day', 600, $3, $3, 100, 0, 'low', '[]', now())`,
    [a.orgId, saved!.id, grade, NOW],
  )
  return saved!.id
}
const number = () => {
  made += 1
  return `DJ-${made}`
}
const order = (customerId: string, amountFen = 10_000, contractId?: string) =>
  rep.call(orderApi.createOrder, {
    body: {
      number: number(),
      customerId,
      amountFen,
      orderedOn: TODAY,
      ...(contractId ? { contractId } : {}),
    },
  })
const BODY = {
  ...{ amountFen: 10_000, penaltyBp: 5, termDays: 30 },
  ...{ effectiveOn: TODAY, endsOn: addDays(TODAY, 300) },
  nodes: [{ label: '', dueOn: addDays(TODAY, 100), amountFen: 10_000 }],
  clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' },
}
const draft = (customerId: string, over: object = {}) =>
  rep.call(createContract, { body: { ...BODY, number: number(), customerId, ...over } })
const standing = (id: string) => boss.get(api.customerStanding, { params: { id } })
const holdOf = async (id: string) =>
  (await boss.get(orderApi.getOrder, { params: { id } })) as {
    creditHold: string | null
    creditFindings: unknown[]
  }
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code
const idOf = (answer: { body: unknown }) => (answer.body as { id: string }).id
const except = (id: string, body: object, who = rep) =>
  who.get(api.askException, {
    params: { id },
    body: { reason: '年度框架，谈好了', expiresOn: addDays(TODAY, 30), ...body } as never,
  })
async function agreeAll(approvalId: string) {
  for (const person of [manager, finance, boss])
    await person.call(approvalApi.actOnApproval, { params: { id: approvalId }, body: AGREE })
}

beforeAll(async () => {
  await finance.get(api.saveCreditPolicy, { body: policy() })
})

describe('the grade decides the terms (C019 C020)', () => {
  test('a contract beyond the term of its grade is not noted, until an approved exception allows it', async () => {
    const [good, poor] = [await customer('A'), await customer('C')]
    expect((await draft(good, { termDays: 90 })).status).toBe(200)
    const answer = await draft(poor, { termDays: 90 })
    expect([answer.status, codeOf(answer)]).toEqual([409, 'credit_held'])
    expect((answer.body as { detail?: { findings: unknown } }).detail?.findings).toEqual([
      { code: 'term_beyond', grade: 'C', days: 90, allowedDays: 30 },
    ])
    const asked = await except(poor, { termDays: 90 })
    expect(asked.inEffect).toBe(false)
    expect((await draft(poor, { termDays: 90 })).status).toBe(409)
    await agreeAll(asked.approvalId!)
    expect((await draft(poor, { termDays: 90 })).status).toBe(200)
    // It allows ninety days and no more, and no money beyond the limit.
    expect((await draft(poor, { termDays: 91 })).status).toBe(409)
    expect((await standing(poor)).exceptionFen).toBe(0)
  })

  test('a payment node long after the end is a term by another name', async () => {
    const id = await customer('C')
    const late = [{ label: '', dueOn: addDays(TODAY, 400), amountFen: 10_000 }]
    expect(codeOf(await draft(id, { termDays: null, nodes: late }))).toBe('credit_held')
  })

  test('a share in advance is read from the payment nodes', async () => {
    const id = await customer('D')
    const split = (first: number) => [
      { label: '预付', dueOn: addDays(TODAY, 3), amountFen: first },
      { label: '尾款', dueOn: addDays(TODAY, 100), amountFen: 10_000 - first },
    ]
    expect(codeOf(await draft(id, { nodes: split(4_999) }))).toBe('credit_held')
    expect((await draft(id, { nodes: split(5_000) })).status).toBe(200)
  })

  test('a draft from before the terms is asked when it comes into force', async () => {
    await finance.get(api.saveCreditPolicy, { body: policy({ gradeTerms: [] }) })
    const id = await customer('C')
    const params = { id: idOf(await draft(id, { termDays: 90 })) }
    await finance.get(api.saveCreditPolicy, { body: policy() })
    const answer = await boss.call(approveContract, { params, body: { kind: 'approved' } })
    expect([answer.status, codeOf(answer)]).toEqual([409, 'credit_held'])
  })

  test('an amendment that adds no money is asked where it lengthens the term, and nowhere else', async () => {
    const id = await customer('C')
    const params = { id: idOf(await draft(id)) }
    await boss.get(approveContract, { params, body: { kind: 'approved' } })
    const amend = async (over: object) => {
      await rep.get(writeContractVersion, { params, body: { ...BODY, reason: '补充协议', ...over } })
      return boss.call(approveContract, { params, body: { kind: 'approved' } })
    }
    expect(codeOf(await amend({ termDays: 90 }))).toBe('credit_held')
    await admin.query(`update credit_rating set grade = 'D' where customer_id = $1`, [id])
    expect((await amend({ title: '只改名称' })).status).toBe(200)
  })

  test('an order without a contract has the term of its customer, one under a contract that of the contract', async () => {
    const id = await customer('C', 60)
    const alone = await holdOf(idOf(await order(id)))
    expect(alone).toMatchObject({
      creditHold: 'manager',
      creditFindings: [{ code: 'term_beyond', days: 60 }],
    })
    const contract = await draft(id)
    await boss.get(approveContract, { params: { id: idOf(contract) }, body: { kind: 'approved' } })
    expect((await holdOf(idOf(await order(id, 10_000, idOf(contract))))).creditHold).toBeNull()
  })

  test('by page and by file: money in advance lets an order go, and does not serve two', async () => {
    const id = await customer('D')
    const first = idOf(await order(id))
    expect(await holdOf(first)).toMatchObject({
      creditHold: 'manager',
      creditFindings: [{ code: 'prepay_short', needFen: 5_000, haveFen: 0 }],
    })
    await finance.get(recordPayment, {
      body: { customerId: id, kind: 'payment', receivedOn: TODAY, amountFen: 5_000, allocate: 'oldest' },
    })
    await write(db, WHO, (ctx) => recheckHolds(ctx, [id]))
    expect((await holdOf(first)).creditHold).toBeNull()
    const source = { batchId: null as never, historyDelayDays: null, historyUntil: null }
    const [file] = await write(db, { ...WHO, source }, (ctx) =>
      saveOrders(ctx, [
        {
          ...{ number: number(), customerId: id, dealId: null, title: '', amountFen: 2n, currency: 'CNY' },
          ...{ orderedOn: TODAY, plannedOn: null, responsibleId: a.users.rep },
        },
      ]),
    )
    expect((await holdOf(file!.id)).creditHold).toBe('manager')
  })

  test('an order let go stays so, until its customer gets a longer term', async () => {
    const id = await customer('C', 60)
    const params = { id: idOf(await order(id)) }
    const asked = await except(id, { orderId: params.id })
    if (asked.approvalId) await agreeAll(asked.approvalId)
    expect((await holdOf(params.id)).creditHold).toBeNull()
    await write(db, WHO, (ctx) =>
      saveCustomers(ctx, [{ name: `等级客户 ${made - 1}`, termDays: 90 } as never]),
    )
    await rep.call(orderApi.correctOrder, { params, body: { amountFen: 9_000, reason: '少了一件' } })
    expect((await holdOf(params.id)).creditHold).toBe('manager')
  })

  test('a term beyond the grade is nobody’s to give alone whose authority has an end', async () => {
    const raise = async (grade: Grade) => {
      const id = await customer(grade, 30)
      const body = { name: `等级客户 ${made}`, termDays: 45, keyLevel: 'normal' as const, remark: '' }
      return manager.call(updateCustomer, { params: { id }, body })
    }
    expect([(await raise('A')).status, codeOf(await raise('C'))]).toEqual([200, 'beyond_authority'])
  })

  test('a longer term for a time is within an authority of as many days; less in advance is beyond any that ends', async () => {
    const asked = async (body: object) => (await except(await customer('C'), body, finance)).inEffect
    expect([await asked({ termDays: 60 }), await asked({ termDays: 61 })]).toEqual([true, false])
    expect(await asked({ termDays: 45, prepayBp: 1_000 })).toBe(false)
  })

  test('an order is let go with the term that holds it, not only with its days overdue', async () => {
    const letGo = async (termDays: number) => {
      const id = await customer('C', termDays)
      const orderId = idOf(await order(id))
      expect((await holdOf(orderId)).creditHold).not.toBeNull()
      return (await except(id, { orderId }, finance)).inEffect
    }
    expect([await letGo(60), await letGo(61)]).toEqual([true, false])
  })

  test('what began stays: a save from today on leaves the versions of former days alone', async () => {
    await admin.query(
      `update org_setting set value = jsonb_set(value, '{gradeTerms,0,from}', '"2020-01-01"') where org_id = $1 and id = 'creditPolicy'`,
      [a.orgId],
    )
    const looser = { ...OF, D: terms(null, 0) }
    await finance.get(api.saveCreditPolicy, {
      body: policy({ gradeTerms: [{ from: '2020-01-01', of: looser }] }),
    })
    const kept = await finance.get(api.getCreditPolicy, {})
    expect(kept.policy.gradeTerms).toEqual([{ from: '2020-01-01', of: OF }])
  })
})
