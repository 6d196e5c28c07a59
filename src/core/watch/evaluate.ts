import { type Day, dayFromNumber, endOfDay, type Instant, startOfDay } from '../calendar.ts'
import type { WorkCalendar } from '../workdays.ts'
import { saidLater } from './ageing.ts'
import { type Away, isMostlyAway } from './away.ts'
import { type BudgetFact, underBudget } from './budget.ts'
import { dayIndexOf } from './day-index.ts'
import { readingAt, spanOf } from './fold.ts'
import { type KnownTimes, knownTimesOf } from './known-times.ts'
import { fedWhileHeld, type Late, lateAt } from './late.ts'
import type { Series } from './metric.ts'
import { COMPARE, FIELD } from './operators.ts'
import { type PeerBook, peerLine } from './peers.ts'
import { gridFloor, nextTurn } from './points.ts'
import { type Comparison, type FieldValue, type Leaf, leavesOf, type Rule, type Scope } from './rule.ts'
import type { Bilingual, SubjectRef } from './subject.ts'
import { type StatisticalThreshold, type Surprise, surpriseAt, weekFigures } from './surprise.ts'
import { hasEnough, type Line, levelOf, lineAt } from './threshold.ts'
import { type Truth, truthOf, whenOver } from './truth.ts'
import type { SourceName } from './vital-signs.ts'

/** A field's value from an instant on; the newest known one counts. */
export type FieldChange = { at: Instant; until?: Instant; value: FieldValue }

/** Everything that evaluation may look at for one subject, all times in it. */
export type History = {
  subject: SubjectRef
  series: ReadonlyMap<string, Series>
  fields: Readonly<Record<string, readonly FieldChange[]>>
  /** from this instant on the subject is no longer there to be warned about: a person who has left */
  endsAt?: Instant
  /** of a person: when they were on leave or handed over */
  away?: readonly Away[]
  /** working days, for figures that are held against their own chance */
  calendar?: WorkCalendar
  /** how many false alarms the company allows, as it was set and worked out */
  budget?: readonly BudgetFact[]
  /** the others of its kind, for figures that are held against them */
  peers?: PeerBook
  /** when the sources that its figures rest on were late (C208) */
  late?: Late
  memo?: Memo
}

/**
 * What was last worked out from a history, for the next rule that asks; says nothing that the rest does not.
 * A copy with other facts has nothing of it: see `memoOf`.
 */
export type Memo = Pick<History, 'series'> & {
  ofFields: History['fields']
  fields?: { at: Instant; values: Record<string, FieldValue> }
  silent?: { at: Instant; is: boolean }
  known?: KnownTimes
  /** instants after `after` that facts and fields fix, in order */
  points?: { after: Instant; points: readonly Instant[] }
  /** the same subject as rules see it that use certain metrics only */
  views?: Map<string, History>
}

export function memoOf(history: History): Memo {
  const { memo, series, fields } = history
  if (memo && memo.series === series && memo.ofFields === fields) return memo
  history.memo = { series, ofFields: fields }
  return history.memo
}

export type LeafFinding = {
  metric: string
  op: Comparison
  truth: Truth
  value: number | null
  threshold: number | null
  baseline: number | null
  windowDays: number | null
  n: number
  num: number | null
  den: number | null
  /** doublings beyond the line, see `levelOf` */
  level: number
  missing: 'no_data' | 'closed' | 'too_few' | 'late' | null
  /** what a figure of the company's own is called */
  title?: Bilingual
  /** how many peers the line was drawn from */
  peers?: number
  surprise?: Surprise
  /** it rests on a source that is late: held, or told by the data up to that day */
  late?: { source: SourceName; lastOn: Day; heldTo: Instant }
  /** held: what it would say if nothing were late */
  apparent?: Truth
}

export type Finding = {
  truth: Truth
  /** `truth` if no source were late: what only seems to be so is held and not told */
  apparent: Truth
  /** whether an open alert may clear: the clear condition, or the condition no longer holding */
  over: Truth
  /** why nothing was looked at */
  out: 'off' | 'scope' | null
  /** by what was known when; null: nothing was looked at */
  readAt: Instant | null
  leaves: LeafFinding[]
  clearLeaves: LeafFinding[]
  /** the first leaf that holds, else the first: what the sentence speaks of */
  headline: LeafFinding | null
  /** the worst level among the leaves that hold */
  level: number
  moneyFen: number | null
  /** when time alone ends the holding of a leaf; null: none is held */
  heldTo: Instant | null
}

