import { describe, expect, test } from 'vitest'
import { addDays, startOfDay } from '../calendar.ts'
import { endingSpans, type KnownPaper, lackingOf } from './document.ts'
import { decideHold, NOTHING_OWED, type Standing } from './exposure.ts'
import { factsAt, type RawCredit } from './facts.ts'
import { DEFAULT_POLICY } from './policy.ts'

const TODAY = '2026-06-10'
const held = (kind: 'credit_report' | 'business_licence', expiresOn: string | null) => ({ kind, expiresOn })

describe('what is lacking (C012)', () => {
  test('a paper holds through its last day; one without an end always does', () => {
    const lacking = (expiresOn: string | null) =>
      lackingOf(['credit_report'], [held('credit_report', expiresOn)], TODAY)
    expect(lacking(TODAY)).toBeNull()
    expect(lacking(null)).toBeNull()
    expect(lacking('2026-06-09')).toEqual({
      ...{ code: 'documents_lacking', missing: [], expired: ['credit_report'] },
    })
  })

  test('one that was never there is missing, a renewed one is good', () => {
    const papers = [held('credit_report', '2026-01-01'), held('credit_report', '2027-01-01')]
    expect(lackingOf(['credit_report', 'business_licence'], papers, TODAY)).toMatchObject({
      ...{ missing: ['business_licence'], expired: [] },
    })
  })

  test('holds contracts and orders as the rule says; a quote is only warned of', () => {
    const standing: Standing = {
      ...{ own: NOTHING_OWED, grade: null, admission: null, limitFen: null, group: null, exceptionFen: 0n },
      covers: [],
    }
    const lacking = lackingOf(['credit_report'], [], TODAY)
    const hold = (mode: 'off' | 'warn' | 'approve' | 'block', document: 'quote' | 'order') => {
      const policy = { ...DEFAULT_POLICY, documents: { required: ['credit_report' as const], mode } }
      const { hold, isWarning } = decideHold(standing, { document, amountFen: 1n, lacking }, policy)
      return [hold, isWarning]
    }
    expect((['off', 'warn', 'approve', 'block'] as const).map((mode) => hold(mode, 'order'))).toEqual([
      ['none', false],
      ['none', true],
      ['manager', false],
      ['blocked', false],
    ])
    expect(hold('block', 'quote')).toEqual(['none', true])
  })
})

describe('which runs out first (C008)', () => {
  const at = (day: string) => startOfDay(day)
  const paper = (id: string, kind: string, recordedOn: string, expiresOn: string | null): KnownPaper => ({
    ...{ id, kind, recordedOn, expiresOn, at: at(recordedOn), until: null, isItem: false },
  })

  test('of each kind the longest, the first of all kinds, until a month after its end', () => {
    const spans = endingSpans([
      paper('report', 'credit_report', '2026-01-01', '2026-03-01'),
      paper('licence', 'business_licence', '2026-01-01', '2026-12-31'),
      paper('renewed', 'credit_report', '2026-02-20', '2027-02-20'),
    ])
    expect(spans.map(({ id, from }) => [id, from])).toEqual([
      ['report', at('2026-01-01')],
      ['licence', at('2026-02-20')],
      ['renewed', at('2027-01-31')],
    ])
    expect(spans.at(-1)!.until).toBe(at('2027-03-23'))
  })

  test('one renewed without an end runs out no more, until that one is taken back', () => {
    const former = paper('former', 'business_licence', '2026-01-01', '2026-03-01')
    const lasting = { ...paper('lasting', 'business_licence', '2026-02-20', null), until: at('2026-03-05') }
    expect(endingSpans([former, lasting]).map(({ id, from, until }) => [id, from, until])).toEqual([
      ['former', at('2026-01-01'), at('2026-02-20')],
      ['former', at('2026-03-05'), at('2026-04-01')],
    ])
  })

  test('of an item the newest counts, sooner or without an end, and the former again once it is void', () => {
    const item = (id: string, on: string, expiresOn: string | null) => ({
      ...{ ...paper(id, 'item:licence', on, expiresOn), isItem: true },
    })
    const wrong = { ...item('wrong', '2026-02-01', '2026-06-01'), until: at('2026-02-10') }
    const spans = endingSpans([
      item('first', '2026-01-01', '2026-12-31'),
      wrong,
      item('lasting', '2026-03-01', null),
    ])
    expect(spans.map(({ id, from, until }) => [id, from, until])).toEqual([
      ['first', at('2026-01-01'), at('2026-02-01')],
      ['wrong', at('2026-02-01'), at('2026-02-10')],
      ['first', at('2026-02-10'), at('2026-03-01')],
    ])
  })

  test('one that was taken back held only until then', () => {
    const gone = { ...paper('a', 'other', '2026-01-01', '2026-12-31'), until: at('2026-02-01') }
    expect(endingSpans([gone])).toEqual([
      { id: 'a', from: at('2026-01-01'), until: at('2026-02-01'), expiresOn: '2026-12-31' },
    ])
  })
})

test('an item of the file that has run out scores no more; what stops a rating stays until somebody looks again', () => {
  const item = (name: 'staff' | 'dishonest', expiresOn: string) => ({
    ...{ item: name, value: 1, on: '2026-01-01', expiresOn, at: startOfDay('2026-01-01'), until: null },
  })
  const raw: RawCredit = {
    ...{
      customerId: 'c',
      begun: [],
      instalments: [],
      statements: [],
      overrides: [],
      promises: [],
      register: [],
    },
    items: [item('staff', TODAY), item('dishonest', TODAY)],
  }
  expect([...factsAt(raw, TODAY).file.keys()]).toEqual(['staff', 'dishonest'])
  expect([...factsAt(raw, addDays(TODAY, 1)).file.keys()]).toEqual(['dishonest'])
})
