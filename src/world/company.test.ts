import { beforeAll, describe, expect, it } from 'vitest'
import { addDays, type Day, dayOf, weekday } from '../core/calendar.ts'
import { isSpringFestival } from '../core/lunar.ts'
import { sumFen } from '../core/money.ts'
import { buildCompany, revenueFen } from './company.ts'
import { hash } from './random.ts'
import type { Company } from './shapes.ts'

const TODAY = '2026-11-23'

function fingerprint(company: Company): number {
  return hash(JSON.stringify(company, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
}

describe('determinism', () => {
  it('builds the same company for the same seed and another for another', () => {
    const build = (seed: number) => fingerprint(buildCompany({ seed, today: TODAY, size: 'half' }))
    const first = build(1)
    expect(build(1)).toBe(first)
    expect(build(2)).not.toBe(first)
  })
})

// An ordinary Monday, New Year's Day, the middle of a Spring Festival, a leap day, a Sunday in the
// golden week.
describe.each<[Day, number]>([
  [TODAY, 1],
  ['2027-01-01', 2],
  ['2026-02-19', 3],
  ['2028-02-29', 4],
  ['2026-10-04', 5],
])('the company of %s (seed %i)', (today, seed) => {
  let company: Company
  beforeAll(() => {
    company = buildCompany({ seed, today })
  })

  it('has the promised size', () => {
    const reps = company.people.filter(({ roles, leftOn }) => roles.includes('rep') && leftOn === null)
    expect(reps).toHaveLength(15)
    expect(company.customers.length).toBeGreaterThanOrEqual(160)
    expect(company.customers.length).toBeLessThanOrEqual(260)
    const roles = new Set(company.people.flatMap((person) => person.roles))
    expect([...roles].sort()).toEqual([
      'admin',
      'assistant',
      'auditor',
      'boss',
      'finance',
      'legal',
      'manager',
      'rep',
    ])
  })

  it('earns about thirty million a year', () => {
    for (const yearsBack of [0, 1]) {
      const to = addDays(today, -365 * yearsBack)
      const revenue = Number(revenueFen(company, addDays(to, -364), to))
      expect(revenue).toBeGreaterThan(2_700_000_000)
      expect(revenue).toBeLessThan(3_300_000_000)
    }
  })

  it('knows nothing of tomorrow', () => {
    const facts: Day[] = [
      ...company.customers.map(({ createdOn }) => createdOn),
      ...company.deals.flatMap(({ history }) => history.map(({ occurredOn }) => occurredOn)),
      ...company.activities.map(({ occurredAt }) => dayOf(occurredAt)),
      ...company.invoices.map(({ issuedOn }) => issuedOn),
      ...company.payments.map(({ receivedOn }) => receivedOn),
    ]
    expect(facts.filter((day) => day > today)).toEqual([])
    const started = company.activities.filter(({ occurredAt }) => dayOf(occurredAt) === today)
    expect(started).toEqual([])
  })

  it('moves every deal forward in time, from a first contact to at most one end', () => {
    for (const { code, history } of company.deals) {
      expect(history[0]!.stage, code).toBe('reach')
      const days = history.map(({ occurredOn }) => occurredOn)
      expect([...days].sort(), code).toEqual(days)
      const ends = history.filter(({ stage }) => stage === 'won' || stage === 'lost')
      expect(ends.length === 0 || (ends.length === 1 && ends[0] === history.at(-1)), code).toBe(true)
    }
  })

  it('points only at records that exist, by codes that are unique', () => {
    const unique = (codes: string[]) => expect(new Set(codes).size).toBe(codes.length)
    for (const rows of [company.customers, company.deals, company.activities, company.payments]) {
      unique(rows.map(({ code }) => code))
    }
    unique(company.invoices.map(({ number }) => number))
    unique(company.customers.map(({ name }) => name))
    const people = new Set(company.people.map(({ login }) => login))
    const customers = new Set(company.customers.map(({ code }) => code))
    const deals = new Set(company.deals.map(({ code }) => code))
    for (const { responsible } of [...company.customers, ...company.deals, ...company.invoices]) {
      expect(people).toContain(responsible)
    }
    for (const row of [...company.deals, ...company.activities, ...company.invoices, ...company.payments]) {
      expect(customers).toContain(row.customer)
    }
    for (const { deal } of company.activities) if (deal !== null) expect(deals).toContain(deal)
  })
})

describe('the money', () => {
  const company = buildCompany({ seed: 7, today: TODAY })
  const invoices = new Map(company.invoices.map((invoice) => [invoice.number, invoice]))

  it('splits every invoice into parts that sum to the whole', () => {
    for (const { number, amountFen, instalments } of company.invoices) {
      expect(sumFen(instalments.map((part) => part.amountFen)), number).toBe(amountFen)
    }
    const counts = new Set(company.invoices.map(({ instalments }) => instalments.length))
    expect([...counts].sort()).toEqual([1, 2, 3])
  })

  it('never allocates more than came in or was owed, nor before the invoice, nor to another customer', () => {
    const settled = new Map<string, bigint>()
    for (const payment of company.payments) {
      expect(sumFen(payment.allocate.map((part) => part.amountFen))).toBeLessThanOrEqual(payment.amountFen)
      expect(new Set(payment.allocate.map((part) => part.invoiceNumber)).size).toBe(payment.allocate.length)
      for (const { invoiceNumber, amountFen } of payment.allocate) {
        const invoice = invoices.get(invoiceNumber)!
        expect(invoice.customer).toBe(payment.customer)
        expect(payment.receivedOn >= invoice.issuedOn, invoiceNumber).toBe(true)
        settled.set(invoiceNumber, (settled.get(invoiceNumber) ?? 0n) + amountFen)
      }
    }
    for (const [number, fen] of settled)
      expect(fen, number).toBeLessThanOrEqual(invoices.get(number)!.amountFen)
  })

  it('shows every kind of payment that a ledger meets', () => {
    const { payments } = company
    expect(payments.some(({ kind }) => kind === 'credit_note')).toBe(true)
    expect(payments.some(({ allocate }) => allocate.length === 0)).toBe(true)
    expect(payments.some(({ allocate }) => allocate.length > 1)).toBe(true)
    const over = payments.filter(
      ({ allocate, amountFen }) =>
        allocate.length > 0 && sumFen(allocate.map((part) => part.amountFen)) < amountFen,
    )
    expect(over.length).toBeGreaterThan(0)
    expect(company.invoices.some(({ kind }) => kind === 'opening')).toBe(true)
    expect(company.invoices.some(({ amountFen }) => amountFen % 100n !== 0n)).toBe(true)
  })
})

describe('the shape of working days', () => {
  const company = buildCompany({ seed: 8, today: TODAY })
  const days = company.activities.map(({ occurredAt }) => dayOf(occurredAt))

  it('rests on weekends and over the Spring Festival, but for a greeting', () => {
    const resting = company.activities.filter(({ occurredAt }) => {
      const day = dayOf(occurredAt)
      return weekday(day) > 5 || isSpringFestival(day)
    })
    expect(resting.length / days.length).toBeLessThan(0.03)
    expect(resting.every(({ kind, deal }) => kind === 'wechat' || deal?.startsWith('SJ9'))).toBe(true)
  })

  it('does nothing but greet over the Spring Festival', () => {
    const between = (from: Day, to: Day) =>
      company.activities.filter(({ occurredAt }) => dayOf(occurredAt) >= from && dayOf(occurredAt) <= to)
    const ordinary = between('2026-05-11', '2026-05-24').length / 14
    const festival = between('2026-02-16', '2026-02-23')
    expect(festival.every(({ kind }) => kind === 'wechat')).toBe(true)
    expect(festival.length / 8).toBeLessThan(ordinary * 0.8)
    const moved = company.deals.flatMap(({ history }) => history.map(({ occurredOn }) => occurredOn))
    expect(moved.filter((day) => day >= '2026-02-16' && day <= '2026-02-23')).toEqual([])
  })
})
