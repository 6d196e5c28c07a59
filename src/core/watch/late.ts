import { type Day, dayFromNumber, type Instant, startOfDay } from '../calendar.ts'
import { addWorkdays, coversYear, isWorkday, type WorkCalendar } from '../workdays.ts'
import type { DayIndex } from './day-index.ts'
import { isTicking } from './fold.ts'
import type { MetricDef } from './metric.ts'
import type { Comparison, Threshold } from './rule.ts'
import type { Truth } from './truth.ts'
import type { SourceName } from './vital-signs.ts'

/**
 * A source that has not delivered within its own rhythm (C208): what a figure says merely because nothing
 * came is not told as if it were true. It waits until the data comes, or until the wait itself would hide it.
 */

/** The first recording of a day, typed or imported. */
export type Fed = { day: DayIndex; at: Instant; imported: boolean }

/**
 * What somebody decided about a source from an instant on: at most so many working days between two
 * recordings, or that it is nothing to wait for; `learned` gives it back to its own history.
 */
export type RhythmChoice = { from: Instant; mode: 'learned' | 'off' | 'set'; workdays: number | null }

export type Rhythm = { usual: number | null; longest: number | null; n: number }

/** One stretch in which a source was late, as it looked at every instant of it. */
export type LateSpell = {
  source: SourceName
  lastOn: DayIndex
  /** the start of the day on which it was missed */
  from: Instant
  /** when it delivered again or was no longer waited for; null: not yet */
  until: Instant | null
  /** from here on nothing is held back any more: it is told by the data of `lastOn` */
  heldTo: Instant
  /** working days that may lie between two recordings, by its own history or as set */
  allowed: number
}

/** By so many of its last days a source is told to come as a file: who changes to typing is soon believed. */
const FILE_DAYS = 20
/** The history that a rhythm is learned from. */
export const RHYTHM_DAYS = 120
/** Under so many intervals nothing is usual yet (law 11). */
const ENOUGH_GAPS = 5
/** Chance makes one interval in n + 1 the longest: to hold warnings back takes more of them than a badge. */
const ENOUGH_TO_HOLD = 10
/** Two quiet working days are no news of any source. */
const NEVER_LATE_WORKDAYS = 2
/** After so many working days more a warning is told all the same, with the day its data is of. */
export const HOLD_WORKDAYS = 5

/** Working days from one recording to the next: the middle and the longest of the intervals before. */
export function rhythmOf(gaps: readonly number[]): Rhythm {
  const known = gaps.filter((gap) => gap > 0).sort((a, b) => a - b)
  if (known.length < ENOUGH_GAPS) return { usual: null, longest: null, n: known.length }
  const usual = known[Math.floor((known.length - 1) / 2)]!
  return { usual, longest: known.at(-1)!, n: known.length }
}

/**
 * The recordings that count: where half of the last days were fed by an import, somebody who types one row
 * has not brought the file, unless a person has set how often to expect something.
 */
export function countedFeeds(fed: readonly Fed[], choices: readonly RhythmChoice[]): Fed[] {
  const byDay = [...Map.groupBy(fed, ({ day }) => day).values()].sort((a, b) => a[0]!.day - b[0]!.day)
  return byDay.flatMap((own, index) => {
    const before = byDay.slice(Math.max(0, index - FILE_DAYS), index)
    const recent = before.filter(([one]) => one!.day >= own[0]!.day - RHYTHM_DAYS)
    const imported = recent.filter((day) => day.some((one) => one.imported)).length
    const isByFile = imported >= ENOUGH_TO_HOLD && imported * 2 >= recent.length
    const those = own.filter((one) => !isByFile || one.imported || isSet(choices, one.at))
    return those.length === 0 ? [] : [those.reduce((a, b) => (b.at < a.at ? b : a))]
  })
}

function isSet(choices: readonly RhythmChoice[], at: Instant): boolean {
  return choices.findLast(({ from }) => from <= at)?.mode === 'set'
}

/** All spells of one source, in order; the last may lie ahead, should nothing come until then. */
export function lateSpells(
  source: SourceName,
  fed: readonly Fed[],
  { choices, calendar }: { choices: readonly RhythmChoice[]; calendar: WorkCalendar },
): LateSpell[] {
  const feeds = countedFeeds(fed, choices)
  const gaps = feeds.map(({ day }, index) =>
    index === 0 ? 0 : workdaysIn(calendar, feeds[index - 1]!.day, day),
  )
  const spells: LateSpell[] = []
  for (const [index, { day, at }] of feeds.entries()) {
    const next = feeds[index + 1]?.at ?? null
    // A gap of two working days or less is never late, and most are: their rhythm need not be asked.
    if (choices.length === 0 && next !== null && gaps[index + 1]! <= NEVER_LATE_WORKDAYS) continue
    const longest = learnedBy(feeds, gaps, index)
    const learned = longest && Math.max(longest, NEVER_LATE_WORKDAYS)
    let firstHeldTo = Number.POSITIVE_INFINITY
    for (const { mode, workdays, from, until } of stretches(choices, at, next)) {
      const allowed = mode === 'off' ? null : mode === 'set' ? workdays : learned
      if (allowed === null) continue
      const missedOn = addWorkdays(calendar, dayFromNumber(day), allowed + 1)
      if (mode === 'learned' && isUnannounced(calendar, missedOn)) continue
      const begins = Math.max(startOfDay(missedOn), from)
      if (until !== null && begins >= until) continue
      // A choice made meanwhile does not begin the wait anew: nothing came in between.
      const heldTo = Math.min(firstHeldTo, startOfDay(addWorkdays(calendar, missedOn, HOLD_WORKDAYS)))
      firstHeldTo = heldTo
      spells.push({ source, lastOn: day, from: begins, until, heldTo, allowed })
    }
  }
  return spells
}

