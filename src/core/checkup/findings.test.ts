import { describe, expect, it } from 'vitest'
import { type CheckupFacts, type Debtor, decideFindings, FINDINGS_MAX, missedOrdersFen } from './findings.ts'
import { type Told, warningOfOverdue } from './told.ts'

const AS_OF = '2026-06-30'

function told(own: Partial<Told> & Pick<Told, 'ruleCode'>): Told {
  return {
    subjectId: 'c1',
    label: '甲公司',
    customerId: 'c1',
    customerName: '甲公司',
    openedOn: '2026-05-01',
    clearedOn: null,
    isOpen: true,
    amountFen: 100_00n,
    value: 60,
    threshold: 45,
    baseline: null,
    worse: null,
    ...own,
  }
}

function debtor(own: Partial<Debtor>): Debtor {
  return {
    id: 'c1',
    name: '甲公司',
    openFen: 1_000_00n,
    openCount: 1,
    overdueFen: 0n,
    overdueCount: 0,
    maxOverdueDays: 0,
    ...own,
  }
}

function facts(own: Partial<CheckupFacts>): CheckupFacts {
  return {
    asOf: AS_OF,
    openFen: 1_000_00n,
    debtors: [],
    told: [],
    usualOrderFen: new Map(),
    hasFollowUps: true,
    ...own,
  }
}

describe('what would have warned before money fell overdue', () => {
  const dueOn = '2026-05-20'

  it('is the earliest warning that still stood on the due day', () => {
    const warning = warningOfOverdue(
      [
        told({ ruleCode: 'instalment-due-soon', openedOn: '2026-05-10', clearedOn: '2026-05-20' }),
        told({ ruleCode: 'term-drift', openedOn: '2026-04-03' }),
      ],
      dueOn,
    )
    expect(warning).toEqual({
      ruleCode: 'term-drift',
      on: '2026-04-03',
      leadDays: 48,
      wrong: { kind: 'overdue', on: '2026-05-21' },
    })
  })

  it.each([
    ['had come and gone', { ruleCode: 'term-drift', openedOn: '2026-01-01', clearedOn: '2026-05-19' }],
    ['came after the due day', { ruleCode: 'term-drift', openedOn: '2026-05-21' }],
    ['is the trouble itself', { ruleCode: 'customer-overdue', openedOn: '2025-01-01' }],
  ])('is not one that %s', (_what, own) => {
    expect(warningOfOverdue([told(own)], dueOn)).toBeNull()
  })
})

describe('findings', () => {
  it('come largest money first, five at most, nothing without a subject', () => {
    const found = decideFindings(
      facts({
        debtors: [debtor({ overdueFen: 300_00n, overdueCount: 2, maxOverdueDays: 41 })],
        told: [
          told({ ruleCode: 'term-drift', amountFen: 900_00n }),
          told({ ruleCode: 'over-limit', amountFen: 50_00n }),
          told({ ruleCode: 'concentration', subjectId: 'org', customerId: null }),
          told({ ruleCode: 'deal-stuck-in-stage', amountFen: 70_00n }),
          told({ ruleCode: 'deal-no-follow-up', amountFen: 20_00n }),
          told({ ruleCode: 'collections-behind-target', amountFen: 10_00n }),
        ],
      }),
    )
    expect(found.map(({ code }) => code)).toEqual([
      'concentration',
      'paying-later',
      'overdue',
      'stuck-deals',
      'over-limit',
    ])
    expect(found).toHaveLength(FINDINGS_MAX)
    expect(decideFindings(facts({}))).toEqual([])
  })

  it('only speak of what is still so', () => {
    const closed = told({ ruleCode: 'term-drift', isOpen: false, clearedOn: '2026-06-01' })
    expect(decideFindings(facts({ told: [closed] }))).toEqual([])
  })

  it('name the largest subjects and count all of them', () => {
    const debtors = Array.from({ length: 8 }, (_, n) =>
      debtor({ id: `c${n}`, name: `客户${n}`, overdueFen: BigInt(n + 1) * 100n, maxOverdueDays: 5 }),
    )
    const [found] = decideFindings(facts({ debtors, openFen: 7_200n }))
    expect(found).toMatchObject({ code: 'overdue', count: 8, amountFen: 3_600n, figures: [5_000, 5] })
    expect(found!.subjects.map(({ name }) => name)).toEqual(['客户7', '客户6', '客户5', '客户4', '客户3'])
  })

  it('C028: a drift was told before it got worse, else before today', () => {
    const worse = { on: '2026-05-31', value: 68 }
    const leads = (one: Told) => decideFindings(facts({ told: [one] }))[0]!.subjects[0]!.warning
    expect(leads(told({ ruleCode: 'term-drift', worse }))).toMatchObject({
      leadDays: 30,
      wrong: { kind: 'worse', value: 68 },
    })
    expect(leads(told({ ruleCode: 'term-drift' }))).toMatchObject({ leadDays: 60, wrong: { kind: 'today' } })
    expect(leads(told({ ruleCode: 'term-drift', openedOn: AS_OF }))).toBeNull()
  })

  it('C028: who is back under the line is no longer drifting', () => {
    expect(decideFindings(facts({ told: [told({ ruleCode: 'term-drift', value: 45 })] }))).toEqual([])
  })

  it('a deal is named once: with its customer, unless its title says so already', () => {
    const nameOf = (own: Partial<Told>) =>
      decideFindings(facts({ told: [told({ ruleCode: 'deal-stuck-in-stage', ...own })] }))[0]!.subjects[0]!
        .name
    expect(nameOf({ label: '冲压线改造' })).toBe('甲公司 · 冲压线改造')
    expect(nameOf({ label: '甲公司 · 冲压线改造' })).toBe('甲公司 · 冲压线改造')
    expect(nameOf({ customerName: null, customerId: null, label: '冲压线改造' })).toBe('冲压线改造')
  })

  it('C021: the limit was passed before the oldest of the money fell overdue', () => {
    const late = debtor({ overdueFen: 1n, overdueCount: 1, maxOverdueDays: 10 })
    const found = decideFindings(facts({ debtors: [late], told: [told({ ruleCode: 'over-limit' })] }))
    expect(found.find(({ code }) => code === 'over-limit')!.subjects[0]!.warning).toEqual({
      ruleCode: 'over-limit',
      on: '2026-05-01',
      leadDays: 51,
      wrong: { kind: 'overdue', on: '2026-06-21' },
    })
  })

  it('C039: a company that keeps no follow-ups is not told that nobody follows up', () => {
    const one = told({ ruleCode: 'deal-no-follow-up' })
    expect(decideFindings(facts({ told: [one], hasFollowUps: false }))).toEqual([])
  })
})

describe('C240: the orders that did not come', () => {
  it.each([
    [1_000n, 65, 20, 2_000n],
    [1_000n, 40, 20, 1_000n],
    [1_000n, 39, 20, 0n],
    [1_000n, 65, null, 0n],
    [1_000n, 65, 0, 0n],
  ])('%i fen each, silent for %i days, usually every %s: %i fen', (usual, silent, gap, missed) => {
    expect(missedOrdersFen(usual, silent, gap)).toBe(missed)
  })
})
