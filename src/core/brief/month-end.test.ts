import { describe, expect, it } from 'vitest'
import { addDays, addMonths, type Day, firstDayOf, lastDayOf } from '../calendar.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import { type DayFen, type MonthSoFar, projectMonthEnd } from './month-end.ts'

/** A hundred yuan on every fifth of a month and `late` on every last day. */
function monthly(months: number, late: (index: number) => bigint): DayFen[] {
  return Array.from({ length: months }, (_, index) => {
    const month = addMonths('2026-11', index - months)
    return [
      { day: `${month}-05`, fen: 10_000n },
      { day: lastDayOf(month), fen: late(index) },
    ]
  }).flat()
}

function soFar(payments: readonly DayFen[], more: Partial<MonthSoFar> = {}): MonthSoFar {
  const own = [{ day: '2026-11-05', fen: 30_000n }]
  return {
    through: '2026-11-25',
    month: '2026-11',
    nowFen: 30_000n,
    targetFen: null,
    payments: [...payments, ...own],
    firstOn: payments[0]?.day ?? null,
    calendar: DEFAULT_CALENDAR,
    ...more,
  }
}

describe('where the month will end', () => {
  it('adds what came afterwards in months before, with median, least and most', () => {
    const end = projectMonthEnd(soFar(monthly(8, (index) => BigInt(index) * 1_000n)))
    // The first month may be a part of one: seven remain, with 1,000 to 7,000 fen at their ends.
    expect(end).toMatchObject({
      kind: 'projected',
      workdaysLeft: 3,
      expectedFen: 34_000n,
      lowFen: 31_000n,
      highFen: 37_000n,
      inRange: 6,
      outOf: 8,
      reaching: null,
    })
  })

  it('says how many past months would have reached the target from here', () => {
    const payments = monthly(8, (index) => BigInt(index) * 1_000n)
    expect(projectMonthEnd(soFar(payments, { targetFen: 35_000n }))).toMatchObject({ reaching: 3 })
  })

  it('says that it does not know with five months behind it, and projects with six', () => {
    const late = () => 1_000n
    expect(projectMonthEnd(soFar(monthly(6, late)))).toEqual({ kind: 'not_enough', months: 5, needed: 6 })
    expect(projectMonthEnd(soFar(monthly(7, late)))).toMatchObject({ kind: 'projected' })
    expect(projectMonthEnd(soFar([]))).toEqual({ kind: 'not_enough', months: 0, needed: 6 })
  })

  it('never ends below what has come already', () => {
    const end = projectMonthEnd(
      soFar(
        monthly(8, () => 1_000n),
        { nowFen: 90_000n },
      ),
    )
    expect(end).toMatchObject({ expectedFen: 90_000n, lowFen: 90_000n, highFen: 90_000n })
  })

  it('is over on the last day', () => {
    expect(
      projectMonthEnd(
        soFar(
          monthly(8, () => 1n),
          { through: '2026-11-30' },
        ),
      ),
    ).toEqual({ kind: 'over' })
  })

  it('compares whole months on the first day, also with months that had fewer working days', () => {
    const payments = monthly(13, () => 1_000n)
    const end = projectMonthEnd(soFar(payments, { through: addDays(firstDayOf('2026-11'), -1), nowFen: 0n }))
    expect(end).toMatchObject({ kind: 'projected', expectedFen: 11_000n, lowFen: 11_000n, highFen: 11_000n })
  })

  it('keeps every fen of a month in one of its two parts, wherever it is cut', () => {
    const payments = monthly(12, (index) => BigInt(index))
    for (let through: Day = '2026-10-31'; through < '2026-11-30'; through = addDays(through, 1)) {
      const end = projectMonthEnd(soFar(payments, { through }))
      if (end.kind !== 'projected') throw new Error(through)
      for (const { month, byThenFen, restFen } of end.months) {
        const whole = payments.filter(({ day }) => day.startsWith(month)).reduce((sum, p) => sum + p.fen, 0n)
        expect(byThenFen + restFen, `${through} ${month}`).toBe(whole)
      }
    }
  })
})
