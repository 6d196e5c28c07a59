import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { OUTCOME_KINDS, OUTCOMES, type OutcomeKind, outcomesFor } from '../../../core/backtest/outcome.ts'
import { addDays, type Day, dayFromNumber, dayNumber, startOfDay } from '../../../core/calendar.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../../../core/watch/subject.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { resolveComplaint } from '../complaints/change-complaint.ts'
import { openComplaint } from '../complaints/index.ts'
import { recordContractStep, saveContracts } from '../contracts/index.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrg, saveDepartments, savePeople } from '../identity/index.ts'
import { saveOrders } from '../orders/index.ts'
import { recordOrderStep } from '../orders/record-order-step.ts'
import { saveQuotes } from '../quotes/index.ts'
import { judgeProvision, openDispute, recordInvoices, recordPayments } from '../receivables/index.ts'
import { saveTargets } from '../targets/index.ts'
import { subjectsEver } from '../watch/index.ts'
import { loadCases } from './cases.ts'
import { ruleOfFile } from './rule-file.ts'
import { runBacktest } from './run-backtest.ts'

/**
 * What became of everything, by business date: a company whose quotes, orders, contracts and debts end in
 * every way there is, each noted days late; held against what a person would say, and looked at from earlier
 * days.
 */
const { db, admin } = await testDatabase()
const FIRST: Day = '2025-01-01'
const on = (days: number): Day => addDays(FIRST, days)
const noon = (days: number) => startOfDay(on(days)) + 12 * 3_600_000
const end = 500

let orgId: string
let boss: string
let departmentId: string
let customer: string
let other: string
const ids = new Map<string, string>()
const at = (days: number) => {
  const actor: Actor = { ...SYSTEM, userId: boss, roles: ['boss'], name: 'boss' }
  return <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { orgId, now: noon(days), actor }, fn)
}

/** Of a subject by its name: how each of its cases went, in days since the first. */
async function casesOf(kind: OutcomeKind, subject: SubjectKind, name: string, observedTo = end) {
  const query = {
    kind: subject,
    spec: OUTCOMES[kind],
    from: dayNumber(FIRST),
    observedTo: dayNumber(on(observedTo)),
  }
  const id = ids.get(name)!
  const cases = await read(db, { orgId, now: noon(end) }, (ctx) => loadCases(ctx, { ...query, ids: [id] }))
  const since = (day: number | null) => (day === null ? null : day - dayNumber(FIRST))
  return (cases.get(id) ?? []).map(({ badOn, endOn }) => [since(badOn), since(endOn)])
}

async function unheard(statement: string, values: unknown[]): Promise<void> {
  const client = await admin.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(statement, values)
    await client.query('set session_replication_role = origin')
  } finally {
    client.release()
  }
}

beforeAll(async () => {
  const made = { slug: 'ends', name: '后来', isDemo: false, now: noon(0) }
  const created = await createOrg(db, made, async (ctx) => {
    const [department] = await saveDepartments(ctx, [{ name: '销售部' }])
    const people = await savePeople(ctx, [
      { login: 'boss', name: '老板', roles: ['boss'] },
      { login: 'rep', name: '甲', roles: ['rep'], departmentId: department! },
    ])
    const customers = await saveCustomers(ctx, [
      { name: '甲方有限公司', createdOn: FIRST, responsibleId: people[1]!.id },
      { name: '乙方有限公司', createdOn: FIRST, responsibleId: people[1]!.id },
    ])
    return { people, customers, department: department! }
  })
  orgId = created.orgId
  const { people, customers } = created.value
  boss = people[0]!.id
  departmentId = created.value.department
  customer = customers[0]!.id
  other = customers[1]!.id
  ids.set('customer', customer)
  ids.set('team', departmentId)
  ids.set('rep', people[1]!.id)
  await quotes()
  await orders()
  await contracts()
  await debts()
}, 120_000)

