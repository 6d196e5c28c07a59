import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { createContract, recordContractStep } from '../contracts/record-contract-step.ts'
import { savePolicy } from '../credit/policy.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrder } from '../orders/index.ts'
import { recordOrderStep } from '../orders/record-order-step.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack } from './index.ts'
import { readMetrics } from './read-metrics.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
let now = startOfDay(addDays(TODAY, 1)) + 10 * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = boss) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx, NOW))
const off = { quote: 'off', contract: 'off', order: 'off' } as const
await writing((ctx) => savePolicy(ctx, { ...DEFAULT_POLICY, check: off }))

async function customer(form: {
  name: string
  uscc?: string
  phone?: string
  city?: string
}): Promise<string> {
  const [saved] = await writing((ctx) => saveCustomers(ctx, [{ ...form, responsibleId: a.users.rep }]), rep)
  return saved!.id
}
const order = (customerId: string, number: string, amountFen: bigint, contractId: string | null = null) =>
  writing((ctx) =>
    createOrder(ctx, {
      number,
      customerId,
      contractId,
      title: '',
      currency: 'CNY',
      orderedOn: TODAY,
      amountFen,
    }),
  )
const deliver = (id: string) => writing((ctx) => recordOrderStep(ctx, id, { kind: 'completed' }))
const contract = (customerId: string, number: string, amountFen: bigint) =>
  writing(
    (ctx) =>
      createContract(ctx, {
        ...{ number, customerId, amountFen, title: '', currency: 'CNY', penaltyBp: 5, effectiveOn: TODAY },
        nodes: [{ label: '', dueOn: addDays(TODAY, 30), amountFen }],
        clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' },
      }),
    rep,
  )
const approve = (id: string) =>
  writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))

/** Subjects with an open alert of this rule, after an evaluation a minute later. */
async function told(rule: string): Promise<string[]> {
  now += 60_000
  await evaluateOrg(db, { orgId: a.orgId, now })
  const { rows } = await admin.query(
    `select subject_id, explanation from alert where org_id = $1 and rule_code = $2 and resolved_at is null`,
    [a.orgId, rule],
  )
  for (const { explanation } of rows) expect(JSON.stringify(explanation)).toMatch(/"refs?"|"facts"/)
  return rows.map(({ subject_id: id }) => id)
}
const figure = async (metric: string) => {
  const { rows } = await read(db, { orgId: a.orgId, actor: boss, now }, (ctx) =>
    readMetrics(ctx, { subjectKind: 'org', subjectId: a.orgId, basis: 'known' }),
  )
  const { num, den } = rows.find((row) => row.metric === metric)!
  return { num: num ?? 0, den: den ?? 0 }
}

test('C073: a large order that is used while the customer has no contract in force; one in force ends it', async () => {
  const id = await customer({ name: '无合同客户' })
  const large = await order(id, 'WHT-1', 200_000_00n)
  const small = await order(id, 'WHT-2', 199_999_99n)
  const idle = await order(id, 'WHT-3', 900_000_00n)
  expect(await told('order-without-contract')).toEqual([])
  await deliver(large.id)
  await deliver(small.id)
  await writing((ctx) =>
    recordInvoices(ctx, [
      {
        ...{
          customerId: id,
          number: 'WHT-V',
          kind: 'invoice',
          issuedOn: TODAY,
          amountFen: 100n,
          orderId: idle.id,
        },
        instalments: [{ dueOn: addDays(TODAY, 30), amountFen: 100n }],
      },
    ]),
  )
  expect((await told('order-without-contract')).sort()).toEqual([large.id, idle.id].sort())
  const frame = await contract(id, 'WHT-K', 2_000_000_00n)
  expect(await told('order-without-contract')).toHaveLength(2)
  await approve(frame.id)
  expect(await told('order-without-contract')).toEqual([])
  await writing((ctx) =>
    recordContractStep(ctx, frame.id, { kind: 'unapproved', reason: '有误' }, 'contract.approve'),
  )
  expect((await told('order-without-contract')).sort()).toEqual([large.id, idle.id].sort())
})

