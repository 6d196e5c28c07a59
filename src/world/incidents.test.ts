import { beforeAll, describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysBetween,
  firstDayOf,
  lastDayOf,
  monthOf,
} from '../core/calendar.ts'
import { type Fen, sumFen } from '../core/money.ts'
import { buildCompany } from './company.ts'
import type { Company, Incident, WorldDeal, WorldInvoice } from './shapes.ts'
import { closedOn, STAGE_NORM_DAYS } from './walk.ts'

describe.each<[Day, number]>([
  ['2026-11-23', 1],
  ['2026-02-19', 2],
  ['2027-04-01', 3],
])('what was planted in the company of %s (seed %i)', (today, seed) => {
  let company: Company
  let open: WorldDeal[]
  beforeAll(() => {
    company = buildCompany({ seed, today })
    open = company.deals.filter(({ history }) => closedOn(history) === null)
  })
  const incident = (id: string): Incident => company.incidents.find((one) => one.id === id)!
  const inStage = (deal: WorldDeal) => daysBetween(deal.history.at(-1)!.occurredOn, today)

  it('names people and records that exist, and losses that lie far enough behind the beginning', () => {
    const logins = new Set(company.people.map(({ login }) => login))
    for (const { id, told, beganOn, lossOn, leadDays } of company.incidents) {
      expect(logins, id).toContain(told)
      expect(beganOn <= today && (lossOn === null || lossOn <= today), id).toBe(true)
      if (lossOn !== null) expect(daysBetween(beganOn, lossOn), id).toBeGreaterThan(leadDays)
    }
  })

  it('C250: four of five stuck deals sit in quotation, all for more than seven days', () => {
    const stuck = open.filter(
      (deal) => inStage(deal) > STAGE_NORM_DAYS[deal.history.at(-1)!.stage as 'quote'],
    )
    const quoting = stuck.filter(({ history }) => history.at(-1)!.stage === 'quote')
    expect(quoting.length / stuck.length).toBeCloseTo(0.8, 5)
    expect(quoting.every((deal) => inStage(deal) > 7)).toBe(true)
    const lost = company.deals.find(({ code }) => code === incident('quote-bottleneck').subject.code)!
    expect(lost.history.at(-1)).toMatchObject({ stage: 'lost', lostReason: '报价太慢，客户已定点' })
  })

  it('C258: a customer drifts from 30 to 90 days and then stops paying', () => {
    const { subject, lossOn, beganOn } = incident('term-drift')
    const paidDays = (from: Day, to: Day) => {
      const days = company.payments
        .filter(
          ({ customer, receivedOn }) => customer === subject.code && receivedOn >= from && receivedOn < to,
        )
        .flatMap(({ receivedOn, allocate }) =>
          allocate.map(({ invoiceNumber }) =>
            daysBetween(
              company.invoices.find(({ number }) => number === invoiceNumber)!.issuedOn,
              receivedOn,
            ),
          ),
        )
      return days.reduce((sum, value) => sum + value, 0) / days.length
    }
    expect(paidDays(addDays(company.start, 40), beganOn)).toBeLessThan(34)
    expect(paidDays(addDays(lossOn!, -75), lossOn!)).toBeGreaterThan(80)
    expect(paidDays(lossOn!, addDays(today, 1))).toBeNaN()
  })

  it('C040: a rep calls a fifth as often before handing in the notice', () => {
    const { subject, beganOn, lossOn } = incident('leaving-rep')
    const perWeek = (from: Day, to: Day) =>
      (company.activities.filter(
        ({ user, occurredAt }) =>
          user === subject.code && dayOf(occurredAt) >= from && dayOf(occurredAt) < to,
      ).length /
        daysBetween(from, to)) *
      7
    expect(perWeek(addDays(beganOn, 7), lossOn!)).toBeLessThan(perWeek(addDays(beganOn, -90), beganOn) * 0.5)
  })

  it('C240: a big customer stops ordering, is not called any more and goes to a competitor', () => {
    const { subject, beganOn, lossOn } = incident('quiet-customer')
    const issued = company.invoices
      .filter(({ customer }) => customer === subject.code)
      .map(({ issuedOn }) => issuedOn)
    const gaps = issued.slice(1).map((day, index) => daysBetween(issued[index]!, day))
    expect(gaps.length).toBeGreaterThan(12)
    expect(Math.max(...gaps)).toBeLessThan(56)
    expect(daysBetween(issued.at(-1)!, lossOn!)).toBeGreaterThan(56)
    const called = company.activities.filter(
      ({ customer, occurredAt }) => customer === subject.code && dayOf(occurredAt) > addDays(beganOn, 40),
    )
    expect(called).toEqual([])
    const lost = company.deals.filter(
      ({ customer, history }) => customer === subject.code && closedOn(history) === lossOn,
    )
    expect(lost.map(({ history }) => history.at(-1)!.stage)).toEqual(['lost'])
  })

  it('C113: bookings fall for three months, and new customers had dried up before', () => {
    const months = [-7, -6, -5].map((back) => addMonths(monthOf(today), back))
    const booked = (month: string): Fen =>
      sumFen(
        company.deals
          .filter(({ history }) => history.at(-1)!.stage === 'won' && monthOf(closedOn(history)!) === month)
          .map(({ amountFen }) => amountFen),
      )
    const usual = Array.from({ length: 6 }, (_, index) => booked(addMonths(months[0]!, -index - 1)))
    const mean = Number(sumFen(usual)) / 6
    const slump = months.map((month) => Number(booked(month)))
    expect(slump[0]).toBeLessThan(mean * 0.95)
    expect(slump[1]).toBeLessThan(slump[0]!)
    expect(slump[2]).toBeLessThan(slump[1]!)
    const { beganOn, lossOn } = incident('bookings-slump')
    expect(lossOn).toBe(lastDayOf(months[0]!))
    const dry = company.customers.filter(
      ({ createdOn }) => createdOn >= addDays(beganOn, 7) && createdOn < addDays(firstDayOf(months[0]!), -7),
    )
    expect(dry).toEqual([])
    const before = company.customers.filter(
      ({ createdOn }) => createdOn >= addDays(beganOn, -84) && createdOn < beganOn,
    )
    expect(before.length).toBeGreaterThanOrEqual(12)
  })

  it('C039: deals untouched for exactly seven and eight days, and no other neglect but the planted', () => {
    const last = new Map(company.activities.map(({ deal, occurredAt }) => [deal, dayOf(occurredAt)]))
    const age = (code: string) => daysBetween(last.get(code)!, today)
    expect(company.living.untouchedDeals.map(({ days }) => days)).toEqual([7, 7, 8])
    for (const { deal, days } of company.living.untouchedDeals) expect(age(deal)).toBe(days)
    const neglected = open.filter(({ code }) => age(code) > 7)
    expect(neglected.every(({ code }) => code.startsWith('SJ9'))).toBe(true)
    expect(neglected.length).toBeLessThanOrEqual(3)
  })

  it('C085–C087: one instalment at each step of the way, and nothing else overdue but the drifting customer', () => {
    const unpaid = unpaidInstalments(company)
    const days = (number: string) =>
      unpaid.filter((row) => row.invoice.number === number).map((row) => row.overdueDays)
    expect(company.living.unpaid.map(({ overdueDays }) => overdueDays)).toEqual([-10, 0, 1, 7, 15, 22, 31])
    for (const { invoiceNumber, overdueDays } of company.living.unpaid)
      expect(days(invoiceNumber)).toEqual([overdueDays])
    const planted = new Set(company.living.unpaid.map(({ invoiceNumber }) => invoiceNumber))
    const others = unpaid.filter(
      ({ invoice, overdueDays }) => overdueDays > 0 && !planted.has(invoice.number),
    )
    expect(others.length).toBeGreaterThan(0)
    expect(new Set(others.map(({ invoice }) => invoice.customer))).toEqual(
      new Set([incident('term-drift').subject.code]),
    )
  })

  it('C021, C029, C043: one over its limit, one with a third of the money, one without anybody', () => {
    const owed = new Map<string, Fen>()
    for (const { invoice, openFen } of unpaidInstalments(company)) {
      owed.set(invoice.customer, (owed.get(invoice.customer) ?? 0n) + openFen)
    }
    const over = company.customers.filter(
      ({ code, limitFen }) => limitFen !== null && (owed.get(code) ?? 0n) > limitFen,
    )
    expect(over.map(({ code }) => code)).toEqual([company.living.overLimit])
    const share = Number(owed.get(company.living.concentration)!) / Number(sumFen(owed.values()))
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.42)
    const gone = new Set(company.people.filter(({ leftOn }) => leftOn !== null).map(({ login }) => login))
    const orphans = company.customers.filter(({ responsible }) => gone.has(responsible))
    expect(orphans.map(({ code }) => code)).toEqual([company.living.orphaned])
    expect(orphans[0]!.keyLevel).toBe('key')
  })
})

type Unpaid = { invoice: WorldInvoice; overdueDays: number; openFen: Fen }

/** Money settles the oldest instalment of its invoice first. */
function unpaidInstalments(company: Company): Unpaid[] {
  const paid = new Map<string, Fen>()
  for (const { invoiceNumber, amountFen } of company.payments.flatMap(({ allocate }) => allocate)) {
    paid.set(invoiceNumber, (paid.get(invoiceNumber) ?? 0n) + amountFen)
  }
  return company.invoices.flatMap((invoice) => {
    let left = paid.get(invoice.number) ?? 0n
    return invoice.instalments.flatMap(({ dueOn, amountFen }) => {
      const settled = left < amountFen ? left : amountFen
      left -= settled
      const openFen = amountFen - settled
      return openFen > 0n ? [{ invoice, overdueDays: daysBetween(dueOn, company.today), openFen }] : []
    })
  })
}