/**
 * The finding of one rule version for one subject at `at`. A rule on a grid speaks from the last day or week
 * that has ended, whenever it is asked, or from the delivery where its data was late then; its switch, its
 * dates and the subject's end count at once. A subject nothing is known about, not yet or not any more, is
 * not watched. Pure; silence is 'unknown', never 'fine'.
 */
export function evaluate(rule: Rule, history: History, at: Instant): Finding {
  if (!isInForce(rule, at)) return { ...NOTHING, out: 'off' }
  if (history.endsAt !== undefined && at >= history.endsAt) return { ...NOTHING, out: 'scope' }
  const known = gridFloor(rule.grid, at)
  const found = readBy(rule, history, { known, asked: at })
  const fedAt = rule.grid === 'change' ? null : fedSince(rule, found, history, { known, asked: at })
  return fedAt === null ? found : readBy(rule, history, { known: fedAt, asked: at })
}

/** Whose knowledge is read, and the instant at which a source is late or not. */
type Moment = { known: Instant; asked: Instant }

function readBy(written: Rule, history: History, { known, asked }: Moment): Finding {
  const rule = underBudget(written, history.budget, known)
  if (isSilent(history, known)) return { ...NOTHING, out: 'scope' }
  const fields = fieldsOnce(history, known)
  if (rule.scope && !inScope(rule.scope, fields)) return { ...NOTHING, out: 'scope' }
  const look = { history, fields, at: known, asked }
  const leaves: LeafFinding[] = []
  const truth = truthOf(rule.condition, readInto(leaves, look))
  const clearLeaves: LeafFinding[] = []
  if (rule.clear) truthOf(rule.clear, readInto(clearLeaves, look))
  const isHeld = leaves.some(isLate) || clearLeaves.some(isLate)
  const apparent = isHeld ? truthOf(rule.condition, again(leaves, apparently)) : truth
  const isLingering =
    !rule.clear && apparent === 'false' && truthOf(rule.condition, again(leaves, lingering)) === 'true'
  const seeming = isLingering ? 'false' : whenOver(rule, apparent, again(clearLeaves, apparently))
  // What is over only for want of data is not over; what goes on by what is known goes on.
  const over = isHeld && seeming === 'true' ? whenOver(rule, truth, again(clearLeaves, toldTruth)) : seeming
  const headline = leaves.find((leaf) => apparently(leaf) === 'true') ?? leaves[0] ?? null
  const money = rule.moneyMetric ? history.series.get(rule.moneyMetric) : undefined
  const moneyFen = money ? readingAt(money, known).value : null
  const level = leaves.reduce((worst, leaf) => Math.max(worst, leaf.level), 0)
  const heldTo = isHeld
    ? Math.min(...[...leaves, ...clearLeaves].filter(isLate).map((leaf) => leaf.late!.heldTo))
    : null
  const ends = { truth, apparent, over, out: null }
  const found = { ...ends, readAt: known, leaves, clearLeaves, headline, level, moneyFen, heldTo }
  return isLapsing(rule, found, look) ? toldByWhatIsThere(found) : found
}

/** What was held at its point of the grid is read by the delivery that ended it, the next late or not. */
function fedSince(rule: Rule, found: Finding, { series, late }: History, moment: Moment): Instant | null {
  if (found.apparent !== 'true' || late === undefined) return null
  const ends = leavesOf(rule.condition).map((leaf, index) =>
    fedWhileHeld(series.get(leaf.metric)!.def, leaf, apparently(found.leaves[index]!), { late, ...moment }),
  )
  const last = Math.max(...ends)
  return last > moment.known ? last : null
}

/**
 * Held, and in the next moment it would be over because time has passed and for no other reason: no data
 * would ever confirm or refute it then (C208).
 */
function isLapsing(rule: Rule, { truth, apparent, leaves }: Finding, { history, at, asked }: Look): boolean {
  if (apparent !== 'true' || truth === 'true') return false
  const turn = nextTurn(rule.grid, asked)
  if (asked + 1 !== turn) return false
  const days = dayIndexOf(gridFloor(rule.grid, turn)) - dayIndexOf(at)
  const then = (leaf: LeafFinding) =>
    saidLater(apparently(leaf), leaf, days, history.series.get(leaf.metric)!.def)
  return truthOf(rule.condition, again(leaves, then)) !== 'true'
}

/** It is told by the data up to the day that each leaf names. */
function toldByWhatIsThere(found: Finding): Finding {
  const leaves = found.leaves.map(
    ({ apparent, ...leaf }): LeafFinding =>
      apparent === undefined ? leaf : { ...leaf, truth: apparent, missing: null },
  )
  const headline = found.headline && leaves[found.leaves.indexOf(found.headline)]!
  return { ...found, truth: 'true', leaves, headline }
}

