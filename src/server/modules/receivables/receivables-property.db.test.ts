import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW } from '../../../../test/support/world-of-two-orgs.ts'
import {
  addDays,
  addMonths,
  DAY_MS,
  type Day,
  dayOf,
  type Instant,
  lastDayOf,
  type Month,
  monthOf,
} from '../../../core/calendar.ts'
import { BILL_STEPS } from '../../../core/receivable/bill.ts'
import { UNDATED } from '../../../core/receivable/retention.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { saveContracts } from '../contracts/index.ts'
import { recordContractStep } from '../contracts/record-contract-step.ts'
import { rebuildStates, saveCustomers } from '../customers/index.ts'
import { createOrg } from '../identity/index.ts'
import { resolveDispute } from './change-dispute.ts'
import { closeMonth, readClose, reopenMonth } from './close-month.ts'
import { openDispute, type Reading, readAgeing, recordInvoices, recordPayments } from './index.ts'
import { readMonthFigures } from './month-figures.ts'
import { readMeasures } from './read-measures.ts'
import { readStatement } from './read-statement.ts'
import { receiveBill } from './receive-bill.ts'
import { stepBill } from './step-bill.ts'
import { takeBackBill } from './take-back-bill.ts'
import { voidInvoice, voidPayment } from './void.ts'

const { db, admin } = await testDatabase()
/** Seeds are fixed and runs counted: a slow machine plays the same histories, and no run is left behind. */
const RUNS_MS = 180_000

/** One thing somebody in accounting does; small numbers choose among what is there when it happens. */
type Act = {
  kind:
    | 'invoice'
    | 'correct'
    | 'payment'
    | 'credit'
    | 'code'
    | 'voidPayment'
    | 'voidInvoice'
    | 'chosen'
    | 'contest'
    | 'settle'
    | 'writeOff'
    | 'bill'
    | 'step'
    | 'voidStep'
    | 'retain'
    | 'accept'
  which: number
  fen: number
  parts: number
  daysBack: number
  /** how long after the act before it */
  pauseDays: number
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    'invoice',
    'invoice',
    'payment',
    'payment',
    'correct',
    'credit',
    'code',
    'voidPayment',
    'voidInvoice',
    'chosen',
    'contest',
    'settle',
    'writeOff',
    'writeOff',
    'bill',
    'bill',
    'bill',
    'step',
    'step',
    'step',
    'step',
    'voidStep',
    'step',
    'retain',
    'retain',
    'accept',
  ),
  which: fc.nat(5),
  fen: fc.integer({ min: 1, max: 900 }),
  parts: fc.integer({ min: 1, max: 3 }),
  daysBack: fc.integer({ min: 0, max: 60 }),
  pauseDays: fc.constantFrom(0, 0, 1, 3),
})

const A_BILL: Act = { kind: 'bill', which: 0, fen: 50, parts: 1, daysBack: 0, pauseDays: 1 }

/** Bills discounted, endorsed, honoured when due, and refused then: what is drawn may leave one out. */
const EVERY_END: Act[] = [
  { which: 4, parts: 1, pauseDays: 0 },
  { which: 0, parts: 1, pauseDays: 0 },
  { which: 0, parts: 2, pauseDays: 9 },
  { which: 2, parts: 1, pauseDays: 9 },
].flatMap((step) => [A_BILL, { ...A_BILL, kind: 'step', ...step }])

/** A company of its own per history, so that a shorter one fails alike; the clock moves on with it. */
type Company = { orgId: string; customers: string[]; now: Instant }

let companies = 0
async function newCompany(): Promise<Company> {
  companies += 1
  const input = { slug: `company-${companies}`, name: '', isDemo: false, now: NOW }
  const { orgId, value: saved } = await createOrg(db, input, (ctx) =>
    saveCustomers(ctx, [
      { name: `客户甲${ctx.tick}`, createdOn: '2025-01-01' },
      { name: `客户乙${ctx.tick}`, createdOn: '2025-01-01' },
    ]),
  )
  return { orgId, customers: saved.map((row) => row.id), now: NOW }
}