/** Noted a week after it happened, and still true of its own day. */
async function quotes(): Promise<void> {
  const quote = (code: string, steps: Parameters<typeof saveQuotes>[1][number]['steps']) =>
    at(160)(async (ctx) => {
      const form = { externalCode: code, customerId: customer, dealId: null, title: code, currency: 'CNY' }
      const [saved] = await saveQuotes(ctx, [{ ...form, responsibleId: null, steps }])
      ids.set(code, saved!.id)
    })
  const sent = { kind: 'sent' as const, at: noon(12), amountFen: 900n, validUntil: on(40) }
  const asked = { kind: 'asked' as const, at: noon(10) }
  await quote('lost', [asked, sent, { kind: 'lost', at: noon(30), reason: '价格' }])
  await quote('won', [asked, sent, { kind: 'won', at: noon(54) }])
  await quote('expired', [asked, sent])
  await quote('withdrawn', [asked, sent, { kind: 'withdrawn', at: noon(20) }])
  await quote('prolonged', [asked, sent, { ...sent, at: noon(50), validUntil: on(80) }])
  await quote('waiting', [asked])
}

async function orders(): Promise<void> {
  const order = (number: string, days: { deliveredOn?: Day; cancelledOn?: Day }) =>
    at(100)(async (ctx) => {
      const form = {
        number,
        customerId: customer,
        dealId: null,
        title: '',
        currency: 'CNY',
        responsibleId: null,
      }
      const plan = { amountFen: 500n, orderedOn: on(20), plannedOn: on(50), ...days }
      const [saved] = await saveOrders(ctx, [{ ...form, ...plan }])
      ids.set(number, saved!.id)
    })
  await order('late', { deliveredOn: on(60) })
  await order('in time', { deliveredOn: on(53) })
  await order('cancelled', { cancelledOn: on(40) })
  await order('open', {})
  await order('moved', {})
  await at(101)((ctx) =>
    recordOrderStep(ctx, ids.get('moved')!, {
      kind: 'replanned',
      on: on(53),
      plannedOn: on(200),
      reason: '换料',
    }),
  )
  const told = { customerId: customer, kind: 'quality' as const, severity: 2 as const, detail: '' }
  await at(110)(async (ctx) => {
    const { id } = await openComplaint(ctx, {
      ...told,
      orderId: ids.get('late')!,
      title: '划痕',
      openedOn: on(70),
      dueOn: on(120),
    })
    await resolveComplaint(ctx, id, { cause: 'product', resolution: '换货', on: on(90) })
  })
}

async function contracts(): Promise<void> {
  const contract = (number: string, days: Record<string, Day | null>, customerId = customer) =>
    at(2)(async (ctx) => {
      const form = {
        number,
        customerId,
        dealId: null,
        title: '',
        amountFen: 900n,
        currency: 'CNY',
        responsibleId: null,
      }
      const none = { signedOn: null, effectiveOn: null, endsOn: null }
      const [saved] = await saveContracts(ctx, [{ ...form, ...none, ...days }])
      ids.set(number, saved!.id)
    })
  await contract('lapsed', { effectiveOn: on(1), endsOn: on(100) }, other)
  await contract('ended', { effectiveOn: on(1), endsOn: on(100) }, other)
  await at(60)((ctx) =>
    recordContractStep(ctx, ids.get('ended')!, { kind: 'ended', reason: '完' }, 'contract.write'),
  )
  await contract('followed', { effectiveOn: on(1), endsOn: on(100) })
  await at(125)((ctx) =>
    saveContracts(ctx, [
      {
        ...{
          number: 'next',
          customerId: customer,
          dealId: null,
          title: '',
          amountFen: 900n,
          currency: 'CNY',
        },
        ...{ responsibleId: null, signedOn: on(120), effectiveOn: on(120), endsOn: on(900) },
      },
    ]),
  )
}

