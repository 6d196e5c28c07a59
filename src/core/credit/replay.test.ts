import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, endOfDay } from '../calendar.ts'
import { decideHold } from './exposure.ts'
import type { PastInvoice, PastOrder, PastPart, PastUnit } from './past.ts'
import { standingAt } from './past.ts'
import { type CreditPolicy, DEFAULT_POLICY } from './policy.ts'
import { type Change, NO_CHANGE, replay, type Span } from './replay.ts'
import { effectOf, outcomeOf } from './replay-outcome.ts'

const C = 'customer'
const SPAN: Span = { from: '2025-01-01', to: '2025-12-31', asOf: '2026-03-31', grade: null }
const ECONOMICS = { marginBp: 2_000, lossBp: 8_500 }
const asked = (change: Partial<Change>, policy: CreditPolicy = DEFAULT_POLICY) => ({
  policy,
  change: { ...NO_CHANGE, ...change },
})
const of = (fen: bigint) => ({ limit: { kind: 'amount' as const, fen } })

const known = (on: Day, until: Day | null = null) => ({
  at: endOfDay(on),
  until: until === null ? null : endOfDay(until),
})
const part = (on: Day, fen: bigint, over: Partial<PastPart> = {}): PastPart => ({
  ...{ ...known(on), on, fen, kind: 'payment', claimed: false },
  ...over,
})
const order = (id: string, on: Day, fen: bigint, deliveredOn: Day = addDays(on, 3)): PastOrder => ({
  ...{ id, number: id, customerId: C, on, ...known(on) },
  steps: [
    { ...known(on), kind: 'ordered', on, fen },
    { ...known(deliveredOn), kind: 'completed', on: deliveredOn, fen: null },
  ],
})
const invoice = (orderId: string | null, on: Day, fen: bigint, parts: PastPart[] = []): PastInvoice => ({
  ...{ id: `i-${orderId ?? on}`, number: `I-${on}`, customerId: C, orderId, on, fen, isInvoice: true },
  ...known(on),
  instalments: [{ ...known(on), dueOn: addDays(on, 30), isRetention: false, fen, parts }],
})

function unit(orders: PastOrder[], invoices: PastInvoice[], over: Partial<PastUnit> = {}): PastUnit {
  const money = invoices.flatMap(({ instalments }) =>
    instalments.flatMap(({ parts }) =>
      parts
        .filter(({ kind }) => kind === 'payment')
        .map(({ at, until, fen }) => ({ customerId: C, at, until, fen })),
    ),
  )
  const customer = { id: C, name: C, limits: [], grades: [], admissions: [], exceptions: [], covers: [] }
  return { customers: [customer], memberships: [], orders, invoices, money, bills: [], ...over }
}
/** Ordered, delivered and invoiced, and paid so many days behind its day; null: never. */
const sold = (id: string, on: Day, fen: bigint, late: number | null) => ({
  order: order(id, on, fen),
  invoice: invoice(id, addDays(on, 5), fen, late === null ? [] : [part(addDays(on, 35 + late), fen)]),
})
const unitOf = (...all: ReturnType<typeof sold>[]) =>
  unit(
    all.map((one) => one.order),
    all.map((one) => one.invoice),
  )
const states = (found: ReturnType<typeof replay>) => found.map(({ sale, state }) => `${sale.id} ${state}`)

