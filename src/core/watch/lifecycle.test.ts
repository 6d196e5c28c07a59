import { describe, expect, it } from 'vitest'
import { DAY_MS, startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import { ALERT_STATUSES } from './alert.ts'
import { type Climbing, deadlineOf, dueEscalation, nextEscalation, nextLook } from './escalate.ts'
import {
  type AlertAction,
  type AlertActor,
  type AlertFacts,
  canOf,
  decideAlertAction,
  patchOnCleared,
} from './lifecycle.ts'
import type { LadderStep } from './rule.ts'

const now = startOfDay('2026-03-02') + 10 * 3_600_000
const open: AlertFacts = {
  status: 'open',
  responsibleId: 'rep',
  resolvedBy: null,
  silencedUntil: null,
  urgedAt: null,
}
const rep: AlertActor = { userId: 'rep', mayHandle: true, mayAssign: false, isBoss: false }
const mate: AlertActor = { ...rep, userId: 'mate' }
const manager: AlertActor = { userId: 'lead', mayHandle: true, mayAssign: true, isBoss: false }
const auditor: AlertActor = { userId: 'auditor', mayHandle: false, mayAssign: false, isBoss: false }
const resolve: AlertAction = { kind: 'resolve', result: 'solved', verdict: 'right', note: '' }

function code(alert: AlertFacts, actor: AlertActor, action: AlertAction): string {
  const result = decideAlertAction(alert, actor, action, now)
  return result.ok ? 'ok' : result.code
}

describe('decideAlertAction', () => {
  it.each<[string, AlertFacts, AlertActor, AlertAction, string]>([
    ['the responsible acknowledges', open, rep, { kind: 'acknowledge' }, 'ok'],
    ['a colleague may not', open, mate, { kind: 'acknowledge' }, 'not_responsible'],
    ['an auditor may nothing', open, auditor, { kind: 'acknowledge' }, 'not_permitted'],
    ['not twice', { ...open, status: 'acknowledged' }, rep, { kind: 'acknowledge' }, 'already_acknowledged'],
    ['resolving needs no detour', open, rep, resolve, 'ok'],
    [
      'a person cannot say it went away by itself',
      open,
      rep,
      { ...resolve, result: 'cleared' },
      'result_required',
    ],
    ['resolved is resolved', { ...open, status: 'resolved' }, rep, resolve, 'already_resolved'],
    ['superseded is over', { ...open, status: 'superseded' }, rep, { kind: 'start' }, 'already_resolved'],
    ['review needs a result', open, manager, { kind: 'review' }, 'not_resolved'],
    ['review is for managers', { ...open, status: 'resolved' }, rep, { kind: 'review' }, 'not_permitted'],
    [
      'not one’s own result',
      { ...open, status: 'resolved', resolvedBy: 'lead' },
      manager,
      { kind: 'review' },
      'own_result',
    ],
    [
      'unless nobody is above',
      { ...open, status: 'resolved', resolvedBy: 'lead' },
      { ...manager, isBoss: true },
      { kind: 'review' },
      'ok',
    ],
    [
      'a silence has an end',
      open,
      rep,
      { kind: 'silence', until: now, reason: '客户放假' },
      'end_in_the_past',
    ],
    [
      'not forever',
      open,
      rep,
      { kind: 'silence', until: now + 91 * DAY_MS, reason: '客户放假' },
      'silence_too_long',
    ],
    ['and a reason', open, rep, { kind: 'silence', until: now + DAY_MS, reason: ' ' }, 'reason_required'],
    [
      'not to somebody absent',
      open,
      rep,
      { kind: 'reassign', toUserId: 'mate', toIsPresent: false, reason: '区域调整' },
      'person_absent',
    ],
    [
      'not to the same person',
      open,
      rep,
      { kind: 'reassign', toUserId: 'rep', toIsPresent: true, reason: '区域调整' },
      'same_person',
    ],
    [
      'the boss cannot escalate to himself',
      open,
      rep,
      { kind: 'escalate', toUserId: 'rep', reason: '需要支持' },
      'no_one_above',
    ],
  ])('%s', (_, alert, actor, action, expected) => {
    expect(code(alert, actor, action)).toBe(expected)
  })

  it('a manager who takes it up answers for it from then on', () => {
    const result = decideAlertAction(open, manager, { kind: 'acknowledge' }, now)
    expect(result).toEqual({ ok: true, value: { status: 'acknowledged', responsibleId: 'lead' } })
  })

  it('handing over starts the clock of acknowledging again', () => {
    const taken: AlertFacts = { ...open, status: 'in_progress' }
    const action: AlertAction = { kind: 'reassign', toUserId: 'mate', toIsPresent: true, reason: '区域调整' }
    expect(decideAlertAction(taken, rep, action, now)).toMatchObject({
      value: { responsibleId: 'mate', status: 'open' },
    })
  })

  it('the page is told exactly what the write would say', () => {
    const actions: AlertAction[] = [
      { kind: 'acknowledge' },
      { kind: 'start' },
      resolve,
      { kind: 'review' },
      { kind: 'silence', until: now + DAY_MS, reason: '客户放假' },
      { kind: 'unsilence' },
      { kind: 'reassign', toUserId: 'other', toIsPresent: true, reason: '区域调整' },
      { kind: 'escalate', toUserId: 'other', reason: '需要支持' },
      { kind: 'comment', text: '已联系' },
    ]
    for (const status of ALERT_STATUSES) {
      for (const actor of [rep, mate, manager, auditor]) {
        for (const silencedUntil of [null, now - 1, now + 1]) {
          const alert: AlertFacts = { ...open, status, silencedUntil, resolvedBy: 'rep' }
          const can = canOf(alert, actor, now)
          for (const action of actions) {
            const said = code(alert, actor, action)
            expect(can[action.kind], `${status} ${actor.userId} ${action.kind}`).toBe(
              said === 'ok' ? true : said,
            )
          }
        }
      }
    }
  })
})

describe('patchOnCleared', () => {
  it('ends what nobody touched, waits for whoever took it up, hands on along a course', () => {
    expect(patchOnCleared(open, now, false)).toMatchObject({
      status: 'resolved',
      result: 'cleared',
      verdict: null,
    })
    expect(patchOnCleared({ ...open, status: 'acknowledged' }, now, false)).toEqual({})
    expect(patchOnCleared({ ...open, status: 'in_progress' }, now, true)).toMatchObject({
      status: 'superseded',
    })
    expect(patchOnCleared({ ...open, status: 'resolved' }, now, true)).toEqual({})
  })
})

describe('escalation in working time (C129)', () => {
  const ladder = [
    { afterWorkingMinutes: 540, unless: 'acknowledged', to: 'manager' },
    { afterWorkingMinutes: 1620, unless: 'resolved', to: 'boss' },
  ] as const
  const friday = startOfDay('2026-03-06') + 15 * 3_600_000
  const fresh = { openedAt: friday, acknowledgedAt: null, resolvedAt: null, silencedUntil: null, level: 0 }

  it('a Friday afternoon runs over the weekend', () => {
    expect(nextEscalation(ladder, fresh, DEFAULT_CALENDAR)).toEqual({
      level: 1,
      at: startOfDay('2026-03-09') + 15 * 3_600_000,
      to: 'manager',
    })
  })
  it('an acknowledgement skips the step that asked for it, not the one that asks for a result', () => {
    const taken = { ...fresh, acknowledgedAt: friday + 1 }
    expect(nextEscalation(ladder, taken, DEFAULT_CALENDAR)).toMatchObject({ level: 2, to: 'boss' })
  })
  it('a step taken is not taken again, a result ends it, a silence puts it off', () => {
    expect(nextEscalation(ladder, { ...fresh, level: 2 }, DEFAULT_CALENDAR)).toBeNull()
    expect(nextEscalation(ladder, { ...fresh, resolvedAt: friday }, DEFAULT_CALENDAR)).toBeNull()
    const end = startOfDay('2026-03-20')
    expect(nextEscalation(ladder, { ...fresh, silencedUntil: end }, DEFAULT_CALENDAR)?.at).toBe(end)
  })
  it('goes up all the steps that are due at once, so that nobody hears of one already left behind', () => {
    const on = (now: number) => dueEscalation(ladder, fresh, { calendar: DEFAULT_CALENDAR, now })
    const first = startOfDay('2026-03-09') + 15 * 3_600_000
    expect(on(first - 1)).toBeNull()
    expect(on(first)).toMatchObject({ level: 1, to: 'manager' })
    expect(on(first + 30 * DAY_MS)).toMatchObject({ level: 2, to: 'boss' })
    expect(dueEscalation(ladder, { ...fresh, level: 2 }, { calendar: DEFAULT_CALENDAR, now })).toBeNull()
  })
  it('what nobody has ended comes back where no rung would tell anybody, taken up or not', () => {
    const look = (rungs: readonly LadderStep[], alert: Climbing) =>
      nextLook({ ladder: [...rungs], severity: 1 }, alert, { calendar: DEFAULT_CALENDAR, takenAt: friday })
    const taken = { ...fresh, acknowledgedAt: friday }
    const twoDays = startOfDay('2026-03-10') + 15 * 3_600_000
    expect(look([], fresh)).toBe(twoDays)
    expect(look([], taken)).toBe(twoDays)
    expect(look(ladder, fresh)).toBe(nextEscalation(ladder, fresh, DEFAULT_CALENDAR)!.at)
    expect(look(ladder, { ...fresh, level: ladder.length }), 'at the top').toBe(twoDays)
    expect(look([], { ...taken, silencedUntil: twoDays + 5 })).toBe(twoDays + 5)
    expect(look([], { ...taken, resolvedAt: friday + 1 })).toBeNull()
    expect(look(ladder, taken)).toBe(nextEscalation(ladder, taken, DEFAULT_CALENDAR)!.at)
    expect(look(ladder, { ...taken, level: 2 })).toBe(twoDays)
  })
  it('there is always a deadline', () => {
    expect(deadlineOf({ ladder: [...ladder], severity: 2 }, friday, DEFAULT_CALENDAR)).toBe(
      startOfDay('2026-03-09') + 15 * 3_600_000,
    )
    expect(deadlineOf({ ladder: [], severity: 1 }, friday, DEFAULT_CALENDAR)).toBeGreaterThan(friday)
  })
})
