import type { Instant } from '../calendar.ts'
import { type DayIndex, dayIndexOf, startOfDayIndex } from '../watch/day-index.ts'
import type { History } from '../watch/evaluate.ts'
import { heldWindows } from '../watch/late.ts'
import { COMPARE } from '../watch/operators.ts'
import { isLeaf, type Leaf, type Rule } from '../watch/rule.ts'
import type { Term } from './episodes.ts'
import type { Said } from './judge.ts'
import type { Piece } from './pieces.ts'
import type { Span } from './spans.ts'

/**
 * The commonest shape of a rule: one figure against one line, at once. Its openings can be read off the
 * pieces without telling the whole course, which is what makes twenty lines cost little more than one.
 */
export function plainLeaf(rule: Rule, { series, late }: Pick<History, 'series' | 'late'>): Leaf | null {
  const { condition } = rule
  if (!isLeaf(condition) || condition.threshold.kind !== 'fixed' || condition.minN !== undefined) return null
  if (condition.op === 'eq' || condition.op === 'ne') return null
  const def = series.get(condition.metric)?.def
  // While a source is late, waiting and telling are two things: the whole course tells them apart.
  if (def && heldWindows(def, late).length > 0) return null
  const isPlain = !rule.scope && !rule.clear && rule.pendingMinutes === 0 && rule.coolDownDays === 0
  return isPlain && rule.grid === 'change' && !rule.validFrom && !rule.validTo ? condition : null
}

/**
 * The days on which alerts open within the term, in order. `unknown` holds an open alert and opens none;
 * what is already true when the term begins is standing.
 */
export function openingsOf(
  pieces: readonly Piece[],
  { op, line }: { op: Leaf['op']; line: number },
  { begin, end }: Term,
  knownFrom: Instant,
): DayIndex[] {
  const days: DayIndex[] = []
  const { test } = COMPARE[op]
  const isUpper = op === 'gt' || op === 'gte'
  let isOpen = false
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index]!
    const until = index + 1 < pieces.length ? pieces[index + 1]!.at : Number.POSITIVE_INFINITY
    if (until <= knownFrom) continue
    if (piece.at > end) break
    const at = piece.at < knownFrom ? knownFrom : piece.at
    if (piece.value === null) {
      // What went before the beginning is nobody's alert.
      if (piece.missing === 'closed' || at <= begin) isOpen = false
      continue
    }
    if (piece.slope === 0) {
      const isTrue = test(piece.value, line)
      if (isTrue && !isOpen && at > begin && at <= end) days.push(dayIndexOf(at))
      isOpen = isTrue
      continue
    }
    // A figure that grows turns true once, one that shrinks turns false once, and the other way round.
    const turnsTrue = isUpper === (piece.slope === 1)
    const crossing = startOfDayIndex(crossingDay(piece, op, line))
    const isTrue = crossing <= at === turnsTrue
    if (isTrue && !isOpen && at > begin) days.push(dayIndexOf(at))
    isOpen = isTrue
    if (crossing <= at || crossing >= until) continue
    if (turnsTrue && crossing > begin && crossing <= end) days.push(dayIndexOf(crossing))
    isOpen = turnsTrue
  }
  return days
}

/**
 * What the rule says at the end of each day from `from` to `to`, by the same pieces: nothing before anything
 * is known, and nothing where the figure does not exist.
 */
export function saidBy(
  pieces: readonly Piece[],
  { op, line }: { op: Leaf['op']; line: number },
  { from, to }: { from: DayIndex; to: DayIndex },
  knownFrom: Instant,
): Said {
  const said: Said = { alarm: [], calm: [], unknown: [] }
  const { test } = COMPARE[op]
  const isUpper = op === 'gt' || op === 'gte'
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index]!
    const until = index + 1 < pieces.length ? pieces[index + 1]!.at : Number.POSITIVE_INFINITY
    if (until <= knownFrom) continue
    const first = Math.max(from, dayIndexOf(piece.at < knownFrom ? knownFrom : piece.at))
    if (first > to) break
    const last = until === Number.POSITIVE_INFINITY ? to : Math.min(to, dayIndexOf(until) - 1)
    if (piece.value === null) {
      if (piece.missing !== 'closed') addSpan(said.unknown, first, last)
    } else if (piece.slope === 0) addSpan(test(piece.value, line) ? said.alarm : said.calm, first, last)
    else {
      const turnsTrue = isUpper === (piece.slope === 1)
      const crossing = crossingDay(piece, op, line)
      addSpan(turnsTrue ? said.calm : said.alarm, first, Math.min(last, crossing - 1))
      addSpan(turnsTrue ? said.alarm : said.calm, Math.max(first, crossing), last)
    }
  }
  return said
}

function addSpan(spans: Span[], from: DayIndex, to: DayIndex): void {
  if (from > to) return
  const last = spans.length > 0 ? spans[spans.length - 1]! : null
  if (last && last.to >= from - 1) last.to = to
  else spans.push({ from, to })
}

/** The first day on which the comparison answers the other way than on the days before. */
function crossingDay({ anchor, slope }: Piece, op: Leaf['op'], line: number): DayIndex {
  const exact = anchor + line * slope
  const isBeyond = slope === 1 ? op === 'gt' || op === 'lte' : op === 'gte' || op === 'lt'
  return isBeyond ? Math.floor(exact) + 1 : Math.ceil(exact)
}
