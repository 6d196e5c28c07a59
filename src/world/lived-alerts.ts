import { DAY_MS, type Day, dayOf, type Instant, startOfDay } from '../core/calendar.ts'
import { type AlertResult, type AlertStatus, isSettled, type Verdict } from '../core/watch/alert.ts'
import {
  addWorkdays,
  addWorkingMinutes,
  isWorkday,
  type WorkCalendar,
  workingMinutesBetween,
} from '../core/workdays.ts'
import { ASKED, NOTES, RESULT_OF, REVIEWS, WAITING } from './alert-words.ts'
import { LEAVER, teamManager } from './people.ts'
import { createRandom, hash, type Random } from './random.ts'
import type { StageMove } from './shapes.ts'

/** An alert as the people of the company met it; people by login. */
export type LivedAlert = {
  key: string
  rule: string
  kind: string
  responsible: string
  status: AlertStatus
  openedAt: Instant
  clearedAt: Instant | null
  /** when the same rule told of the same subject again */
  nextOpenedAt: Instant | null
  /** how the deal it concerns ended, if it did after the opening */
  ending: StageMove | null
}

export type LivedAct = { by: string; at: Instant } & (
  | { kind: 'acknowledge' | 'start' }
  | { kind: 'resolve'; result: AlertResult; verdict: Verdict; note: string }
  | { kind: 'review'; note: string }
  | { kind: 'silence'; untilDay: Day; reason: string }
  /** `to`: a login */
  | { kind: 'reassign'; to: string; reason: string }
)

type Scene = { seed: string; calendar: WorkCalendar; now: Instant }

const HOUR = 60
const WORKDAY = 9 * HOUR
/** What is younger than this still waits on somebody's workbench. */
const FRESH_MINUTES = 2 * WORKDAY
/** From here on the ladder calls the boss, unless somebody knows why it waits. */
const OLD_MINUTES = 4 * WORKDAY

/**
 * What people did about one alert, in order: the same seed and alert, the same acts. Whoever took an alert
 * up while it stood says afterwards what came of it; whoever was slower than the world did nothing. Nobody
 * closes what still holds, so what the engine saw stays what a replay sees.
 */
export function liveAlert(alert: LivedAlert, scene: Scene): LivedAct[] {
  const random = createRandom(`${scene.seed}/lived/${alert.key}`)
  const taken = takenUp(alert, scene, random)
  if (taken === null) return []
  const kind = random.chance(0.4) ? ('start' as const) : ('acknowledge' as const)
  const first: LivedAct = { kind, by: alert.responsible, at: taken }
  if (alert.clearedAt === null) return isSettled(alert.status) ? [] : standing(alert, first, scene, random)
  const end = addWorkingMinutes(scene.calendar, alert.clearedAt, random.int(20, 2 * WORKDAY))
  if (end >= Math.min(scene.now, alert.nextOpenedAt ?? scene.now)) return []
  return [first, ...closing(alert, end, scene, random)]
}

/** When the responsible person took it up, null if never: good people in hours, the leaver in days or not. */
function takenUp(alert: LivedAlert, { calendar, now }: Scene, random: Random): Instant | null {
  const { responsible, openedAt, clearedAt } = alert
  if (random.chance(responsible === LEAVER ? 0.7 : 0.08)) return null
  const median = responsible === LEAVER ? 3 * WORKDAY : HOUR + (hash(responsible) % (5 * HOUR))
  const minutes = Math.round(random.around(median, 0.6))
  const at = Math.round(addWorkingMinutes(calendar, openedAt, Math.max(5, minutes)))
  if (at >= Math.min(now, clearedAt ?? now)) return null
  if (clearedAt !== null) return at
  const isFresh = workingMinutesBetween(calendar, openedAt, now) < FRESH_MINUTES
  return isFresh && random.chance(0.7) ? null : at
}

/**
 * Open and taken up. What is old waits for something that is known, or the manager has just asked for it once
 * more; the rest goes up the line.
 */