/** Money at risk in whole fen, from a figure; never negative and never a guess: nothing named is zero. */
export function moneyAtRisk(fen: number | null): bigint {
  return fen === null || fen <= 0 ? 0n : BigInt(Math.round(fen))
}

/** The fields of a subject as known at `at`; a field without any value yet is null. */
export function fieldsAt(history: Pick<History, 'fields'>, at: Instant): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {}
  for (const name in history.fields) {
    let newest: FieldChange | null = null
    for (const change of history.fields[name]!) {
      if (change.at > at || (change.until !== undefined && change.until <= at)) continue
      if (!newest || change.at >= newest.at) newest = change
    }
    values[name] = newest ? newest.value : null
  }
  return values
}

/** The rules about one subject look at the same fields at the same instants. */
function fieldsOnce(history: History, at: Instant): Record<string, FieldValue> {
  const memo = memoOf(history)
  if (memo.fields?.at !== at) memo.fields = { at, values: fieldsAt(history, at) }
  return memo.fields.values
}

export function inScope(scope: Scope, fields: Readonly<Record<string, FieldValue>>): boolean {
  if ('field' in scope) return FIELD[scope.op].test(fields[scope.field] ?? null, scope.value)
  if ('not' in scope) return !inScope(scope.not, fields)
  if ('all' in scope) return scope.all.every((part) => inScope(part, fields))
  return scope.any.some((part) => inScope(part, fields))
}

const NOTHING: Finding = {
  truth: 'closed',
  apparent: 'closed',
  over: 'closed',
  out: null,
  readAt: null,
  leaves: [],
  clearLeaves: [],
  headline: null,
  level: 0,
  moneyFen: null,
  heldTo: null,
}

function isInForce(rule: Rule, at: Instant): boolean {
  if (rule.mode === 'off') return false
  if (rule.validFrom && at < startOfDay(rule.validFrom)) return false
  return !(rule.validTo && at > endOfDay(rule.validTo))
}

/** Nothing is known of the subject at this instant. */
export function isSilent(history: History, at: Instant): boolean {
  const memo = memoOf(history)
  if (memo.silent?.at !== at) memo.silent = { at, is: !isAnythingKnown(history, at) }
  return memo.silent.is
}

/** A company's figures hang on every fact it has, and each look asks: what lasts is told by its beginning. */
function isAnythingKnown(history: History, at: Instant): boolean {
  const memo = memoOf(history)
  memo.known ??= knownTimesOf(history.series)
  const { from, passing } = memo.known
  return at >= from || passing.some((delta) => delta.at <= at && at < delta.until!)
}

/** `at`: whose knowledge it reads; `asked`: the instant at which a source is late or not. */
export type Look = { history: History; fields: Record<string, FieldValue>; at: Instant; asked: Instant }

/** The leaves once more, in the order they were read. */
function again(leaves: readonly LeafFinding[], truthIn: (leaf: LeafFinding) => Truth): () => Truth {
  let next = 0
  return () => {
    next += 1
    return truthIn(leaves[next - 1]!)
  }
}

/** One that is held against chance still holds until its figure is calm again (hysteresis, methods §1.4). */
function lingering(leaf: LeafFinding): Truth {
  return leaf.surprise?.alarm === 'watch' ? 'true' : apparently(leaf)
}

function apparently({ apparent, truth }: LeafFinding): Truth {
  return apparent ?? truth
}

function toldTruth({ truth }: LeafFinding): Truth {
  return truth
}

function isLate({ apparent }: LeafFinding): boolean {
  return apparent !== undefined
}

function readInto(leaves: LeafFinding[], look: Look): (leaf: Leaf) => Truth {
  return (leaf) => {
    const finding = leafFinding(leaf, look)
    leaves.push(finding)
    return finding.truth
  }
}

/** One leaf at one instant; every metric it reads must have been loaded. */
export function leafFinding(leaf: Leaf, look: Look): LeafFinding {
  const series = look.history.series.get(leaf.metric)
  if (!series) throw new RangeError(`metric ${leaf.metric} was not loaded for ${look.history.subject.kind}`)
  const found = lateness(readLeaf(leaf, series, look), leaf, series, look)
  return series.def.named ? { ...found, title: series.def.title } : found
}

