import type { Day, Instant } from '../calendar.ts'
import { districtOf, type RegisterChange, type RegisterFacts } from './facts.ts'

/** Bad as long as the register shows it. */
export const STANDING_ALARMS = ['deregistered', 'revoked', 'dishonest', 'enforced'] as const
/** Bad because it happened; heard of for so long after the day on which it did. */
export const CHANGED_DAYS = 180
export const CHANGE_ALARMS = ['legalRep', 'capitalCut', 'moved'] as const
export type StandingAlarm = (typeof STANDING_ALARMS)[number]
export type ChangeAlarm = (typeof CHANGE_ALARMS)[number]

/** One look-up: what it showed of the day it was made on, known from one instant until another. */
export type Snapshot = {
  id: string
  on: Day
  at: Instant
  until: Instant | null
  facts: Pick<
    RegisterFacts,
    'state' | 'legalRep' | 'capital' | 'capitalFen' | 'address' | 'changes' | 'risks'
  >
}

export type Alarm = {
  kind: StandingAlarm | ChangeAlarm
  /** the look-up that shows it */
  snapshotId: string
  on: Day
  at: Instant
  until: Instant | null
}

/**
 * What in the register should be heard of (C011), each with when it was known: read again at every instant at
 * which a look-up came to be known or was taken back, so that a later one can never change what was known.
 */
export function alarmsOf(snapshots: readonly Snapshot[]): Alarm[] {
  const marks = snapshots.flatMap(({ at, until }) => (until === null ? [at] : [at, until]))
  const done: Alarm[] = []
  const open = new Map<string, Alarm>()
  for (const mark of [...new Set(marks)].sort((a, b) => a - b)) {
    const known = snapshots.filter(({ at, until }) => at <= mark && (until === null || until > mark))
    const now = new Map(alarmsIn(known).map((one) => [`${one.kind}|${one.on}|${one.snapshotId}`, one]))
    for (const [key, alarm] of open) {
      if (now.has(key)) continue
      alarm.until = mark
      open.delete(key)
    }
    for (const [key, one] of now) {
      if (open.has(key)) continue
      const alarm = { ...one, at: mark, until: null }
      open.set(key, alarm)
      done.push(alarm)
    }
  }
  return done
}

type Found = Pick<Alarm, 'kind' | 'snapshotId' | 'on'>

/** Ordered by the day of the look-up: what a merge brings is known later and is older all the same. */
function alarmsIn(known: readonly Snapshot[]): Found[] {
  const ordered = [...known].sort((a, b) => (a.on === b.on ? a.at - b.at : a.on < b.on ? -1 : 1))
  const found = standingIn(ordered)
  for (const [index, snapshot] of ordered.entries()) {
    const before = ordered[index - 1]
    for (const alarm of changesSince(before, snapshot)) {
      const isTold = found.some(({ kind, on }) => kind === alarm.kind && on === alarm.on)
      if (!isTold) found.push(alarm)
    }
  }
  return found
}

/** From the first look-up of an unbroken run that shows it; one that was not told breaks nothing. */
function standingIn(ordered: readonly Snapshot[]): Found[] {
  return STANDING_ALARMS.flatMap((kind) => {
    let since: Snapshot | null = null
    for (const snapshot of ordered) {
      const shows = showsAlarm(snapshot.facts, kind)
      if (shows === null) continue
      since = shows ? (since ?? snapshot) : null
    }
    return since ? [{ kind, snapshotId: since.id, on: since.on }] : []
  })
}

/** null: this look-up says nothing of it. */
export function showsAlarm(
  facts: Pick<RegisterFacts, 'state' | 'risks'>,
  kind: StandingAlarm,
): boolean | null {
  if (kind === 'deregistered' || kind === 'revoked')
    return facts.state === 'unknown' ? null : facts.state === kind
  const list = facts.risks[kind]
  return list === null ? null : list.total > 0
}

/**
 * By the register's own list where it names the change, on the day it names; else by comparison with the
 * look-up before. A first look-up brings its list: `metrics` counts only what is not long ago.
 */
function changesSince(before: Snapshot | undefined, { id, on, facts }: Snapshot): Found[] {
  const listed = (facts.changes ?? []).flatMap((change): Found[] => {
    const kind = alarmOfChange(change)
    return kind === null || change.on > on ? [] : [{ kind, snapshotId: id, on: change.on }]
  })
  const old = (before?.facts.changes ?? []).map(({ kind, on }) => `${kind}|${on}`)
  const isNew = (kind: RegisterChange['kind']) =>
    (facts.changes ?? []).some((change) => change.kind === kind && !old.includes(`${kind}|${change.on}`))
  if (!before) return listed
  const compared = (
    [
      ['legalRep', 'legalRep', isOtherName(before.facts.legalRep, facts.legalRep)],
      ['capital', 'capitalCut', isLess(before.facts.capitalFen, facts.capitalFen)],
      ['address', 'moved', isMoved(before.facts.address, facts.address)],
    ] as const
  ).flatMap(([field, kind, isSo]): Found[] => (isSo && !isNew(field) ? [{ kind, snapshotId: id, on }] : []))
  return [...listed, ...compared]
}

function alarmOfChange({ kind, before, after }: RegisterChange): ChangeAlarm | null {
  if (kind === 'legalRep') return 'legalRep'
  if (kind === 'capital') return isLess(amountIn(before), amountIn(after)) ? 'capitalCut' : null
  if (kind === 'address') return isMoved(before, after) ? 'moved' : null
  return null
}

/** Only compared with its like: both sides of one line are written alike. */
function amountIn(words: string): number | null {
  const found = /(\d[\d,]*(?:\.\d+)?)\s*(万|亿)?/.exec(words)
  if (!found) return null
  const unit = found[2] === '亿' ? 1e8 : found[2] === '万' ? 1e4 : 1
  return Number(found[1]!.replaceAll(',', '')) * unit
}

function isOtherName(before: string | null, after: string | null): boolean {
  return before !== null && after !== null && before !== '' && after !== '' && before !== after
}

function isLess(before: number | null, after: number | null): boolean {
  return before !== null && after !== null && after < before
}

function isMoved(before: string, after: string): boolean {
  return before !== '' && after !== '' && districtOf(before) !== districtOf(after)
}
