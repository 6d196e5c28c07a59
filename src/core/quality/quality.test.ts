import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayFromNumber, dayNumber } from '../calendar.ts'
import type { CheckCode } from './checks.ts'
import { type CustomerFacts, judgeContact, judgeCustomer } from './judge-customers.ts'
import { type DealFacts, judgeDeal } from './judge-deals.ts'
import { judgeInstalment, judgePayment } from './judge-money.ts'
import { type Found, type Kept, reconcile } from './reconcile.ts'
import { type Course, trendOf, trendStart } from './trend.ts'

const TODAY = '2026-03-16'

const clean: CustomerFacts = {
  id: 'c1',
  name: '杭州银杏树科技有限公司',
  uscc: '91330100799655058B',
  phone: '0571-87654321',
  responsibleId: 'u1',
  isResponsibleHere: true,
  isKeyUnbacked: false,
  openFen: 0n,
  openDeals: 0,
  hasReachableContact: false,
  unbooked: '',
}

const checksOf = (change: Partial<CustomerFacts>) =>
  judgeCustomer({ ...clean, ...change }).map(({ check }) => check)

describe('a customer', () => {
  it.each<[string, Partial<CustomerFacts>, CheckCode[]]>([
    ['in order', {}, []],
    ['of the pool', { responsibleId: null, isResponsibleHere: false, phone: null, uscc: null }, []],
    ['a wrong digit', { uscc: '91330100799655058A' }, ['uscc_invalid']],
    ['a code in small letters', { uscc: '91330100799655058b' }, ['uscc_form']],
    ['owes without a code', { uscc: null, openFen: 1n }, ['uscc_missing']],
    ['spaces in the name', { name: '杭州 银杏树科技有限公司' }, ['name_form']],
    ['three digits', { phone: '123' }, ['phone_unreadable']],
    ['another way of writing a number', { phone: '0571 87654321' }, ['phone_form']],
    ['an extension as it is kept', { phone: '0571-87654321-8001' }, []],
    ['two numbers in one field', { phone: '62345678/79' }, ['phone_unreadable']],
    ['a number with a name behind it', { phone: '13812345678 王经理' }, ['phone_unreadable']],
    ['a deal and no number', { phone: null, openDeals: 1 }, ['unreachable']],
    ['a deal and a contact with a number', { phone: null, openDeals: 1, hasReachableContact: true }, []],
    ['owes and is nobody’s', { responsibleId: null, openFen: 1n }, ['customer_unowned']],
    ['of somebody who left', { isResponsibleHere: false }, ['customer_left']],
    ['key, and nobody steps in', { isKeyUnbacked: true }, ['key_no_backup']],
    ['key, of somebody who left', { isKeyUnbacked: true, isResponsibleHere: false }, ['customer_left']],
    ['quotes that stand at 1:1', { unbooked: 'BJ-1, HT-2' }, ['documents_unbooked']],
  ])('%s', (_, change, checks) => {
    expect(checksOf(change)).toEqual(checks)
  })

  it('is proposed what entry would have kept, and only where that says the same', () => {
    const [found] = judgeCustomer({ ...clean, phone: '１３８ ００１３ ８０００' })
    expect(found!.fix).toEqual({ field: 'phone', from: '１３８ ００１３ ８０００', to: '13800138000' })
    expect(judgeCustomer({ ...clean, uscc: '91330100799655058A' })[0]!.fix).toBeUndefined()
  })

  it('is clean of form once every proposal is applied', () => {
    const spelling = fc.string({ unit: fc.constantFrom(...'杭州 银　（）Ａb１23-+', '转'), minLength: 1 })
    fc.assert(
      fc.property(spelling, spelling, spelling, (name, phone, uscc) => {
        const before = { ...clean, name, phone, uscc }
        const fixes = judgeCustomer(before).flatMap(({ fix }) => (fix ? [[fix.field, fix.to]] : []))
        const after: CustomerFacts = { ...before, ...Object.fromEntries(fixes) }
        expect(judgeCustomer(after).filter(({ fix }) => fix)).toEqual([])
      }),
    )
  })
})

it('a contact is held to the same rules', () => {
  const contact = { id: 'k', name: '张　三', phone: '12', email: 'zhang.example.com', responsibleId: null }
  expect(judgeContact(contact).map(({ check }) => check)).toEqual([
    'contact_name_form',
    'contact_phone_unreadable',
    'contact_email_unreadable',
  ])
  expect(judgeContact({ ...contact, name: '张三', phone: '13800138000', email: null })).toEqual([])
})