describe('had this limit applied (I11)', () => {
  const year = unitOf(
    sold('a', '2025-01-10', 60n, 0),
    sold('b', '2025-01-20', 60n, 70),
    sold('c', '2025-01-25', 30n, 0),
    sold('d', '2025-09-01', 90n, null),
  )

  it('without a limit and without anything overdue nothing is stopped', () => {
    expect(states(replay(year, SPAN, asked({})))).toEqual([
      'a through',
      'b through',
      'c through',
      'd through',
    ])
  })

  it('an order that was stopped takes no room, nor does its unpaid invoice hold those behind it', () => {
    // b would make 120; without b, c makes 90; d is 90 when all else is paid.
    expect(states(replay(year, SPAN, asked(of(100n))))).toEqual([
      'a through',
      'b waited',
      'c through',
      'd through',
    ])
    expect(replay(year, SPAN, asked(of(100n)))[1]!.waitedDays).toBe(25)
  })

  it('after thirty days without money an order is lost', () => {
    expect(states(replay(year, SPAN, asked(of(80n))))).toEqual([
      'a through',
      'b waited',
      'c stopped',
      'd stopped',
    ])
  })

  it('a hold after so many days overdue stops what comes while the old one is open', () => {
    const [old, next] = [sold('a', '2025-01-10', 60n, 100), sold('b', '2025-03-10', 60n, 0)]
    const two = unitOf(old, { ...next, order: order('b', '2025-03-10', 60n, '2025-03-10') })
    // a is due on 14 February: 24 days overdue on 10 March.
    expect(states(replay(two, SPAN, asked({ holdDays: 24 })))).toEqual(['a through', 'b through'])
    expect(states(replay(two, SPAN, asked({ holdDays: 23 })))).toEqual(['a through', 'b stopped'])
  })

  it('a shorter term makes overdue what was not, the money coming when it came', () => {
    const two = unitOf(sold('a', '2025-01-10', 60n, 0), sold('b', '2025-02-10', 60n, 0))
    expect(states(replay(two, SPAN, asked({ holdDays: 10 })))).toEqual(['a through', 'b through'])
    const shorter = replay(two, SPAN, asked({ holdDays: 10, termDays: 10 }))
    expect(shorter[1]).toMatchObject({ state: 'waited', waitedDays: 4, verdict: { hold: 'manager' } })
  })

  it('a term moves no money kept back, which is due on its own day', () => {
    const two = unitOf(sold('a', '2025-01-10', 60n, 0), sold('b', '2025-02-10', 60n, 0))
    const kept = two.invoices.map((one) => ({
      ...one,
      instalments: one.instalments.map((part) => ({ ...part, isRetention: true })),
    }))
    const shorter = replay({ ...two, invoices: kept }, SPAN, asked({ holdDays: 10, termDays: 10 }))
    expect(states(shorter)).toEqual(['a through', 'b through'])
  })

  it('is asked again at the door', () => {
    const late = unit(
      [order('a', '2025-01-10', 60n), order('b', '2025-02-10', 60n, '2025-03-20')],
      [invoice('a', '2025-01-15', 60n), invoice('b', '2025-03-21', 60n)],
    )
    expect(replay(late, SPAN, asked({}))[1]).toMatchObject({ state: 'stopped', atDelivery: true })
  })

  it('asks the invoices of a customer who has no orders', () => {
    const bills = unit([], [invoice(null, '2025-01-15', 60n), invoice(null, '2025-01-20', 60n)])
    expect(replay(bills, SPAN, asked(of(100n))).map(({ state }) => state)).toEqual(['through', 'stopped'])
  })

  it('a limit times a half is half of the one that was in force that day, not of today’s', () => {
    const cut = unit([order('a', '2025-01-10', 60n)], [])
    const limits = [
      { at: 0, until: endOfDay('2025-06-01'), fen: 200n },
      { at: endOfDay('2025-06-01'), until: null, fen: 10n },
    ]
    const customers = [{ ...cut.customers[0]!, limits }]
    const half = asked({ limit: { kind: 'times', bp: 5_000 } })
    expect(states(replay({ ...cut, customers }, SPAN, half))).toEqual(['a through'])
  })

  it('only orders of a grade are asked, by the grade of their day', () => {
    const two = unitOf(sold('a', '2025-01-10', 60n, 0), sold('b', '2025-07-10', 60n, 0))
    const grades = [
      { at: 0, until: endOfDay('2025-06-01'), grade: 'A' as const },
      { at: endOfDay('2025-06-01'), until: null, grade: 'C' as const },
    ]
    const graded = { ...two, customers: [{ ...two.customers[0]!, grades }] }
    expect(states(replay(graded, { ...SPAN, grade: 'C' }, asked(of(10n))))).toEqual(['b stopped'])
  })

  it('a setting that only warns is no answer to a question about holding', () => {
    const warns = { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'warn' as const } }
    expect(states(replay(year, SPAN, asked({}, warns))).every((one) => one.endsWith('through'))).toBe(true)
    expect(states(replay(year, SPAN, asked(of(10n), warns))).every((one) => one.endsWith('stopped'))).toBe(
      true,
    )
  })

  it('whoever was refused or had to prepay was so by a decision of its time', () => {
    const one = unitOf(sold('a', '2025-01-10', 60n, 0), sold('b', '2025-07-10', 60n, 0))
    const admissions = [{ ...known('2025-03-01'), admission: 'refuse' as const, expiresOn: '2026-12-31' }]
    const refused = { ...one, customers: [{ ...one.customers[0]!, admissions }] }
    expect(replay(refused, SPAN, asked({})).map(({ verdict }) => verdict.hold)).toEqual(['none', 'blocked'])
  })
})

