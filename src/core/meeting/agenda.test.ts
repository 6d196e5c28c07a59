import { describe, expect, it } from 'vitest'
import { canMeeting, comesBack, type EarlierTask } from './agenda.ts'

const meeting = { id: 'now', since: 1_000 }

describe('what comes back', () => {
  it.each<[string, EarlierTask, boolean]>([
    ['open since weeks', { meetingId: 'old', state: 'open', endedAt: null }, true],
    ['done since the last meeting', { meetingId: 'old', state: 'done', endedAt: 1_001 }, true],
    ['done and said already', { meetingId: 'old', state: 'done', endedAt: 1_000 }, false],
    ['cancelled since', { meetingId: 'old', state: 'cancelled', endedAt: 1_500 }, true],
    ['decided in this very meeting', { meetingId: 'now', state: 'open', endedAt: null }, false],
  ])('%s', (_name, task, back) => {
    expect(comesBack(task, meeting)).toBe(back)
  })
  it('everything, when there was no meeting before', () => {
    expect(comesBack({ meetingId: 'old', state: 'done', endedAt: 5 }, { id: 'now', since: null })).toBe(true)
  })
})

describe('who may write and close', () => {
  const open = { createdBy: 'holder', closedAt: null, heldOn: '2026-11-26' }
  const holder = { userId: 'holder', mayHold: true, leads: false }
  it.each([
    ['the holder on the day', open, holder, { write: true, close: true }],
    [
      'the holder before the day',
      { ...open, heldOn: '2026-11-27' },
      holder,
      { write: true, close: 'meeting_not_held' },
    ],
    [
      'whoever leads the holder',
      open,
      { ...holder, userId: 'boss', leads: true },
      { write: true, close: true },
    ],
    [
      'another manager',
      open,
      { ...holder, userId: 'x' },
      { write: 'not_meeting_holder', close: 'not_meeting_holder' },
    ],
    ['a participant', open, { ...holder, mayHold: false }, { write: 'forbidden', close: 'forbidden' }],
    [
      'anybody afterwards',
      { ...open, closedAt: 5 },
      holder,
      { write: 'meeting_closed', close: 'meeting_closed' },
    ],
  ])('%s', (_name, facts, actor, can) => {
    expect(canMeeting(facts, actor, '2026-11-26')).toEqual(can)
  })
})