/** One invoice with an order under a contract that nobody has approved, and others that end badly. */
async function debts(): Promise<void> {
  await unheard('update sales_order set contract_id = $2 where id = $1', [ids.get('late'), ids.get('lapsed')])
  const invoice = (number: string, orderId: string | null = null) =>
    at(40)(async (ctx) => {
      const form = {
        customerId: customer,
        number,
        kind: 'invoice' as const,
        issuedOn: on(30),
        amountFen: 1_000n,
      }
      await recordInvoices(ctx, [{ ...form, orderId, instalments: [{ dueOn: on(60), amountFen: 1_000n }] }])
      const { rows } = await sql<{ id: string }>`
        select i.id from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
        where i.org_id = ${orgId} and v.number = ${number}`.execute(ctx.db)
      ids.set(number, rows[0]!.id)
    })
  for (const number of ['unpaid', 'written-off', 'judged', 'taken back']) await invoice(number)
  await invoice('of the order', ids.get('late')!)
  await at(115)((ctx) =>
    judgeProvision(ctx, { instalmentId: ids.get('judged')!, amountFen: 600n, reason: '停产' }),
  )
  await at(115)((ctx) =>
    judgeProvision(ctx, { instalmentId: ids.get('unpaid')!, amountFen: 400n, reason: '停产' }),
  )
  for (const [number, status] of [
    ['written-off', 'in_effect'],
    ['taken back', 'ended'],
  ] as const) {
    await unheard(
      `with w as (insert into write_off (org_id, id, customer_id, ground, reason, amount_fen, status, drafted_at, effective_on, effective_at, ended_at, end_reason, payment_id)
         values ($1, gen_random_uuid(), $2, 'insolvent', 'x', 1000, $3::text, $4, $5, $4, case when $3::text = 'ended' then $4::timestamptz end,
           case when $3::text = 'ended' then 'taken_back' end, gen_random_uuid()) returning id)
       insert into write_off_line (org_id, write_off_id, instalment_id, amount_fen) select $1, w.id, $6, 1000 from w`,
      [orgId, customer, status, new Date(noon(130)), on(130), ids.get(number)],
    )
  }
  const dispute = {
    kind: 'quality' as const,
    amountFen: 300n,
    reason: '划痕',
    openedOn: on(45),
    dueOn: on(70),
  }
  await at(65)((ctx) => openDispute(ctx, { ...dispute, instalmentId: ids.get('of the order')! }))
  await at(150)((ctx) =>
    recordPayments(ctx, [
      { customerId: customer, kind: 'payment', receivedOn: on(140), amountFen: 1_000n, allocate: 'none' },
    ]),
  )
  await at(30)((ctx) =>
    saveTargets(ctx, [{ userId: ids.get('rep')!, month: '2025-02', kind: 'bookings', amountFen: 1_000n }]),
  )
}