async function perform(company: Company, { kind, which, fen, parts, daysBack }: Act, onlyAfter?: Day) {
  const day = addDays(dayOf(company.now), onlyAfter ? 0 : -daysBack)
  const customerId = company.customers[which % 2]!
  await write(db, company, async (ctx) => {
    if (kind === 'invoice' || kind === 'correct') {
      const amounts = Array.from({ length: parts }, (_, index) => BigInt(fen + index))
      await recordInvoices(ctx, [
        {
          customerId,
          number: kind === 'correct' ? `N${which}` : `N${which}-${ctx.tick}`,
          kind: 'invoice',
          issuedOn: day,
          amountFen: amounts.reduce((sum, part) => sum + part, 0n),
          instalments: amounts.map((amountFen, index) => ({ dueOn: addDays(day, 30 * index), amountFen })),
        },
      ])
    } else if (kind === 'voidPayment') await voidSome(ctx, 'payment', customerId)
    else if (kind === 'voidInvoice') await voidSome(ctx, 'invoice', customerId)
    else if (kind === 'contest') await contestSome(ctx, customerId, BigInt(fen))
    else if (kind === 'settle') await settleSome(ctx, customerId)
    else if (kind === 'bill')
      await takeBill(ctx, { customerId, receivedOn: day, amountFen: BigInt(fen * 2), parts })
    else if (kind === 'step')
      await stepSome(ctx, customerId, { parts: parts + which, on: dayOf(company.now) })
    else if (kind === 'voidStep') await unstepSome(ctx, customerId)
    else if (kind === 'retain') await retainSome(ctx, { customerId, fen: BigInt(fen), months: which })
    else if (kind === 'accept') await acceptSome(ctx, customerId, day)
    else if (kind === 'writeOff') await writeOffSome(ctx, customerId, BigInt(fen))
    else
      await recordPayments(ctx, [
        {
          customerId,
          kind: kind === 'credit' ? 'credit_note' : 'payment',
          receivedOn: day,
          amountFen: BigInt(fen * 2),
          externalCode: kind === 'code' ? `${customerId}-${which}` : null,
          allocate: kind === 'chosen' ? await chosen(ctx, customerId, BigInt(fen)) : 'oldest',
        },
      ])
  }).catch((error: unknown) => {
    // A refusal is a legitimate answer; what it leaves behind is looked at like any other.
    if (!(error instanceof AppError)) throw error
  })
}

async function voidSome(ctx: WriteCtx, table: 'payment' | 'invoice', customerId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom(table)
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .orderBy('id')
    .executeTakeFirst()
  if (row) await (table === 'payment' ? voidPayment : voidInvoice)(ctx, row.id, 'because')
}

/** A contract of which a tenth is kept back until some months after acceptance (质保金). */
async function retainSome(
  ctx: WriteCtx,
  { customerId, fen, months }: { customerId: string; fen: bigint; months: number },
): Promise<void> {
  const today = dayOf(ctx.now)
  await saveContracts(ctx, [
    {
      ...{ number: `HT${ctx.tick}`, customerId, title: '', currency: 'CNY', amountFen: fen * 10n },
      ...{ dealId: null, signedOn: today, effectiveOn: today, endsOn: null, responsibleId: null },
      ...{ approvedOn: today },
      nodes: [
        { label: '货款', dueOn: addDays(today, 20), amountFen: fen * 9n },
        { label: '质保金', dueOn: UNDATED, amountFen: fen, retention: { months } },
      ],
    },
  ])
}

