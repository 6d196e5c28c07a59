import { describe, expect, it } from 'vitest'
import { type OnAccount, RECOURSE_DAYS, refusedOnAccount, reopenedSteps } from './reopened.ts'

const came = { at: 10, until: null, on: 1, fen: 100, paper: 'a', isMoney: true }
const refused = { ...came, at: 20, on: 60, fen: -100 }
const money = { at: 30, until: null, on: 70, fen: 100, paper: null, isMoney: true }

describe('what a refused bill opened and nobody has made good', () => {
  it('is nothing before it is refused, and falls as it is paid', () => {
    expect(reopenedSteps(100, [came])).toEqual([])
    const rest = { ...money, at: 40, on: 80, fen: 70 }
    expect(reopenedSteps(100, [came, refused, { ...money, fen: 30 }, rest])).toEqual([
      { at: 20, until: null, on: 60, fen: 100, goodFen: 0 },
      { at: 30, until: null, on: 70, fen: -30, goodFen: 30 },
      { at: 40, until: null, on: 80, fen: -70, goodFen: 70 },
    ])
  })

  const leftOf = (amountFen: number, entries: Parameters<typeof reopenedSteps>[1]) =>
    reopenedSteps(amountFen, entries)
      .filter(({ until }) => until === null)
      .reduce((all, { fen }) => all + fen, 0)

  it('is made good first by money that comes after, though more of the instalment is open', () => {
    expect(leftOf(500, [came, refused])).toBe(100)
    expect(leftOf(500, [came, refused, { ...money, fen: 40 }])).toBe(60)
    expect(leftOf(500, [came, refused, money])).toBe(0)
    expect(leftOf(500, [came, refused, { ...money, on: 60 }])).toBe(0)
  })

  it('is not made good by what came before, by a credit note or by itself', () => {
    expect(leftOf(500, [came, refused, { ...money, on: 59 }])).toBe(100)
    expect(leftOf(500, [came, refused, { ...money, isMoney: false }])).toBe(100)
    expect(leftOf(500, [{ ...came, on: 60 }, refused])).toBe(100)
    // A write-off leaves nothing open of which it could be a part.
    expect(leftOf(500, [came, refused, { ...money, fen: 460, isMoney: false }])).toBe(40)
  })

  it('stands again when the bill that replaced it is refused as well', () => {
    const other = { ...money, paper: 'b' }
    expect(leftOf(500, [came, refused, other, { ...other, at: 40, on: 90, fen: -100 }])).toBe(100)
  })

  it('stands again when what made it good is taken back, and not at all when the refusal is', () => {
    expect(leftOf(100, [came, refused, { ...money, until: 40 }])).toBe(100)
    expect(reopenedSteps(100, [came, refused, { ...money, until: 40 }])).toEqual([
      { at: 20, until: null, on: 60, fen: 100, goodFen: 0 },
      { at: 30, until: 40, on: 70, fen: -100, goodFen: 100 },
    ])
    expect(reopenedSteps(100, [came, { ...refused, until: 50 }])).toEqual([
      { at: 20, until: 50, on: 60, fen: 100, goodFen: 0 },
    ])
  })
})

describe('what a refused bill was worth beyond what it had settled', () => {
  const gone: OnAccount = { at: 20, until: null, on: 60, fen: 150, paper: 'a', what: 'refused' }
  const against: OnAccount = { ...gone, fen: -100 }
  const paid: OnAccount = { at: 30, until: null, on: 70, fen: 30, paper: null, what: 'money' }

  it('is nothing where all of it was set against something', () => {
    expect(refusedOnAccount([gone, { ...against, fen: -150 }])).toEqual([])
  })

  it('falls by money that came since and was not needed elsewhere, and ends with the recourse', () => {
    const used: OnAccount = { ...paid, on: 75, fen: -40 }
    const more: OnAccount = { ...paid, on: 75, fen: 50 }
    const early: OnAccount = { ...paid, at: 5, on: 59, fen: 500 }
    expect(refusedOnAccount([early, gone, against, paid, used, more])).toEqual([
      { at: 20, until: null, on: 60, fen: 50, paper: 'a' },
      { at: 20, until: 30, on: 60 + RECOURSE_DAYS, fen: -50, paper: 'a' },
      { at: 30, until: null, on: 70, fen: -30, paper: 'a' },
      { at: 30, until: null, on: 75, fen: -10, paper: 'a' },
      { at: 30, until: null, on: 60 + RECOURSE_DAYS, fen: -10, paper: 'a' },
    ])
  })

  it('is not made good by the bill itself, and by another one while that stands; the oldest goes first', () => {
    const own: OnAccount = { ...gone, what: 'money' }
    const second: OnAccount = { ...gone, at: 25, on: 65, fen: 20, paper: 'b' }
    const sumOf = (entries: OnAccount[], paper: string, day: number) =>
      refusedOnAccount(entries)
        .filter((step) => step.until === null && step.paper === paper && step.on <= day)
        .reduce((all, { fen }) => all + fen, 0)
    expect(sumOf([own, gone], 'a', 60)).toBe(150)
    expect([sumOf([gone, second, paid], 'a', 90), sumOf([gone, second, paid], 'b', 90)]).toEqual([120, 20])
    const other: OnAccount = { ...paid, fen: 150, paper: 'c' }
    const lost: OnAccount = { ...other, at: 40, on: 90, what: 'refused' }
    expect([sumOf([gone, other], 'a', 90), sumOf([gone, other, lost], 'c', 90)]).toEqual([0, 150])
  })
})

describe('leak: what becomes known of a later day changes no reading before it', () => {
  it('neither of what lay on account nor of an instalment', () => {
    const gone: OnAccount = { at: 20, until: null, on: 60, fen: 150, paper: 'a', what: 'refused' }
    const late: OnAccount[] = [
      { at: 90, until: null, on: 61, fen: 150, paper: null, what: 'money' },
      { at: 95, until: null, on: 60, fen: -100, paper: 'a', what: 'refused' },
    ]
    const seenAt = <T extends { at: number; until: number | null }>(steps: T[], at: number) =>
      steps
        .filter((step) => step.at <= at && (step.until === null || at < step.until))
        .map(({ at: _at, until: _until, ...step }) => step)
    expect(seenAt(refusedOnAccount([{ ...gone, until: 99 }, ...late]), 80)).toEqual(
      seenAt(refusedOnAccount([gone]), 80),
    )
    expect(seenAt(reopenedSteps(500, [came, { ...refused, until: 99 }, { ...money, at: 90 }]), 80)).toEqual(
      seenAt(reopenedSteps(500, [came, refused]), 80),
    )
  })
})
