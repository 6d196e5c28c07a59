import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../calendar.ts'
import {
  BILL_STEPS,
  type BillCourse,
  type BillPaper,
  type BillStep,
  billCan,
  billEntries,
  billKindNamed,
  billState,
  checkBill,
  collectedKinds,
  decideBillStep,
} from './bill.ts'

const paper: BillPaper = {
  amountFen: 10_000n,
  issuedOn: '2026-01-15',
  dueOn: '2026-07-15',
  receivedOn: '2026-02-01',
}
const TODAY = '2026-09-30'
const fresh: BillCourse = { passed: null, ended: null }
const discounted: BillCourse = { passed: { how: 'discounted', on: '2026-03-01' }, ended: null }

describe('checkBill', () => {
  it.each([
    ['nothing on it', { amountFen: 0n }, 'amount_not_positive'],
    ['received tomorrow', { receivedOn: addDays(TODAY, 1), dueOn: '2027-01-01' }, 'date_in_future'],
    ['received after it fell due', { receivedOn: '2026-07-16' }, 'bill_dates'],
    ['received before it was issued', { receivedOn: '2026-01-14' }, 'bill_dates'],
    ['due on the day of issue', { issuedOn: '2026-02-01', dueOn: '2026-02-01' }, 'bill_dates'],
    ['a day more than six months', { dueOn: '2026-07-16' }, 'bill_too_long'],
  ] as const)('refuses %s', (_, wrong, code) => {
    expect(checkBill({ ...paper, ...wrong }, TODAY)).toMatchObject({ ok: false, code })
  })
  it('ends six months on the last day of a shorter month', () => {
    const august = { ...paper, issuedOn: '2025-08-31', receivedOn: '2025-09-01' }
    expect(checkBill({ ...august, dueOn: '2026-02-28' }, TODAY).ok).toBe(true)
    expect(checkBill({ ...august, dueOn: '2026-03-01' }, TODAY).ok).toBe(false)
  })
  it('lets papers of 2022 run for a year, and says nothing of a term nobody knows', () => {
    const old = { ...paper, issuedOn: '2022-12-31', receivedOn: '2023-01-05', dueOn: '2023-12-31' }
    expect(checkBill(old, TODAY).ok).toBe(true)
    expect(checkBill({ ...old, dueOn: '2024-01-01' }, TODAY).ok).toBe(false)
    expect(checkBill({ ...paper, issuedOn: null, dueOn: '2027-07-15' }, TODAY).ok).toBe(true)
  })
})

describe('decideBillStep', () => {
  const decide = (course: BillCourse, step: BillStep, on: string, costFen = 0n) => {
    const decided = decideBillStep(paper, course, { step, on, costFen }, TODAY)
    return decided.ok || decided.code
  }
  it('is honoured on its due day and not the day before', () => {
    expect(decide(fresh, 'honoured', '2026-07-14')).toBe('bill_not_due')
    expect(decide(fresh, 'honoured', '2026-07-15')).toBe(true)
  })
  it('is passed on until the day before it falls due, and once', () => {
    expect(decide(fresh, 'endorsed', '2026-07-14')).toBe(true)
    expect(decide(fresh, 'endorsed', '2026-07-15')).toBe('bill_due_passed')
    expect(decide(discounted, 'endorsed', '2026-04-01')).toBe('bill_passed_on')
  })
  it('may be refused early, also after it was passed on, and not before that', () => {
    expect(decide(fresh, 'refused', '2026-05-01')).toBe(true)
    expect(decide(discounted, 'refused', '2026-07-16')).toBe(true)
    expect(decide(discounted, 'refused', '2026-02-28')).toBe('bill_step_before')
    expect(decide(fresh, 'refused', '2026-01-31')).toBe('bill_step_before')
  })
  it('ends once, and nothing is noted ahead of its day', () => {
    const over: BillCourse = { passed: null, ended: { how: 'honoured', on: '2026-07-15' } }
    for (const step of BILL_STEPS) expect(decide(over, step, '2026-07-20')).toBe('bill_ended')
    expect(decide(fresh, 'honoured', addDays(TODAY, 1))).toBe('date_in_future')
  })
  it('costs less than it is worth, and only when a bank buys it', () => {
    expect(decide(fresh, 'discounted', '2026-03-01', 9_999n)).toBe(true)
    expect(decide(fresh, 'discounted', '2026-03-01', 10_000n)).toBe('bill_cost')
    expect(decide(fresh, 'discounted', '2026-03-01', -1n)).toBe('bill_cost')
    expect(decide(fresh, 'endorsed', '2026-03-01', 1n)).toBe('bill_cost')
  })
})

describe('billEntries', () => {
  const step = fc.constantFrom(...BILL_STEPS)
  it('leaves what is owed as it was until a refusal, and then takes back the whole bill once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const course: BillCourse = { passed: null, ended: null }
        // What stands in the ledger by kind, the bill as received first.
        const books = { bill: 1n, payment: 0n, endorsed: 0n }
        for (const [index, one] of steps.entries()) {
          const on = one === 'honoured' ? addDays(paper.dueOn, index) : addDays('2026-03-01', index)
          if (!decideBillStep(paper, course, { step: one, on, costFen: 0n }, TODAY).ok) continue
          for (const entry of billEntries(billState(course), one)) books[entry.kind] += entry.sign
          if (one === 'honoured' || one === 'refused') course.ended = { how: one, on }
          else course.passed = { how: one, on }
          const sum = books.bill + books.payment + books.endorsed
          expect(sum).toBe(course.ended?.how === 'refused' ? 0n : 1n)
          for (const part of Object.values(books)) expect(part === 0n || part === 1n).toBe(true)
          const isPaper = billState(course) === 'in_hand'
          expect(books.bill).toBe(isPaper ? 1n : 0n)
        }
      }),
      { seed: 20_261_127, numRuns: 500 },
    )
  })
})

describe('billCan and collectedKinds', () => {
  it('says why a step is not open', () => {
    const can = billCan(paper, fresh, { mayWrite: true, today: '2026-03-01' })
    expect(can).toMatchObject({ honoured: 'bill_not_due', discounted: true, refused: true, takeBack: true })
    expect(billCan(paper, discounted, { mayWrite: true, today: TODAY }).honoured).toBe(true)
    const nobody = billCan(paper, fresh, { mayWrite: false, today: TODAY })
    expect(Object.values(nobody).every((one) => one === 'forbidden')).toBe(true)
  })
  it('is a bank bill unless the means of payment says otherwise', () => {
    for (const means of ['商业承兑汇票', '商承', '商票']) expect(billKindNamed(means)).toBe('commercial')
    for (const means of ['银行承兑', '承兑', '']) expect(billKindNamed(means)).toBe('bank')
  })
  it('counts a bill in the drawer as collected only where the company says so', () => {
    expect(collectedKinds('honoured')).not.toContain('bill')
    expect(collectedKinds('received')).toContain('bill')
    for (const counts of ['honoured', 'received'] as const)
      expect(collectedKinds(counts)).toEqual(expect.arrayContaining(['payment', 'endorsed']))
  })
})