describe('what became of them', () => {
  const judge = (one: ReturnType<typeof sold>) => {
    const alone = unitOf(one)
    const [fate] = replay(alone, SPAN, asked(of(0n)))
    return outcomeOf(alone, fate!.sale, { asOf: '2026-03-06', lateDays: 30 })
  }
  it.each([
    ['paid on its day', sold('a', '2025-01-10', 60n, 0), 'well'],
    ['paid thirty days late', sold('a', '2025-01-10', 60n, 30), 'well'],
    ['paid later than that', sold('a', '2025-01-10', 60n, 31), 'late'],
    ['never', sold('a', '2025-01-10', 60n, null), 'unpaid'],
    ['not so late yet', sold('a', '2025-12-31', 60n, null), 'open'],
  ])('%s', (_name, one, outcome) => {
    expect(judge(one).outcome).toBe(outcome)
  })

  it('written off is never paid; a credit note is neither paid nor lost', () => {
    const parts = [
      part('2025-03-01', 20n, { kind: 'credit_note' }),
      part('2025-08-01', 40n, { kind: 'write_off', claimed: true }),
      part('2025-09-01', 10n, { kind: 'recovery', claimed: true }),
    ]
    const one = unit([order('a', '2025-01-10', 60n)], [invoice('a', '2025-01-15', 60n, parts)])
    const [fate] = replay(one, SPAN, asked(of(0n)))
    expect(outcomeOf(one, fate!.sale, { asOf: SPAN.asOf, lateDays: 30 })).toMatchObject({
      ...{ outcome: 'unpaid', writtenOffFen: 30n, paidFen: 10n, openFen: 0n },
    })
  })

  it('the net is what goods would have stayed, less the margin of what was paid', () => {
    const two = unitOf(sold('a', '2025-01-10', 1_000_000n, 0), sold('b', '2025-02-10', 500_000n, null))
    const fates = replay(two, SPAN, asked(of(0n)))
    const judged = fates.map((fate) => ({
      fate,
      became: outcomeOf(two, fate.sale, { asOf: SPAN.asOf, lateDays: 30 }),
    }))
    const effect = effectOf(judged, ECONOMICS)
    // 80 % of 5,000.00 is what the goods cost, 85 % of it is lost; 20 % of 10,000.00 was earned.
    expect(effect).toMatchObject({ lossFen: 340_000n, marginFen: 200_000n })
    // b is due on 17 March 2025 and 379 days behind at the end of March 2026, at 6 % a year of its cost.
    expect(effect.waitingFen).toBe((500_000n * 8n * 379n * 6n) / (10n * 365n * 100n))
    expect(effect.netFen).toBe(340_000n + effect.waitingFen - 200_000n)
    expect(effect.stopped).toEqual({ n: 2, fen: 1_500_000n })
    expect(effect.byOutcome.unpaid).toEqual({ n: 1, fen: 500_000n })
  })
})

describe('only what was known', () => {
  const day = fc.integer({ min: 0, max: 364 }).map((n) => addDays('2025-01-01', n))
  const sale = fc.record({
    on: day,
    fen: fc.bigInt({ min: 1n, max: 100n }),
    late: fc.option(fc.integer({ min: -20, max: 150 })),
  })
  const history = fc
    .array(sale, { minLength: 1, maxLength: 12 })
    .map((all) => unitOf(...all.map(({ on, fen, late }, index) => sold(`o${index}`, on, fen, late))))

  it('nothing recorded, voided or ended later changes what the gate would have said', () => {
    fc.assert(
      fc.property(history, day, fc.bigInt({ min: 0n, max: 200n }), (past, cut, limit) => {
        const at = endOfDay(cut)
        const span = { ...SPAN, to: cut, asOf: cut }
        const then = (some: PastUnit) => replay(some, span, asked({ ...of(limit), holdDays: 10 }))
        const later: PastUnit = {
          ...past,
          orders: past.orders.map((one) => (one.at > at ? { ...one, steps: [] } : { ...one, until: at + 1 })),
          invoices: past.invoices.map((one) => ({
            ...one,
            until: at + 1,
            instalments: one.instalments.map((item) => ({
              ...item,
              parts: item.parts.filter((row) => row.at <= at),
            })),
          })),
          money: [...past.money, { customerId: C, at: at + 1, until: null, fen: 1_000_000n }],
          customers: [{ ...past.customers[0]!, limits: [{ at: at + 1, until: null, fen: 1n }] }],
        }
        expect(then(later)).toEqual(then(past))
      }),
      { seed: 20_261_127, numRuns: 150 },
    )
  })

  it('is the gate itself: every verdict is decideHold over the standing of the moment', () => {
    fc.assert(
      fc.property(history, fc.bigInt({ min: 0n, max: 200n }), (past, limit) => {
        const policy: CreditPolicy = { ...DEFAULT_POLICY, gradeLimitFen: { A: limit, B: 0n, C: 0n, D: 0n } }
        const grades = [{ at: 0, until: null, grade: 'A' as const }]
        const graded = { ...past, customers: [{ ...past.customers[0]!, grades }] }
        const fates = replay(graded, SPAN, asked({}, policy)).filter(({ atDelivery }) => !atDelivery)
        const first = fates.toSorted((a, b) => a.sale.at - b.sale.at || (a.sale.on < b.sale.on ? -1 : 1))[0]!
        // Before the first one there is nothing: the whole year is out of the world.
        const out = new Set(past.orders.map(({ id }) => id))
        const standing = standingAt(graded, C, first.sale.at, { out, term: null })
        const amountFen = first.sale.fen
        expect(first.verdict).toEqual(decideHold(standing, { document: 'order', amountFen }, policy))
      }),
      { seed: 20_261_127, numRuns: 100 },
    )
  })
})