describe('what became of it, by business date', () => {
  it('quotes: lost, run out without an answer, or answered in time', async () => {
    const told = (name: string, seen?: number) => casesOf('quote-lost', 'quote', name, seen)
    expect(await told('lost')).toEqual([[30, 30]])
    expect(await told('won')).toEqual([[null, 54]])
    expect(await told('expired')).toEqual([[54, null]])
    expect(await told('expired', 53)).toEqual([[null, null]])
    expect(await told('withdrawn')).toEqual([[null, 20]])
    expect(await told('prolonged')).toEqual([[94, null]])
    expect(await told('waiting')).toEqual([[null, null]])
  })

  it('orders: late against the plan that then held, complained about, or neither', async () => {
    const told = (name: string) => casesOf('late-delivery', 'order', name)
    expect(await told('late')).toEqual([[53, 60]])
    expect(await told('in time')).toEqual([[null, 53]])
    expect(await told('cancelled')).toEqual([[null, 40]])
    expect(await told('open')).toEqual([[53, null]])
    expect(await told('moved')).toEqual([[203, null]])
    expect(await casesOf('complaint', 'order', 'late')).toEqual([
      [null, 150],
      [70, 90],
    ])
    expect(await casesOf('complaint', 'order', 'in time')).toEqual([[null, 143]])
    expect(await casesOf('complaint', 'customer', 'customer')).toEqual([
      [null, null],
      [70, 90],
    ])
  })

  it('contracts: lapsed, ended on purpose, or followed by another', async () => {
    expect(await casesOf('lapse', 'contract', 'lapsed')).toEqual([[130, null]])
    expect(await casesOf('lapse', 'contract', 'ended')).toEqual([[null, 60]])
    expect(await casesOf('lapse', 'contract', 'followed')).toEqual([[null, 120]])
    expect(await casesOf('lapse', 'contract', 'followed', 119)).toEqual([[null, null]])
    // Used by the invoice of its order, on day 30, before anybody approved it.
    expect(await casesOf('quality', 'contract', 'lapsed')).toEqual([
      [null, null],
      [30, null],
    ])
    expect(await casesOf('quality', 'contract', 'ended')).toEqual([[null, 60]])
  })

  it('an order at prices that nobody allowed is a deviation of its customer', async () => {
    await unheard(`update order_version set verdict = 'beyond' where order_id = $1`, [ids.get('open')])
    await unheard('delete from order_release where order_id = $1', [ids.get('open')])
    expect(await casesOf('quality', 'customer', 'customer')).toContainEqual([20, null])
  })

  it('debts: written off, judged lost, or too long overdue; contested', async () => {
    const told = (name: string) => casesOf('bad-debt', 'instalment', name)
    expect(await told('unpaid')).toEqual([[240, null]])
    expect(await told('written-off')).toEqual([[130, null]])
    expect(await told('judged')).toEqual([[115, null]])
    expect(await told('taken back')).toEqual([[240, null]])
    expect(await casesOf('overdue', 'order', 'late')).toEqual([[90, null]])
    expect(await casesOf('overdue', 'contract', 'lapsed')).toEqual([[90, null]])
    expect(await casesOf('bad-debt', 'contract', 'lapsed')).toEqual([[240, null]])
    for (const [kind, name] of [
      ['order', 'late'],
      ['contract', 'lapsed'],
    ] as const)
      expect(await casesOf('dispute', kind, name)).toEqual([
        [null, null],
        [45, null],
      ])
    expect(await casesOf('dispute', 'instalment', 'unpaid')).toEqual([[null, null]])
  })

  it('a team misses its month when its people do', async () => {
    const months = await casesOf('missed-month', 'team', 'team', 100)
    expect(months).toContainEqual([58, 58])
  })

  it('cut off at any day it says what it says of that day from the end: later days undo nothing', async () => {
    for (const subject of SUBJECT_KINDS) {
      for (const kind of outcomesFor(subject)) {
        const all = await read(db, { orgId, now: noon(end) }, (ctx) => subjectsEver(ctx, subject))
        const query = { kind: subject, ids: all, spec: OUTCOMES[kind], from: dayNumber(FIRST) }
        const seenTo = async (day: number) => {
          const observedTo = dayNumber(on(day))
          const cases = await read(db, { orgId, now: noon(end) }, (ctx) =>
            loadCases(ctx, { ...query, observedTo }),
          )
          return all.flatMap((id) =>
            (cases.get(id) ?? []).flatMap(({ badOn }) =>
              badOn === null ? [] : [`${id} ${dayFromNumber(badOn)}`],
            ),
          )
        }
        const whole = await seenTo(end)
        for (const day of [29, 53, 89, 130, 239]) {
          const then = whole.filter((line) => line.slice(37) <= on(day))
          expect((await seenTo(day)).sort(), `${kind} of ${subject} on day ${day}`).toEqual(then.sort())
        }
      }
    }
  })
})

describe('rules of every subject against each of their outcomes', () => {
  it('run, and the rule files of the guide name outcomes that exist', async () => {
    const seen = new Set<string>()
    for (const name of readdirSync('docs/guide/rules')) {
      const { rule, wish } = ruleOfFile(JSON.parse(readFileSync(`docs/guide/rules/${name}`, 'utf8')))
      const span = { from: on(0), to: on(300), observedTo: on(end - 1) }
      for (const outcome of outcomesFor(rule.subject)) {
        const report = await read(db, { orgId, now: noon(end) }, (ctx) =>
          runBacktest(ctx, { rule, wish: { ...wish, ...span, outcome } }),
        )
        expect(report!.outcome!.kind, name).toBe(outcome)
        expect(report!.outcomeText.zh).not.toBe('')
        seen.add(outcome)
      }
      const named = wish.outcome
      if (named) expect(OUTCOME_KINDS, name).toContain(typeof named === 'string' ? named : named.kind)
    }
    expect([...seen].sort()).toEqual([...OUTCOME_KINDS].sort())
  })
})