/** The newest contract is accepted, or its acceptance taken back. */
async function acceptSome(ctx: WriteCtx, customerId: string, on: Day): Promise<void> {
  const row = await ctx.db
    .selectFrom('contract')
    .select(['id', 'accepted_on'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (!row) return
  const step =
    row.accepted_on === null ? ({ kind: 'accepted', on } as const) : ({ kind: 'unaccepted' } as const)
  await recordContractStep(ctx, row.id, { ...step, reason: 'because' }, 'contract.write')
}

async function contestSome(ctx: WriteCtx, customerId: string, amountFen: bigint): Promise<void> {
  const [owed] = await ctx.db
    .selectFrom('instalment')
    .select(['id', 'occurred_on'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('open_fen', '>=', amountFen)
    .where('voided_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  if (!owed) return
  const form = { kind: 'quality' as const, reason: 'because', openedOn: owed.occurred_on }
  await openDispute(ctx, { ...form, instalmentId: owed.id, amountFen })
}

/** What a decided write-off does to the books: part of what is open is gone from that day on (C097). */
async function writeOffSome(ctx: WriteCtx, customerId: string, amountFen: bigint): Promise<void> {
  const allocate = await chosen(ctx, customerId, amountFen)
  if (allocate === 'none') return
  const fen = allocate.reduce((sum, part) => sum + part.amountFen, 0n)
  const lost = {
    customerId,
    kind: 'write_off' as const,
    receivedOn: dayOf(ctx.now),
    amountFen: fen,
    allocate,
  }
  await recordPayments(ctx, [lost])
}

/** A bill in payment; it runs for as many months as the act has parts. */
async function takeBill(
  ctx: WriteCtx,
  taken: { customerId: string; receivedOn: Day; amountFen: bigint; parts: number },
): Promise<void> {
  const { parts, ...bill } = taken
  await receiveBill(ctx, {
    ...bill,
    ...{ kind: parts === 1 ? 'bank' : 'commercial', number: `P${ctx.tick}`, drawer: '', acceptor: '某银行' },
    ...{ issuedOn: bill.receivedOn, dueOn: addDays(bill.receivedOn, 8 * parts), allocate: 'oldest' },
  })
}

async function findBill(ctx: WriteCtx, customerId: string): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('bill')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.id
}

async function stepSome(ctx: WriteCtx, customerId: string, { parts, on }: { parts: number; on: Day }) {
  const id = await findBill(ctx, customerId)
  const step = [...BILL_STEPS, 'refused' as const][parts % 5]!
  const costFen = step === 'discounted' ? 1n : 0n
  if (id) await stepBill(ctx, id, { step, on, costFen, to: '', note: '' })
}

async function unstepSome(ctx: WriteCtx, customerId: string): Promise<void> {
  const id = await findBill(ctx, customerId)
  if (id) await takeBackBill(ctx, id, 'because')
}

async function settleSome(ctx: WriteCtx, customerId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('dispute')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .where('resolved_on', 'is', null)
    .orderBy('id')
    .executeTakeFirst()
  if (row) await resolveDispute(ctx, row.id, { outcome: 'rejected', resolution: 'agreed' })
}

async function chosen(ctx: WriteCtx, customerId: string, fen: bigint) {
  const rows = await ctx.db
    .selectFrom('instalment')
    .select(['id', 'open_fen'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('open_fen', '>', 0n)
    .orderBy('due_on', 'desc')
    .limit(1)
    .execute()
  return rows.length === 0
    ? 'none'
    : [{ instalmentId: rows[0]!.id, amountFen: rows[0]!.open_fen < fen ? 1n : fen }]
}

async function expectSoundBooks({ orgId }: Company): Promise<void> {
  const { rows: instalments } = await admin.query(
    `
    select i.id from instalment i where i.org_id = $1 and i.open_fen <> case when i.voided_at is not null then 0 else i.amount_fen - coalesce(
      (select sum(x.amount_fen) from allocation x where x.org_id = i.org_id and x.instalment_id = i.id and x.voided_at is null), 0) end`,
    [orgId],
  )
  expect(instalments).toEqual([])
  const { rows: payments } = await admin.query(
    `
    select coalesce(p.bill_id, p.id) from payment p left join lateral (select sum(x.amount_fen) as fen from allocation x
      where x.org_id = p.org_id and x.payment_id = p.id and x.voided_at is null) s on true
    where p.org_id = $1 and p.voided_at is null group by coalesce(p.bill_id, p.id)
    having sum(p.unallocated_fen) <> sum(p.amount_fen) - coalesce(sum(s.fen), 0)`,
    [orgId],
  )
  expect(payments).toEqual([])
  const { rows: dangling } = await admin.query(
    `
    select x.id from allocation x join instalment i on i.org_id = x.org_id and i.id = x.instalment_id
      join payment p on p.org_id = x.org_id and p.id = x.payment_id
    where x.org_id = $1 and x.voided_at is null and (i.voided_at is not null or p.voided_at is not null
      or x.occurred_on < i.occurred_on or x.occurred_on < p.occurred_on)`,
    [orgId],
  )
  expect(dangling).toEqual([])
  for (const reading of ['business', 'known'] as const) await expectRoomEver(orgId, reading)
  const { rows: lost } = await admin.query(
    `
    select d.id from dispute d join instalment i on i.org_id = d.org_id and i.id = d.instalment_id
    where d.org_id = $1 and d.voided_at is null and d.resolved_on is null and i.voided_at is not null`,
    [orgId],
  )
  expect(lost).toEqual([])
  const wrong = await write(db, { orgId, now: NOW }, (ctx) => rebuildStates(ctx))
  expect(wrong).toBe(0)
}

/**
 * On no day is more set against an instalment than its amount, nor of a payment than came, nor less than
 * nothing of either; as known by the end of a moment. The excess would be in no figure.
 */
async function expectRoomEver(orgId: string, reading: Reading): Promise<void> {
  const changes =
    reading === 'business'
      ? 'select x.*, x.occurred_on::timestamptz as at, x.amount_fen as fen from allocation x where x.voided_at is null'
      : `select x.*, x.known_at as at, x.amount_fen as fen from allocation x where x.voided_at is null or x.voided_at > x.known_at
         union all select x.*, x.voided_at, -x.amount_fen from allocation x where x.voided_at > x.known_at`
  const { rows: instalments } = await admin.query(
    `
    select s.* from (select c.instalment_id, c.at, sum(c.fen) over (partition by c.instalment_id order by c.at) as fen
      from (${changes}) c) s join instalment i on i.id = s.instalment_id where i.org_id = $1 and (s.fen > i.amount_fen or s.fen < 0)`,
    [orgId],
  )
  expect(instalments, reading).toEqual([])
  const { rows: payments } = await admin.query(
    `
    select s.* from (select p.id, c.at, sum(c.fen) over (partition by p.id order by c.at) as fen, p.amount_fen
      from (${changes}) c join payment p on p.id = c.payment_id where p.org_id = $1) s
    where s.fen not between least(s.amount_fen, 0) and greatest(s.amount_fen, 0)`,
    [orgId],
  )
  expect(payments, reading).toEqual([])
}

function figures(company: Company, asOf: Day, reading: Reading) {
  return read(db, company, (ctx) => readAgeing(ctx, { asOf, reading, top: 10_000 }))
}

/** The ageing and the measures of a day as known then, whatever has been recorded since. */
async function knownFigures(company: Company, asOf: Day) {
  const measures = await read(db, company, (ctx) => readMeasures(ctx, { asOf, reading: 'known' }))
  const ageing = await figures(company, asOf, 'known')
  expect(measures.openFen).toBe(ageing.open.amountFen)
  return { ageing, measures }
}

/** What was received and not set against anything, payment by payment, straight from the rows. */
async function advanceOf(customerId: string, asOf: Day, reading: Reading): Promise<bigint> {
  const counts = (alias: string) =>
    reading === 'business'
      ? `${alias}.occurred_on <= $2 and ${alias}.voided_at is null`
      : `${alias}.known_at < ($2::date + 1)::timestamp at time zone 'Asia/Shanghai'
          and coalesce(${alias}.voided_at >= ($2::date + 1)::timestamp at time zone 'Asia/Shanghai', true)`
  const { rows } = await admin.query(
    `select coalesce(sum(p.amount_fen - coalesce((select sum(x.amount_fen) from allocation x
        where x.org_id = p.org_id and x.payment_id = p.id and ${counts('x')}), 0)), 0)::bigint as fen
      from payment p where p.customer_id = $1 and ${counts('p')}`,
    [customerId, asOf],
  )
  return rows[0].fen
}

/** Retention that is open and not due, from the rows. */
async function keptOf(customerId: string, asOf: Day, reading: Reading): Promise<bigint> {
  const counts = (alias: string) =>
    reading === 'business'
      ? `${alias}.occurred_on <= $2 and ${alias}.voided_at is null`
      : `${alias}.known_at < ($2::date + 1)::timestamp at time zone 'Asia/Shanghai'
          and coalesce(${alias}.voided_at >= ($2::date + 1)::timestamp at time zone 'Asia/Shanghai', true)`
  const { rows } = await admin.query(
    `select coalesce(sum(i.amount_fen - coalesce((select sum(x.amount_fen) from allocation x
        where x.org_id = i.org_id and x.instalment_id = i.id and ${counts('x')}), 0)), 0)::bigint as fen
      from instalment i where i.customer_id = $1 and i.is_retention and i.due_on >= $2 and ${counts('i')}`,
    [customerId, asOf],
  )
  return rows[0].fen
}

/** What the statements of all customers close with. */
async function closingOf(company: Company, asOf: Day): Promise<bigint> {
  let sum = 0n
  for (const customerId of company.customers) {
    const query = { customerId, from: '2025-06-01', asOf, reading: 'business' as const }
    sum += (await read(db, company, (ctx) => readStatement(ctx, query))).closingFen
  }
  return sum
}

async function writtenOffIn({ orgId }: Company, month: Month): Promise<bigint> {
  const { rows } = await admin.query(
    `select coalesce(sum(amount_fen), 0)::bigint as fen from payment
     where org_id = $1 and kind = 'write_off' and voided_at is null and to_char(occurred_on, 'YYYY-MM') = $2`,
    [orgId, month],
  )
  return rows[0].fen
}

/** Plays them in this company, or in a new one. */
async function play(acts: readonly Act[], each?: (company: Company) => Promise<void>, begun?: Company) {
  const company = begun ?? (await newCompany())
  for (const next of acts) {
    await perform(company, next)
    if (next.pauseDays > 0) {
      await each?.(company)
      company.now += next.pauseDays * DAY_MS
    }
  }
  company.now += DAY_MS
  return company
}

/** What changes a document of a day that is past, or says something of one. */
const REDATES: Act['kind'][] = [
  'voidPayment',
  'voidInvoice',
  'voidStep',
  'correct',
  'code',
  'accept',
  'contest',
]

const acts = (minLength: number, maxLength: number) => fc.array(act, { minLength, maxLength })
const anyReading = fc.constantFrom<Reading>('business', 'known')

describe('whatever accounting does, in whatever order', () => {
  test(
    'open is amount less what is set against it, on no day more than that, and the stored state equals the facts',
    async () => {
      await fc.assert(
        fc.asyncProperty(acts(4, 24), async (history) => expectSoundBooks(await play(history))),
        { numRuns: 30, seed: 3 },
      )
    },
    RUNS_MS,
  )

  test(
    'what was known at the end of a day is known the same for ever',
    async () => {
      await fc.assert(
        fc.asyncProperty(acts(8, 20), async (history) => {
          const looks: { asOf: Day; seen: unknown }[] = []
          const company = await play(history, async (then) => {
            const asOf = dayOf(then.now)
            if (looks.length < 10) looks.push({ asOf, seen: await knownFigures(then, asOf) })
          })
          for (const { asOf, seen } of looks) expect(await knownFigures(company, asOf)).toEqual(seen)
        }),
        { numRuns: 8, seed: 42 },
      )
    },
    RUNS_MS,
  )

  test(
    'statements, ageing and balance agree to the cent on any day, in both readings (C092)',
    async () => {
      let compared = 0
      let kept = 0
      await fc.assert(
        fc.asyncProperty(acts(8, 20), fc.nat(70), anyReading, async (history, back, reading) => {
          const company = await play(history)
          const asOf = addDays(dayOf(company.now), -back)
          const ageing = await figures(company, asOf, reading)
          const sums = { open: 0n, overdue: 0n, disputed: 0n, retention: 0n, advance: 0n, closing: 0n }
          for (const customerId of company.customers) {
            const statement = await read(db, company, (ctx) =>
              readStatement(ctx, { customerId, from: addDays(asOf, -20), asOf, reading }),
            )
            const aged = ageing.customers.find((row) => row.id === customerId)
            expect(statement.openFen).toBe(aged?.openFen ?? 0n)
            expect(statement.overdueFen).toBe(aged?.overdueFen ?? 0n)
            expect(statement.disputedFen).toBe(aged?.disputedFen ?? 0n)
            expect(statement.disputedFen <= statement.openFen).toBe(true)
            expect(statement.retentionFen).toBe(aged?.retentionFen ?? 0n)
            expect(statement.retentionFen).toBe(await keptOf(customerId, asOf, reading))
            expect(statement.closingFen).toBe(statement.openFen - statement.advanceFen)
            expect(statement.advanceFen).toBe(await advanceOf(customerId, asOf, reading))
            const { openingFen, debitFen, creditFen } = statement
            expect(statement.closingFen).toBe(openingFen + debitFen - creditFen)
            for (const key of ['open', 'overdue', 'disputed', 'retention', 'advance', 'closing'] as const)
              sums[key] += statement[`${key}Fen`]
            if (statement.lines.length > 0) compared += 1
          }
          expect(sums).toEqual({
            open: ageing.open.amountFen,
            overdue: ageing.overdue.amountFen,
            disputed: ageing.disputed.amountFen,
            retention: ageing.retention.amountFen,
            advance: ageing.unallocatedFen,
            closing: ageing.open.amountFen - ageing.unallocatedFen,
          })
          expect(ageing.buckets.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(sums.open)
          if (sums.retention > 0n) kept += 1
        }),
        { numRuns: 24, seed: 92 },
      )
      expect(compared).toBeGreaterThan(0)
      expect(kept).toBeGreaterThan(0)
    },
    RUNS_MS,
  )

  test(
    'a closed month keeps its figures, and they tie to statements and ageing as they read later (月结)',
    async () => {
      let changed = 0
      await fc.assert(
        fc.asyncProperty(acts(4, 12), acts(6, 14), async (before, after) => {
          const company = await play(before)
          const month = addMonths(monthOf(dayOf(company.now)), -1)
          await write(db, company, (ctx) => closeMonth(ctx, { month, note: '' }))
          const closed = await read(db, company, (ctx) => readClose(ctx, month))
          const { balanceFen } = closed
          expect(closed).toMatchObject({ changes: [], changedFen: 0n, unlistedFen: 0n, nowFen: balanceFen })
          expect(balanceFen).toBe(await closingOf(company, lastDayOf(month)))
          await play(after, undefined, company)
          const later = await read(db, company, (ctx) => readClose(ctx, month))
          for (const key of ['balanceFen', 'openFen', 'overdueFen', 'advanceFen', 'billedFen'] as const)
            expect(later[key]).toBe(closed[key])
          const effects = later.changes.reduce((sum, { effectFen }) => sum + effectFen, 0n)
          expect(later).toMatchObject({ changedFen: effects, nowFen: balanceFen + effects })
          const reading = await figures(company, lastDayOf(month), 'business')
          expect(later.nowFen).toBe(reading.open.amountFen - reading.unallocatedFen)
          expect(later.nowFen).toBe(await closingOf(company, lastDayOf(month)))
          changed += later.changes.length
          await write(db, company, (ctx) => reopenMonth(ctx, month, 'again'))
        }),
        { numRuns: 16, seed: 31 },
      )
      expect(changed).toBeGreaterThan(0)
    },
    RUNS_MS,
  )

  test(
    'the movement of a month is what its documents say, bills, credit notes and write-offs included (月结)',
    async () => {
      const moved = { received: 0n, bills: 0n, credited: 0n, writtenOff: 0n }
      await fc.assert(
        fc.asyncProperty(acts(8, 20), async (history) => {
          const company = await play(history)
          const month = monthOf(dayOf(company.now))
          const [before, after] = await read(db, company, async (ctx) => [
            await readMonthFigures(ctx, addMonths(month, -1)),
            await readMonthFigures(ctx, month),
          ])
          const { billedFen, receivedFen, billsFen, creditedFen } = after!
          const writtenOff = await writtenOffIn(company, month)
          expect(after!.balanceFen).toBe(
            before!.balanceFen + billedFen - receivedFen - billsFen - creditedFen - writtenOff,
          )
          moved.received += receivedFen
          moved.bills += billsFen
          moved.credited += creditedFen
          moved.writtenOff += writtenOff
        }),
        { numRuns: 40, seed: 3, examples: [[EVERY_END]] },
      )
      for (const [what, fen] of Object.entries(moved)) expect(fen !== 0n, what).toBe(true)
      const { rows } = await admin.query(
        'select passed_how as how from bill union select ended_how from bill',
      )
      expect(rows.map(({ how }) => how)).toEqual(expect.arrayContaining([...BILL_STEPS]))
    },
    RUNS_MS,
  )

  test(
    'by business date a past day is unmoved by whatever is dated after it',
    async () => {
      await fc.assert(
        fc.asyncProperty(acts(4, 12), acts(3, 8), async (history, after) => {
          const company = await play(history)
          const asOf = dayOf(company.now)
          company.now += 2 * DAY_MS
          const before = await figures(company, asOf, 'business')
          for (const next of after.filter(({ kind }) => !REDATES.includes(kind))) {
            await perform(company, next, asOf)
            company.now += next.pauseDays * DAY_MS
          }
          expect(await figures(company, asOf, 'business')).toEqual(before)
        }),
        { numRuns: 16, seed: 7 },
      )
    },
    RUNS_MS,
  )

  test(
    'the business reading of today is the stored open amount',
    async () => {
      let open = 0
      await fc.assert(
        fc.asyncProperty(acts(8, 20), async (history) => {
          const company = await play(history)
          const today = dayOf(company.now)
          const stored = await figures(company, today, 'business')
          // Asked a day later, the same day is a past one and takes the other way through the facts.
          company.now += DAY_MS
          expect(await figures(company, today, 'business')).toEqual(stored)
          open += stored.open.count
        }),
        { numRuns: 16, seed: 5 },
      )
      expect(open).toBeGreaterThan(10)
    },
    RUNS_MS,
  )
})
