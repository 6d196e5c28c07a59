import { describe, expect, it, test } from 'vitest'
import { dayOf, startOfDay } from '../calendar.ts'
import {
  applyChange,
  type ChangeStanding,
  type ChangeTerms,
  changeState,
  decideChange,
  isDoneUnconfirmed,
  leavingOut,
  movesChanged,
  outsideFen,
} from './change.ts'
import { momentsOf, oldestSpans, type Span, spansOf } from './change-course.ts'
import { type ContractContent, checkContent, contractLines } from './content.ts'

const TODAY = '2026-03-10'
const open: ChangeStanding = {
  steps: [],
  isInForce: false,
  isContractOpen: true,
  isContractApproved: true,
}
const act = (kind: Parameters<typeof decideChange>[1]['kind'], change: object = {}) => ({
  ...{ kind, on: TODAY, reason: null, hasFile: false },
  ...change,
})
const WHY = { reason: '客户不要了' }
const FILE = { hasFile: true }

describe('what may be noted of a change (C076)', () => {
  it.each([
    ['priced', open, act('priced'), true],
    ['priced again', { ...open, steps: ['priced'] }, act('priced'), true],
    ['confirmed unpriced', open, act('confirmed', FILE), 'change_not_priced'],
    ['confirmed without evidence', { ...open, steps: ['priced'] }, act('confirmed'), 'evidence_required'],
    ['confirmed', { ...open, steps: ['priced', 'done'] }, act('confirmed', FILE), true],
    [
      'confirmed under a contract whose approval was withdrawn',
      { ...open, steps: ['priced'], isContractApproved: false },
      act('confirmed', FILE),
      'not_approved',
    ],
    ['priced after the end', { ...open, isContractOpen: false }, act('priced'), 'contract_ended'],
    ['withdrawn after the end', { ...open, isContractOpen: false }, act('withdrawn', WHY), true],
    ['priced once confirmed', { ...open, steps: ['priced', 'confirmed'] }, act('priced'), 'change_settled'],
    ['withdrawn once confirmed', { ...open, steps: ['priced', 'confirmed'] }, act('withdrawn', WHY), true],
    ['withdrawn without a reason', open, act('withdrawn'), 'reason_required'],
    ['delivered twice', { ...open, steps: ['done'] }, act('done'), 'change_settled'],
    ['delivered tomorrow', open, act('done', { on: '2026-03-11' }), 'date_in_future'],
    ['anything in force', { ...open, isInForce: true }, act('withdrawn', WHY), 'change_in_force'],
    ['undone with nothing noted', open, act('taken_back', WHY), 'change_nothing_noted'],
    ['a refusal undone', { ...open, steps: ['refused'] }, act('taken_back', WHY), true],
    ['priced once refused', { ...open, steps: ['refused'] }, act('priced'), 'change_settled'],
  ] as const)('%s', (_, standing, wish, expected) => {
    const decided = decideChange(standing, wish, TODAY)
    expect(decided.ok || decided.code).toBe(expected)
  })

  it('is delivered outside the contract until it is in force or given up', () => {
    const at = (steps: ChangeStanding['steps'], isInForce = false) => isDoneUnconfirmed({ steps, isInForce })
    expect(at(['done'])).toBe(true)
    expect(at(['priced', 'done', 'confirmed'])).toBe(true)
    expect(at(['priced', 'done', 'confirmed'], true)).toBe(false)
    expect(at(['done', 'withdrawn'])).toBe(false)
    expect(changeState({ steps: ['priced', 'confirmed', 'withdrawn'], isInForce: false })).toBe('withdrawn')
  })
})

