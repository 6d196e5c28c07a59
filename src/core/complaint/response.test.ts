import { describe, expect, test } from 'vitest'
import { addDays, startOfDay } from '../calendar.ts'
import {
  type ComplaintCourse,
  checkResponse,
  complaintDeltas,
  courseOn,
  responseOf,
  workSpan,
} from './response.ts'

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

  test('its end is an answer where there was none, however late the day of the end is told', () => {
    const told = on(addDays(TUESDAY, 3), 9)
    const ended = course({ severity: 3, resolvedOn: TUESDAY, resolvedAt: told })
    expect(responseOf(ended, CALENDAR, told)).toMatchObject({
      ...{ respondedAt: on(TUESDAY, 18), responseMinutes: 1020, closingMinutes: 1020, isLate: false },
    })
    const due = responseOf(ended, CALENDAR, 0).dueAt
    expect(late(ended)).toEqual([
      ['den', due, null],
      ['num', due, told],
    ])
    const took = complaintDeltas(ended, CALENDAR).filter(
      ({ metric }) => metric === 'complaint_response_median',
    )
    expect(took.map(({ at, on, value }) => [at, on, value])).toEqual([[told, TUESDAY, 1020]])
    // What was noted before stands.
    const noted = { ...ended, ...answered(MONDAY, 11) }
    expect(responseOf(noted, CALENDAR, told).responseMinutes).toBe(60)
  })

  test('as of a day what came later had not come', () => {
    const ended = { resolvedOn: TUESDAY, resolvedAt: on(TUESDAY, 15) }
    const one = course({ ...answered(TUESDAY, 12), ...ended })
    expect(courseOn(one, TUESDAY)).toEqual(one)
    expect(courseOn(one, MONDAY)).toEqual(course())
    expect(responseOf(courseOn(course(ended), MONDAY), CALENDAR, 0).respondedAt).toBeNull()
  })

  test.each([
    [20, 'minutes', 20],
    [59, 'minutes', 59],
    [60, 'hours', 1],
    [180, 'hours', 3],
    [539, 'hours', 9],
    [540, 'days', 1],
    [1_000, 'days', 1.9],
  ])('%i minutes are said in %s', (minutes, unit, n) => {
    expect(workSpan(minutes)).toEqual({ unit, n })
  })

  test.each([
    ['noted again', on(MONDAY, 9), null, on(TUESDAY, 9), 'complaint_responded'],
    ['after its end', null, MONDAY, on(TUESDAY, 9), 'complaint_resolved'],
    ['tomorrow', null, null, on(TUESDAY, 18), 'date_in_future'],
    ['before it was made', null, null, on(addDays(MONDAY, -1), 18), 'complaint_before_opened'],
    ['now', null, null, on(TUESDAY, 9), true],
  ])('%s', (_, respondedAt, resolvedOn, at, expected) => {
    const checked = checkResponse({ openedOn: MONDAY, respondedAt, resolvedOn }, at, on(TUESDAY, 12))
    expect(checked.ok || checked.code).toBe(expected)
  })
})
