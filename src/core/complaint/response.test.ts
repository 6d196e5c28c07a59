import { describe, expect, test } from 'vitest'
import { addDays, startOfDay } from '../calendar.ts'
import { type ComplaintCourse, checkResponse, complaintDeltas, responseOf } from './response.ts'

const MONDAY = '2026-03-02'
const CALENDAR = { exceptions: new Map(), years: new Set([2026]), opensAt: 540, closesAt: 1080 }
const on = (day: string, hour: number) => startOfDay(day) + hour * 3_600_000
const course = (change: Partial<ComplaintCourse> = {}): ComplaintCourse => ({
  ...{ id: 'x', severity: 2, openedOn: MONDAY, knownAt: on(MONDAY, 10), until: null },
  ...{ respondedAt: null, responseKnownAt: null, resolvedOn: null, resolvedAt: null },
  ...change,
})
const answered = (day: string, hour: number, knownDay = day, knownHour = hour) => ({
  respondedAt: on(day, hour),
  responseKnownAt: on(knownDay, knownHour),
})
const TUESDAY = addDays(MONDAY, 1)
const late = (one: ComplaintCourse) =>
  complaintDeltas(one, CALENDAR)
    .filter(({ metric }) => metric === 'complaint_late_share')
    .map(({ at, until, part }) => [part, at, until])

describe('how soon a complaint is answered (C268)', () => {
  test('in working time from its registration, or from the opening of the day it is told of', () => {
    const now = on(TUESDAY, 17)
    expect(responseOf(course(answered(TUESDAY, 10)), CALENDAR, now)).toMatchObject({
      ...{ responseMinutes: 540, isLate: false, closingMinutes: null },
    })
    const told = course({ knownAt: on(TUESDAY, 9), ...answered(TUESDAY, 10) })
    expect(responseOf(told, CALENDAR, now)).toMatchObject({ responseMinutes: 600, isLate: true })
    expect(responseOf(course({ severity: 1 }), CALENDAR, on(MONDAY, 12) + 60_000)).toMatchObject({
      isLate: true,
    })
  })

  test('it is decided at the answer or at its hour, whichever is first', () => {
    const due = responseOf(course(), CALENDAR, 0).dueAt
    expect(late(course(answered(MONDAY, 15)))).toEqual([['den', on(MONDAY, 15), null]])
    expect(late(course())).toEqual([
      ['den', due, null],
      ['num', due, null],
    ])
    expect(late(course(answered(TUESDAY, 16)))).toEqual(late(course()))
    // Given in time and noted a day later: until then nobody could know.
    const noted = course(answered(MONDAY, 15, addDays(MONDAY, 2), 9))
    expect(late(noted)).toEqual([
      ['den', due, null],
      ['num', due, on(addDays(MONDAY, 2), 9)],
    ])
  })

  test.each([
    ['noted again', on(MONDAY, 9), on(TUESDAY, 9), 'complaint_responded'],
    ['tomorrow', null, on(TUESDAY, 18), 'date_in_future'],
    ['before it was made', null, on(addDays(MONDAY, -1), 18), 'complaint_before_opened'],
    ['now', null, on(TUESDAY, 9), true],
  ])('%s', (_, respondedAt, at, expected) => {
    const checked = checkResponse({ openedOn: MONDAY, respondedAt }, at, on(TUESDAY, 12))
    expect(checked.ok || checked.code).toBe(expected)
  })
})