const line = (product: string, pieces: bigint, fen: bigint) => ({
  ...{ product, unit: '件', quantityMilli: pieces * 1000n, unitPriceFen: fen, amountFen: pieces * fen },
})
const BASE: ContractContent = {
  ...{
    title: '',
    currency: 'CNY',
    amountFen: 1000n,
    effectiveOn: null,
    endsOn: '2026-06-30',
    termDays: null,
  },
  ...{ penaltyBp: 5, clauses: {}, quoteVersionId: null, templateId: null },
  lines: [line('甲', 10n, 60n), line('乙', 4n, 100n)],
  nodes: [
    { label: '预付', dueOn: '2026-03-01', amountFen: 300n },
    { label: '尾款', dueOn: '2026-06-01', amountFen: 600n },
    { label: '质保金', dueOn: '2999-12-31', amountFen: 100n, retention: { months: 12 } },
  ],
}
const TAKEN = {
  ...{ id: 'x', number: 1, what: '加装', amountFen: 0n, deliveryDays: null },
  ...{ confirmedBy: '王工', confirmedOn: TODAY },
}
const terms = (change: Partial<ChangeTerms>): ChangeTerms => ({
  ...{ lines: [], amountFen: 0n, endsOn: null, deliveryDays: null, nodes: [] },
  ...change,
})
const applied = (change: Partial<ChangeTerms>, base = BASE) => applyChange(base, terms(change), TAKEN)

describe('the contract with a change in it', () => {
  test('a payment put in before another is read as one that is new, and the others as they were', () => {
    const node = { label: '增项 1', dueOn: '2026-04-01', amountFen: 200n }
    const result = applied({ amountFen: 200n, lines: [line('丙', 2n, 100n)], nodes: [node] })
    const payments = (content: ContractContent) =>
      contractLines(content).filter(({ key }) => key.startsWith('node:'))
    const before = new Map(payments(BASE).map(({ key, value }) => [key, value]))
    const after = payments((result as { value: ContractContent }).value)
    expect(after).toHaveLength(before.size + 1)
    const moved = after.filter(({ key, value }) => JSON.stringify(before.get(key)) !== JSON.stringify(value))
    expect(moved.map(({ value }) => value.zh)).toEqual([expect.stringContaining('增项 1 · 2026-04-01')])
  })

  test('more is another line and another payment in the order of days, and nothing else moves', () => {
    const node = { label: '增项 1', dueOn: '2026-04-01', amountFen: 200n }
    const result = applied({ lines: [line('丙', 2n, 100n)], amountFen: 200n, nodes: [node] })
    expect(result).toEqual({
      ok: true,
      value: {
        ...BASE,
        amountFen: 1200n,
        lines: [...BASE.lines, line('丙', 2n, 100n)],
        nodes: [BASE.nodes[0], node, BASE.nodes[1], BASE.nodes[2]],
        changes: [TAKEN],
      },
    })
  })

  test('less comes off its line and off the last payments, off retention last', () => {
    const less = { ...line('乙', -4n, 100n), amountFen: -400n }
    const result = applied({ lines: [less, line('甲', -5n, 60n)], amountFen: -700n })
    expect(result.ok && result.value.lines).toEqual([line('甲', 5n, 60n)])
    expect(result.ok && result.value.nodes.map(({ amountFen }) => amountFen)).toEqual([200n, 100n])
  })

  test.each([
    ['lines that do not come to it', { lines: [line('丙', 2n, 100n)], amountFen: 150n }, 'parts_do_not_sum'],
    ['no lines where the contract has some', { amountFen: 200n }, 'change_lines_required'],
    ['no payment for more', { lines: [line('丙', 2n, 100n)], amountFen: 200n }, 'change_nodes_required'],
    [
      'more taken away than there is',
      { lines: [line('乙', -5n, 100n)], amountFen: -500n },
      'change_line_unknown',
    ],
    [
      'taken away at another price',
      { lines: [line('乙', -2n, 90n)], amountFen: -180n },
      'change_line_unknown',
    ],
    [
      'everything taken away',
      { lines: [line('甲', -10n, 60n), line('乙', -4n, 100n)], amountFen: -1000n },
      'amount_not_positive',
    ],
  ])('refused: %s', (_, change, code) => {
    expect(applied(change)).toMatchObject({ ok: false, code })
  })

  test('a contract of an amount alone keeps its amount alone', () => {
    const bare = { ...BASE, lines: [], nodes: [] }
    const result = applied({ lines: [line('丙', 2n, 100n)], amountFen: 200n }, bare)
    expect(result.ok && [result.value.amountFen, result.value.lines, result.value.nodes]).toEqual([
      1200n,
      [],
      [],
    ])
  })
})