function standing(alert: LivedAlert, first: LivedAct, scene: Scene, random: Random): LivedAct[] {
  const { calendar, now } = scene
  const { responsible, openedAt } = alert
  if (workingMinutesBetween(calendar, openedAt, now) < OLD_MINUTES || random.chance(0.2)) return [first]
  const above = teamManager(responsible)
  const asked = lastMorning(scene, random)
  if (above !== responsible && asked > openedAt + DAY_MS && random.chance(0.5)) {
    return [
      { kind: 'acknowledge', by: above, at: asked },
      { kind: 'reassign', by: above, at: asked + 600_000, to: responsible, reason: random.pick(ASKED) },
    ]
  }
  const day = addWorkdays(calendar, dayOf(now), -random.int(1, 2))
  const at = startOfDay(day) + (10 * HOUR + random.int(0, 6 * HOUR)) * 60_000
  if (at <= openedAt + DAY_MS || at <= first.at) return [first]
  const untilDay = addWorkdays(calendar, dayOf(now), random.int(2, 8))
  return [first, { kind: 'silence', by: responsible, at, untilDay, reason: random.pick(WAITING) }]
}

/** Between nine and half past ten of the last working day that has got so far. */
function lastMorning({ calendar, now }: Scene, random: Random): Instant {
  const today = dayOf(now)
  const hasPassed = isWorkday(calendar, today) && now > startOfDay(today) + 11 * HOUR * 60_000
  const day = hasPassed ? today : addWorkdays(calendar, today, -1)
  return startOfDay(day) + (9 * HOUR + random.int(5, 80)) * 60_000
}

function closing(alert: LivedAlert, end: Instant, scene: Scene, random: Random): LivedAct[] {
  const verdict = verdictOf(alert, random)
  const result = alert.ending?.stage === 'lost' ? 'lost' : RESULT_OF[verdict]
  const note = random.pick(NOTES[verdict][topicOf(alert.kind)])
  const at = Math.round(end)
  const acts: LivedAct[] = [{ kind: 'resolve', by: alert.responsible, at, result, verdict, note }]
  const above = teamManager(alert.responsible)
  const later = Math.round(addWorkingMinutes(scene.calendar, end, random.int(HOUR, 3 * WORKDAY)))
  if (above !== alert.responsible && later < scene.now && random.chance(0.3)) {
    acts.push({ kind: 'review', by: above, at: later, note: random.pick(REVIEWS) })
  }
  return acts
}

/**
 * By what the world then did: a deal lost within days was told too late; one that was lost later, or money
 * that came after asking, was told rightly; what ended by itself at once was noise more often than not.
 */
function verdictOf({ ending, openedAt, clearedAt, kind, rule }: LivedAlert, random: Random): Verdict {
  const days = (clearedAt! - openedAt) / DAY_MS
  if (ending?.stage === 'lost')
    return startOfDay(ending.occurredOn) - openedAt < 4 * DAY_MS ? 'late' : 'right'
  if (ending?.stage === 'won') return random.chance(0.35) ? 'false' : 'right'
  if (rule.includes('-due-')) return draw(random, [0.6, 0.12, 0])
  if (topicOf(kind) === 'money') return draw(random, days < 1 ? [0.5, 0.35, 0] : [0.86, 0.06, 0.03])
  return draw(random, days < 1.5 ? [0.45, 0.4, 0] : [0.74, 0.12, 0.06])
}

/** Shares of right, false and late; the rest was of no use. */
function draw(random: Random, [right, wrong, late]: readonly [number, number, number]): Verdict {
  const drawn = random.next()
  if (drawn < right) return 'right'
  if (drawn < right + wrong) return 'false'
  return drawn < right + wrong + late ? 'late' : 'useless'
}

function topicOf(kind: string): 'money' | 'deal' | 'other' {
  if (kind === 'instalment' || kind === 'customer') return 'money'
  return kind === 'deal' || kind === 'quote' || kind === 'order' ? 'deal' : 'other'
}