describe('a deal', () => {
  const open: DealFacts = {
    id: 'd1',
    responsibleId: 'u1',
    isResponsibleHere: true,
    outcome: 'open',
    amountFen: 100n,
    expectedCloseOn: TODAY,
    createdOn: '2026-01-01',
    closedOn: null,
    isWritten: false,
    unbooked: null,
    checksLeft: [],
  }
  const won: DealFacts = { ...open, outcome: 'won', closedOn: '2026-02-01' }
  it.each<[string, DealFacts, CheckCode[]]>([
    ['expected today', open, []],
    ['no amount', { ...open, amountFen: null }, ['deal_no_amount']],
    ['dollars at 1:1, open or won', { ...won, isWritten: true, unbooked: 'USD 1.00' }, ['deal_unbooked']],
    ['no day', { ...open, expectedCloseOn: null }, ['deal_no_close_day']],
    ['expected yesterday', { ...open, expectedCloseOn: '2026-03-15' }, ['deal_close_day_past']],
    ['of somebody who left', { ...open, isResponsibleHere: false }, ['deal_left']],
    ['won, nothing written', won, ['deal_won_unwritten']],
    ['won and written', { ...won, isWritten: true }, []],
    [
      'gone on without its list',
      { ...open, checksLeft: [{ id: 'c1', title: '需求确认', titleEn: '' }] },
      ['deal_checks_left'],
    ],
    ['won the other day', { ...won, closedOn: '2026-03-09' }, []],
    [
      'won before it began',
      { ...won, isWritten: true, closedOn: '2025-12-31' },
      ['deal_closed_before_begun'],
    ],
    ['lost without anything', { ...open, outcome: 'lost', amountFen: null, expectedCloseOn: null }, []],
  ])('%s', (_, deal, checks) => {
    const found = judgeDeal(deal, { today: TODAY, writtenBy: '2026-03-09' })
    expect(found.map(({ check }) => check)).toEqual(checks)
  })

  it('misses no contract where the company keeps none', () => {
    expect(judgeDeal(won, { today: TODAY, writtenBy: null })).toEqual([])
  })
})

it('an instalment is not due before its invoice', () => {
  const row = { id: 'i', responsibleId: null, issuedOn: '2026-03-02', dueOn: '2026-03-02' }
  expect(judgeInstalment(row)).toEqual([])
  expect(judgeInstalment({ ...row, dueOn: '2026-03-01' })).toHaveLength(1)
})

it('money waits to be allocated only where something is owed', () => {
  const row = { id: 'p', responsibleId: null, receivedOn: '2026-03-01', unallocatedFen: 5n, owedFen: 9n }
  expect(judgePayment(row, '2026-03-02')).toMatchObject([{ check: 'payment_unallocated', value: '5' }])
  expect(judgePayment(row, '2026-03-01')).toEqual([])
  expect(judgePayment({ ...row, owedFen: 0n }, '2026-03-02')).toEqual([])
  expect(judgePayment({ ...row, unallocatedFen: 0n }, '2026-03-02')).toEqual([])
})

describe('what is kept after a check', () => {
  const found: Found = {
    check: 'phone_unreadable',
    recordId: 'c1',
    responsibleId: 'u1',
    value: '12',
    fingerprint: 'f12',
    menderId: 'u1',
  }
  const kept: Kept = {
    id: 'q1',
    check: 'phone_unreadable',
    recordId: 'c1',
    otherId: null,
    fingerprint: 'f12',
    menderId: 'u1',
    hasFix: false,
    sinceOn: TODAY,
    dueOn: TODAY,
  }

  it('is new, the same, changed or gone', () => {
    const none = { fresh: [], renewed: [], cleared: [], lapsed: [] }
    expect(reconcile([], [], [found])).toEqual({ ...none, fresh: [found] })
    expect(reconcile([kept], [], [found])).toEqual(none)
    expect(reconcile([kept], [], [])).toEqual({ ...none, cleared: ['q1'] })
    const other = { ...found, fingerprint: 'f34' }
    expect(reconcile([kept], [], [other])).toEqual({ ...none, renewed: [{ id: 'q1', found: other }] })
    expect(reconcile([kept], [], [{ ...found, menderId: 'u2' }]).renewed).toHaveLength(1)
  })

  it('stays away when dismissed, until the value changes', () => {
    expect(reconcile([], [kept], [found]).fresh).toEqual([])
    expect(reconcile([], [kept], [{ ...found, fingerprint: 'f34' }]).fresh).toHaveLength(1)
  })

  it('is dismissed for as long as it is found, with any value, and no longer', () => {
    expect(reconcile([], [kept], [found]).lapsed).toEqual([])
    expect(reconcile([], [kept], [{ ...found, fingerprint: 'f34' }]).lapsed).toEqual([])
    expect(reconcile([], [kept], [{ ...found, recordId: 'c2' }]).lapsed).toEqual(['q1'])
  })

  it('keeps two pairs of one customer apart', () => {
    const twice = (otherId: string): Found => ({ ...found, check: 'customer_twice', otherId })
    const first: Kept = { ...kept, check: 'customer_twice', otherId: 'a' }
    const after = reconcile([first], [], [twice('a'), twice('b')])
    expect(after.fresh.map(({ otherId }) => otherId)).toEqual(['b'])
  })
})