describe('beside a change', () => {
  test('a payment of nothing, or back, is refused although the parts sum', () => {
    const nodes = (...fen: bigint[]) =>
      checkContent({
        ...BASE,
        nodes: fen.map((amountFen) => ({ label: '', dueOn: '2026-03-01', amountFen })),
      })
    expect(nodes(2000n, -1000n)).toMatchObject({ code: 'node_not_positive', detail: { n: 2 } })
    expect(nodes(1000n, 0n)).toMatchObject({ code: 'node_not_positive' })
    expect(nodes(600n, 400n)).toMatchObject({ ok: true })
  })

  test('an edit moves what it wrote when amount, lines or end are others', () => {
    for (const [change, moves] of [
      [{}, false],
      [{ clauses: { subject: '轴套' }, termDays: 30, nodes: [] }, false],
      [{ amountFen: 1001n }, true],
      [{ endsOn: null }, true],
      [{ lines: [...BASE.lines].reverse() }, true],
    ] as const) {
      expect(movesChanged(BASE, { ...BASE, ...change })).toBe(moves)
    }
  })

  test('what is named no more leaves nothing behind', () => {
    const both = { ...BASE, changes: [TAKEN, { ...TAKEN, id: 'y' }] }
    expect(leavingOut(both, [TAKEN]).changes).toEqual([{ ...TAKEN, id: 'y' }])
    expect(leavingOut(both, both.changes)).toEqual(BASE)
  })

  test('less work is nothing that stands outside', () => {
    expect([null, -5n, 0n, 7n].map(outsideFen)).toEqual([0n, 0n, 0n, 7n])
  })
})

describe('the course of a change as it was known', () => {
  const t = (day: number) => startOfDay(`2026-03-${String(day).padStart(2, '0')}`)
  const on = (day: number) => dayOf(t(day))
  const step = (kind: 'priced' | 'confirmed' | 'done', day: number, until: number | null = null) => ({
    ...{ kind, on: on(day), at: t(day), until: until === null ? null : t(until) },
    amountFen: kind === 'priced' ? 500n : null,
  })

  test('unconfirmed until it is confirmed, delivered outside until it is in force', () => {
    const change = { id: 'x', on: on(1), at: t(2), estimateFen: 300n, inForceAt: t(20) }
    const moments = momentsOf(
      { ...change, steps: [step('priced', 4), step('done', 6), step('confirmed', 9)] },
      dayOf,
    )
    expect(moments.map(({ isUnconfirmed, doneOn, fen }) => [isUnconfirmed, doneOn, fen])).toEqual([
      [true, null, 300n],
      [true, null, 500n],
      [true, on(6), 500n],
      [false, on(6), 500n],
      [false, null, 0n],
    ])
    const spans = spansOf('x', moments, ({ isUnconfirmed }) => (isUnconfirmed ? change.on : null))
    expect(spans).toEqual([{ id: 'x', on: on(1), at: t(2), until: t(9), endedOn: on(9) }])
  })

  test('a confirmation that was taken back was one until then', () => {
    const change = { id: 'x', on: on(1), at: t(1), estimateFen: 0n, inForceAt: null }
    const moments = momentsOf({ ...change, steps: [step('priced', 2), step('confirmed', 4, 7)] }, dayOf)
    expect(moments.map(({ at, isUnconfirmed }) => [at, isUnconfirmed])).toEqual([
      [t(1), true],
      [t(2), true],
      [t(4), false],
      [t(7), true],
    ])
  })

  test('the oldest of several counts, also when it was noted last or ends first', () => {
    const span = (id: string, day: number, from: number, until: number | null): Span => ({
      ...{ id, on: on(day), at: t(from), until: until === null ? null : t(until), endedOn: null },
    })
    const pieces = oldestSpans([span('b', 5, 5, null), span('a', 2, 8, 12), span('c', 1, 20, null)])
    expect(pieces.map(({ id, at, until }) => [id, at, until])).toEqual([
      ['b', t(5), t(8)],
      ['a', t(8), t(12)],
      ['b', t(12), t(20)],
      ['c', t(20), null],
    ])
  })
})