test('C073: another contract in force is no leave to deliver under one that is not', async () => {
  const id = await customer({ name: '两份合同客户' })
  const others = await told('order-without-contract')
  await approve((await contract(id, 'LHT-A', 500_000_00n)).id)
  const draft = await contract(id, 'LHT-B', 300_000_00n)
  const under = await order(id, 'LHT-1', 300_000_00n, draft.id)
  await deliver(under.id)
  await deliver((await order(id, 'LHT-2', 300_000_00n)).id)
  expect((await told('order-without-contract')).filter((one) => !others.includes(one))).toEqual([under.id])
  await approve(draft.id)
  expect((await told('order-without-contract')).filter((one) => !others.includes(one))).toEqual([])
})

test('C073: the company that is there already under another name, the later one, and not its branch', async () => {
  const first = await customer({
    name: '苏州恒达精密机械有限公司',
    uscc: '91320500MA1X000001',
    phone: '0512-66881234',
  })
  const same = await customer({ name: '恒达精机（苏州）', uscc: '91320500MA1X000001' })
  const written = await customer({ name: '恒达精密机械（苏州）有限公司' })
  await customer({ name: '苏州恒达精密机械有限公司昆山分公司', phone: '0512-66881234' })
  await customer({ name: '无锡恒达精密机械有限公司' })
  const alerts = await told('customer-entered-twice')
  expect(alerts.sort()).toEqual([same, written].sort())
  const { rows } = await admin.query(
    `select explanation from alert where org_id = $1 and rule_code = 'customer-entered-twice' and subject_id = $2`,
    [a.orgId, same],
  )
  expect(JSON.stringify(rows[0].explanation)).toContain(first)
})

test('C081: used before it was approved, or with an order at terms nobody approved, of all contracts recorded', async () => {
  const before = await figure('contract_violation_bp')
  const id = await customer({ name: '违规率客户' })
  const good = await contract(id, 'WGL-1', 10_000_00n)
  await approve(good.id)
  await deliver((await order(id, 'WGL-O1', 10_000_00n, good.id)).id)
  const early = await contract(id, 'WGL-2', 10_000_00n)
  await deliver((await order(id, 'WGL-O2', 10_000_00n, early.id)).id)
  now += 60_000
  await approve(early.id)
  const over = await contract(id, 'WGL-3', 10_000_00n)
  await approve(over.id)
  await writing(
    (ctx) =>
      createOrder(ctx, {
        ...{ number: 'WGL-O3', customerId: id, contractId: over.id, title: '', currency: 'CNY' },
        ...{ orderedOn: TODAY, amountFen: 10_001_00n },
      }),
    rep,
  )
  now += 60_000
  const after = await figure('contract_violation_bp')
  expect({ num: after.num - before.num, den: after.den - before.den }).toEqual({ num: 2, den: 3 })
})

test('C139: an order counts once when its first alert is over, and with its first retrospective', async () => {
  const { rows } = await admin.query(
    `update alert set status = 'resolved', resolved_at = to_timestamp($2 / 1000.0), cleared_at = to_timestamp($2 / 1000.0)
     where org_id = $1 and subject_kind = 'order' and resolved_at is null returning id`,
    [a.orgId, now],
  )
  await admin.query(
    `insert into retrospective (org_id, id, alert_id, cause, story, measure, effect, author_id, recorded_at)
     select $1, gen_random_uuid(), $2, 'process', '没有先签合同', '先签后发', 'open', $3, to_timestamp($4 / 1000.0)
     from generate_series(1, 2)`,
    [a.orgId, rows[0].id, a.users.boss, now],
  )
  now += 60_000
  const over = await admin.query(
    `select count(distinct subject_id)::int as n from alert
     where org_id = $1 and subject_kind = 'order' and mode = 'on' and resolved_at is not null`,
    [a.orgId],
  )
  expect(over.rows[0].n).toBeGreaterThan(1)
  expect(await figure('order_retro_bp')).toEqual({ num: 1, den: over.rows[0].n })
})