describe('the trend', () => {
  const course = (firstSeenOn: string, endedOn: string | null, how: Course['how']): Course => ({
    firstSeenOn,
    endedOn,
    how,
    n: 1,
  })
  const weeks = { span: 'week', periods: 2 } as const

  it('counts what was open at the end and what moved in between', () => {
    const courses = [
      course('2026-03-09', null, null),
      course('2026-03-10', '2026-03-12', 'cleared'),
      course('2026-03-12', '2026-03-16', 'dismissed'),
    ]
    expect(trendOf(courses, TODAY, weeks)).toEqual([
      { from: '2026-03-09', to: '2026-03-15', open: 2, fresh: 3, cleared: 1, dismissed: 0 },
      { from: '2026-03-16', to: '2026-03-16', open: 1, fresh: 0, cleared: 0, dismissed: 1 },
    ])
  })

  it('goes by months too, and ends with the day looked from', () => {
    const [before, now] = trendOf([course('2026-02-28', null, null)], '2026-03-31', {
      span: 'month',
      periods: 2,
    })
    expect(before).toMatchObject({ from: '2026-02-01', to: '2026-02-28', open: 1, fresh: 1 })
    expect(now).toMatchObject({ from: '2026-03-01', to: '2026-03-31', open: 1, fresh: 0 })
  })

  const START = dayNumber('2026-01-01')
  const anyCourse = fc
    .record({
      first: fc.nat(100),
      lasts: fc.option(fc.nat(40)),
      how: fc.constantFrom('cleared', 'dismissed'),
    })
    .map(({ first, lasts, how }): Course => {
      const firstSeenOn = dayFromNumber(START + first)
      const ended = lasts !== null
      return {
        firstSeenOn,
        endedOn: ended ? addDays(firstSeenOn, lasts) : null,
        how: ended ? (how as Course['how']) : null,
        n: 1,
      }
    })
  const anyDay = fc.nat(120).map((n) => dayFromNumber(START + n))

  it('does not know what comes later', () => {
    fc.assert(
      fc.property(fc.array(anyCourse), anyDay, (courses, asOf) => {
        const known = courses
          .filter(({ firstSeenOn }) => firstSeenOn <= asOf)
          .map((one) =>
            one.endedOn !== null && one.endedOn > asOf ? { ...one, endedOn: null, how: null } : one,
          )
        expect(trendOf(courses, asOf, weeks)).toEqual(trendOf(known, asOf, weeks))
      }),
    )
  })

  it('rests on nothing that ended before its first period', () => {
    fc.assert(
      fc.property(fc.array(anyCourse), anyDay, (courses, asOf) => {
        const from = trendStart(asOf, weeks)
        const read = courses.filter(({ endedOn }) => endedOn === null || endedOn >= from)
        expect(trendOf(read, asOf, weeks)).toEqual(trendOf(courses, asOf, weeks))
      }),
    )
  })

  it('adds up: open before, plus new, less what ended', () => {
    fc.assert(
      fc.property(fc.array(anyCourse), anyDay, fc.constantFrom('week', 'month'), (courses, asOf, span) => {
        const points = trendOf(courses, asOf, { span: span as 'week' | 'month', periods: 4 })
        for (const [index, point] of points.entries()) {
          const before = points[index - 1]
          if (!before) continue
          expect(point.open).toBe(before.open + point.fresh - point.cleared - point.dismissed)
        }
      }),
    )
  })
})