/** What only seems so because its source is late says nothing yet, and by which data afterwards (C208). */
function lateness(found: LeafFinding, leaf: Leaf, { def }: Series, look: Look): LeafFinding {
  const { truth } = found
  if (look.history.late === undefined || (truth !== 'true' && truth !== 'false')) return found
  const is = lateAt(def, leaf, truth, { late: look.history.late, at: look.asked })
  if (!is) return found
  const { source, lastOn, heldTo } = is.spell
  const late = { source, lastOn: dayFromNumber(lastOn), heldTo }
  return is.isHeld
    ? { ...found, truth: 'unknown', apparent: truth, level: 0, missing: 'late', late }
    : { ...found, late }
}

function readLeaf(leaf: Leaf, series: Series, look: Look): LeafFinding {
  const reading = readingAt(series, look.at)
  const { threshold } = leaf
  const { value, n } = reading
  const { metric, op } = leaf
  const [num, den] = [reading.num ?? null, reading.den ?? null]
  if (threshold.kind === 'statistical') {
    return surprised({ ...leaf, threshold }, { metric, op, value, n, num, den }, series, look)
  }
  const line = lineOf(leaf, series, look)
  let truth: Truth = 'unknown'
  let missing: LeafFinding['missing'] = null
  if (reading.missing === 'closed') truth = missing = 'closed'
  else if (value === null) missing = 'no_data'
  else if (isOut(threshold, series, look)) missing = 'too_few'
  else if (line.threshold === null || n < (leaf.minN ?? 0) || !hasEnough(threshold, series, reading))
    missing = 'too_few'
  else truth = COMPARE[op].test(value, line.threshold) ? 'true' : 'false'
  const level = truth === 'true' ? levelOf(op, value!, line.threshold!) : 0
  const { baseline, windowDays } = line
  const found: LeafFinding = {
    metric,
    op,
    value,
    threshold: line.threshold,
    baseline,
    windowDays,
    n,
    num,
    den,
    truth,
    level,
    missing,
  }
  return line.peers === undefined ? found : { ...found, peers: line.peers }
}

/** Held against other weeks or other people, a window in which somebody was mostly away says nothing. */
function isOut({ kind }: Leaf['threshold'], { def }: Series, { history, at }: Look): boolean {
  if (kind !== 'own-past' && kind !== 'peers' && kind !== 'earlier-month') return false
  const days = spanOf(def.fold)
  return days !== null && isMostlyAway(history.away ?? [], at, days, dayIndexOf(at))
}

/** Where the subject's own facts, its fields or its peers draw the line of a leaf. */
function lineOf(leaf: Leaf, series: Series, look: Look): Line & { peers?: number } {
  const { metric, threshold } = leaf
  if (threshold.kind !== 'peers') return lineAt(threshold, series, look.fields, look.at)
  const groups = look.history.peers?.({ metric, field: threshold.field, at: look.at }) ?? new Map()
  const group = look.fields[threshold.field] ?? null
  const own = { id: look.history.subject.id, def: series.def, group }
  const line = peerLine(threshold, own, groups)
  return { threshold: line.threshold, baseline: line.middle, windowDays: null, peers: line.count }
}

/** The band's edge on the bad side stands for the line: what a person can compare the week with. */
function surprised(
  leaf: Leaf & { threshold: StatisticalThreshold },
  read: Omit<LeafFinding, 'truth' | 'level' | 'missing' | keyof Line>,
  series: Series,
  look: Look,
): LeafFinding {
  const terms = chanceTerms(leaf.op, leaf.threshold, look.history)
  const surprise = surpriseAt(series, look.at, terms)
  const { value, expected, low, high } = weekFigures(series.def.statistics!, surprise)
  const line = { threshold: isLow(leaf.op) ? low : high, baseline: expected, windowDays: null }
  const isShare = series.def.statistics === 'proportion'
  const week = isShare ? { n: surprise.cases, num: surprise.observed, den: surprise.cases } : {}
  const found = { ...read, ...line, ...week, value, surprise }
  if (surprise.alarm === 'thin') return { ...found, truth: 'unknown', level: 0, missing: 'too_few' }
  const isAlarm = surprise.alarm === 'alarm'
  const level = isAlarm ? levelOf('gt', -(surprise.score ?? 0), surprise.limit) : 0
  return { ...found, truth: isAlarm ? 'true' : 'false', level, missing: null }
}

function chanceTerms(op: Comparison, threshold: StatisticalThreshold, { calendar, away }: History) {
  return { threshold, side: isLow(op) ? 'low' : 'high', calendar, away } as const
}

function isLow(op: Comparison): boolean {
  return op === 'lt' || op === 'lte'
}
