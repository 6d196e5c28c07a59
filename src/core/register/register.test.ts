import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, startOfDay } from '../calendar.ts'
import { alarmsOf, type Snapshot } from './alarms.ts'
import {
  type CompanyState,
  capitalFenOf,
  changeKindOf,
  districtOf,
  isPrivate,
  RISKS,
  type RiskList,
  stateOf,
} from './facts.ts'

const D: Day = '2026-06-01'
const NONE: RiskList = { total: 0, items: [] }
const ONE: RiskList = { total: 1, items: [{ on: D, what: '（2026）浙0203执1号' }] }
const risksWith = (over: Partial<Record<(typeof RISKS)[number], RiskList | null>> = {}) =>
  ({ ...Object.fromEntries(RISKS.map((risk) => [risk, NONE])), ...over }) as Snapshot['facts']['risks']

function snapshot(
  day: number,
  facts: Partial<Snapshot['facts']> = {},
  rest: Partial<Snapshot> = {},
): Snapshot {
  const on = addDays(D, day)
  return {
    ...{ id: `s${day}`, on, at: startOfDay(on) + 9 * 3_600_000, until: null },
    facts: {
      ...{ state: 'active', legalRep: '周立群', capital: '1000万元', capitalFen: 1_000_000_000 },
      ...{ address: '浙江省宁波市海曙区环城西路 18 号', changes: [], risks: risksWith() },
      ...facts,
    },
    ...rest,
  }
}
const told = (snapshots: Snapshot[]) => alarmsOf(snapshots).map(({ kind, on, until }) => [kind, on, until])

describe('the words of the register', () => {
  it.each([
    ['存续（在营、开业、在册）', 'active'],
    ['在业', 'active'],
    ['注销', 'deregistered'],
    ['吊销，未注销', 'revoked'],
    ['吊销，已注销', 'revoked'],
    ['清算中', 'ending'],
    ['-', 'unknown'],
  ] satisfies [string, CompanyState][])('%s is %s', (words, state) => expect(stateOf(words)).toBe(state))

  it.each([
    ['1000万人民币', 1_000_000_000],
    ['1000.5万元人民币', 1_000_500_000],
    ['人民币 1,000 万元', 1_000_000_000],
    ['1亿元', 10_000_000_000],
    ['500000元', 50_000_000],
    ['500万美元', null],
    ['', null],
  ])('capital %s', (words, fen) => expect(capitalFenOf(words)).toBe(fen))

  it('what a change is about, who is a private person, what is a move', () => {
    expect(
      ['法定代表人变更', '注册资本(金)变更', '住所变更', '投资人(股权)变更', '其他'].map(changeKindOf),
    ).toEqual([...['legalRep', 'capital', 'address', 'owners', 'other']])
    expect(['周立群', '宁波甬东控股有限公司', '海曙区国资委'].map(isPrivate)).toEqual([true, false, false])
    expect(districtOf('浙江省宁波市海曙区环城西路18号')).toBe(districtOf('浙江省宁波市海曙区 长春路 2 号'))
    expect(districtOf('浙江省宁波市海曙区环城西路18号')).not.toBe(districtOf('浙江省宁波市鄞州区下应街道'))
  })
})

describe('C011: what is heard of', () => {
  it('a clean company and a first look-up raise nothing', () => {
    expect(told([snapshot(0)])).toEqual([])
    expect(told([snapshot(0), snapshot(30)])).toEqual([])
  })

  it('struck off, dishonest, enforced: from the look-up that shows it until one that does not', () => {
    const bad = snapshot(30, { state: 'revoked', risks: risksWith({ dishonest: ONE, enforced: ONE }) })
    const well = snapshot(60, {})
    expect(told([snapshot(0), bad, well])).toEqual([
      ['revoked', bad.on, well.at],
      ['dishonest', bad.on, well.at],
      ['enforced', bad.on, well.at],
    ])
  })

  it('a look-up that was not told a list says nothing of it', () => {
    const silent = snapshot(60, { state: 'unknown', risks: risksWith({ dishonest: null }) })
    const bad = snapshot(30, { state: 'deregistered', risks: risksWith({ dishonest: ONE }) })
    expect(told([bad, silent])).toEqual([
      ['deregistered', bad.on, null],
      ['dishonest', bad.on, null],
    ])
  })

  it('another legal representative, less capital, another district: by comparison', () => {
    const after = snapshot(30, { legalRep: '陈国良', capitalFen: 500, address: '浙江省宁波市鄞州区' })
    expect(told([snapshot(0), after]).map(([kind]) => kind)).toEqual(['legalRep', 'capitalCut', 'moved'])
    const better = snapshot(30, { capitalFen: 2_000_000_000, address: '浙江省宁波市海曙区长春路 2 号' })
    expect(told([snapshot(0), better])).toEqual([])
  })

  it('the register says the day itself, and says it once', () => {
    const change = { kind: 'legalRep', item: '法定代表人变更', before: 'a', after: 'b' } as const
    const changes = [{ ...change, on: addDays(D, 12) }]
    const after = snapshot(30, { legalRep: 'b', changes })
    expect(told([snapshot(0), after, snapshot(60, { legalRep: 'b', changes })])).toEqual([
      ['legalRep', addDays(D, 12), null],
    ])
  })

  it('capital by the list counts only where it was cut', () => {
    const line = { on: D, kind: 'capital', item: '注册资本变更' } as const
    const cut = { ...line, before: '2000万元', after: '1000万元' }
    expect(told([snapshot(3, { changes: [cut] })])).toEqual([['capitalCut', D, null]])
    expect(told([snapshot(3, { changes: [{ ...line, before: '500万元', after: '0.1亿元' }] })])).toEqual([])
  })

  it('what a merge brings is older although it is known later', () => {
    const bad = snapshot(30, { legalRep: '陈国良' })
    const brought = snapshot(10, { legalRep: '陈国良' }, { at: startOfDay(addDays(D, 90)) })
    expect(alarmsOf([snapshot(0), bad, brought]).filter(({ until }) => until === null)).toMatchObject([
      { kind: 'legalRep', on: brought.on },
    ])
  })

  it('what was known is never changed by what came to be known later', () => {
    const any = fc.record({
      day: fc.integer({ min: 0, max: 200 }),
      lag: fc.integer({ min: 0, max: 50 }),
      taken: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
      state: fc.constantFrom<CompanyState>('active', 'revoked', 'unknown'),
      legalRep: fc.constantFrom('a', 'b', null),
      dishonest: fc.constantFrom(NONE, ONE, null),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), fc.integer({ min: 0, max: 260 }), (rows, then) => {
        const all = rows.map(({ day, lag, taken, state, legalRep, dishonest }, index) => {
          const at = startOfDay(addDays(D, day + lag)) + index
          const until = taken === null ? null : at + taken * 86_400_000
          return snapshot(
            day,
            { state, legalRep, risks: risksWith({ dishonest }) },
            { id: `s${index}`, at, until },
          )
        })
        const moment = startOfDay(addDays(D, then))
        const standing = (snapshots: Snapshot[]) =>
          alarmsOf(snapshots)
            .filter(({ at, until }) => at <= moment && (until === null || until > moment))
            .map(({ kind, on, snapshotId }) => `${kind} ${on} ${snapshotId}`)
            .sort()
        const knownThen = all
          .filter(({ at }) => at <= moment)
          .map((one) => ({ ...one, until: one.until !== null && one.until > moment ? null : one.until }))
        expect(standing(all)).toEqual(standing(knownThen))
      }),
      { numRuns: 300 },
    )
  })
})