/**
 * In a year whose holidays are not loaded a week of Spring Festival would look like silence: there only what
 * a person has set is waited for. A calendar without any year knows nothing of holidays and misses none.
 */
function isUnannounced(calendar: WorkCalendar, day: Day): boolean {
  return calendar.years.size > 0 && !coversYear(calendar, day)
}

/** The longest of the intervals up to a recording, where there are enough of them. */
function learnedBy(feeds: readonly Fed[], gaps: readonly number[], index: number): number | null {
  const since = feeds[index]!.day - RHYTHM_DAYS
  const own: number[] = []
  for (let at = index; at > 0 && feeds[at - 1]!.day >= since; at -= 1) own.push(gaps[at]!)
  const { longest, n } = rhythmOf(own)
  return n >= ENOUGH_TO_HOLD ? longest : null
}

type Stretch = Pick<RhythmChoice, 'mode' | 'workdays' | 'from'> & { until: Instant | null }

/** What was decided between two recordings, piece by piece. */
function stretches(choices: readonly RhythmChoice[], from: Instant, until: Instant | null): Stretch[] {
  const before = choices.findLast((choice) => choice.from <= from)
  const within = choices.filter((choice) => choice.from > from && (until === null || choice.from < until))
  const all = [{ mode: 'learned' as const, workdays: null, ...before, from }, ...within]
  return all.map(({ mode, workdays, from: begins }, index) => ({
    mode,
    workdays,
    from: begins,
    until: all[index + 1]?.from ?? until,
  }))
}

/** Working days in (from, to], by number. */
export function workdaysIn(calendar: WorkCalendar, from: DayIndex, to: DayIndex): number {
  let count = 0
  for (let day = from + 1; day <= to; day += 1) if (isWorkday(calendar, dayFromNumber(day))) count += 1
  return count
}

/** The spells of every source that some metric rests on. */
export type Late = ReadonlyMap<SourceName, readonly LateSpell[]>

type Asked = { op: Comparison; threshold: Pick<Threshold, 'kind'> }

/**
 * Whether what a leaf says may come from nothing but a source that is late. `isHeld`: it does not count yet;
 * otherwise it counts, by the data up to `lastOn`.
 */
export function lateAt(
  def: Pick<MetricDef, 'restsOn' | 'fold'>,
  leaf: Asked,
  truth: 'true' | 'false',
  { late, at }: { late: Late | undefined; at: Instant },
): { spell: LateSpell; isHeld: boolean } | null {
  if (late === undefined || def.restsOn === undefined) return null
  let told: LateSpell | null = null
  for (const { source, errs } of def.restsOn) {
    if (!isDoubtful(leaf, truth, errs)) continue
    const spell = spellAt(late, source, at)
    if (!spell) continue
    if (at < spell.heldTo && !isOfTheDay(def, leaf)) return { spell, isHeld: true }
    told ??= spell
  }
  return told && { spell: told, isHeld: false }
}

type Between = { late: Late; known: Instant; asked: Instant }

/** When the last of the sources came that held this back at `known`; never, where nothing did. */
export function fedWhileHeld(
  def: Pick<MetricDef, 'restsOn' | 'fold'>,
  leaf: Asked,
  truth: Truth,
  { late, known, asked }: Between,
): Instant {
  let last = Number.NEGATIVE_INFINITY
  if ((truth !== 'true' && truth !== 'false') || isOfTheDay(def, leaf)) return last
  for (const { source, errs } of def.restsOn ?? []) {
    const spell = isDoubtful(leaf, truth, errs) ? spellAt(late, source, known) : undefined
    if (!spell || spell.until === null || known >= spell.heldTo) continue
    if (spell.until <= Math.min(asked, spell.heldTo)) last = Math.max(last, spell.until)
  }
  return last
}

function spellAt(late: Late, source: SourceName, at: Instant): LateSpell | undefined {
  return late.get(source)?.findLast(({ from, until }) => from <= at && (until === null || at < until))
}

/** On which day an age is exactly so many days is said by the calendar: a day later it would say nothing. */
function isOfTheDay(def: Pick<MetricDef, 'fold'>, { op }: Asked): boolean {
  return op === 'eq' && isTicking(def)
}

/** The windows in which what this leaf says may be held, whatever it says. */
export function heldWindows(
  def: Pick<MetricDef, 'restsOn'>,
  late: Late | undefined,
): { from: Instant; until: Instant }[] {
  if (late === undefined || def.restsOn === undefined) return []
  return def.restsOn
    .flatMap(({ source }) => late.get(source) ?? [])
    .map(({ from, until, heldTo }) => ({ from, until: Math.min(heldTo, until ?? heldTo) }))
    .filter(({ from, until }) => from < until)
}

/**
 * A figure that errs to the high side without its data says "too high" without proof, and "not low" as well.
 * A line that is drawn from other weeks, people or chance moves with the same data: nothing it says is proof.
 */
function isDoubtful({ op, threshold }: Asked, truth: 'true' | 'false', errs: 'high' | 'low'): boolean {
  if (threshold.kind !== 'fixed' && threshold.kind !== 'field' && threshold.kind !== 'own-gaps') return true
  if (op === 'eq' || op === 'ne') return true
  const saysHigh = (op === 'gt' || op === 'gte') === (truth === 'true')
  return saysHigh === (errs === 'high')
}
