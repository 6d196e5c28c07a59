import type { Instant } from '../calendar.ts'
import { dayIndexOf, startOfDayIndex } from '../watch/day-index.ts'
import { evaluate, fieldsAt, type History, inScope } from '../watch/evaluate.ts'
import { heldWindows, lateAt } from '../watch/late.ts'
import { COMPARE } from '../watch/operators.ts'
import { factPoints, nextGridPoint, nextTurn } from '../watch/points.ts'
import { type Leaf, leavesOf, type Rule } from '../watch/rule.ts'
import { hasEnough, lineAt } from '../watch/threshold.ts'
import { type Truth, truthOf, whenOver } from '../watch/truth.ts'
import { canBePieced, type Piece, piecesOf } from './pieces.ts'

/** What a rule says about a subject from `at` on, until the next step; see `Finding`. */
export type TruthStep = { at: Instant; truth: Truth; apparent: Truth; over: Truth }

/** Pieces are made once per subject and serve every variant of its rule. */
export type Pieced = { history: History; pieces: Map<string, Piece[]>; since?: Instant | null }

export function pieced(history: History): Pieced {
  return { history, pieces: new Map() }
}

/**
 * Whether the course of a rule can be told from crossings: lines that stand still between facts. A mean of
 * past windows moves every day and is looked at day by day; so is a week whose data was late, since what it
 * says hangs on the day on which it is asked.
 */
export function hasCourse(rule: Rule, history: History): boolean {
  if (rule.validFrom || rule.validTo || rule.mode === 'off') return false
  return leavesOfRule(rule).every(({ metric, threshold }) => {
    const series = history.series.get(metric)
    if (!series || !canBePieced(series)) return false
    if (rule.grid !== 'change' && heldWindows(series.def, history.late).length > 0) return false
    if (threshold.kind === 'own-gaps') return series.def.fold.kind === 'age' && !series.def.fold.ahead
    return threshold.kind === 'fixed' || threshold.kind === 'field'
  })
}

/**
 * Truth and clearing of a rule over all time, by crossings: what `evaluate` would answer at any instant.
 * A rule on a grid speaks at the points of its grid.
 */
export function truthCourse(rule: Rule, subject: Pieced): TruthStep[] {
  const steps = withLastMoments(rule, subject.history, wholeCourse(rule, subject))
  const { endsAt } = subject.history
  if (endsAt === undefined) return steps
  const before = steps.filter(({ at }) => at < endsAt)
  push(before, { at: endsAt, ...CLOSED })
  return before
}

/** As if the subject never ended. */
function wholeCourse(rule: Rule, subject: Pieced): TruthStep[] {
  const { history } = subject
  const known = knownTimes(history)
  if (known.length === 0) return NEVER
  const courses = leavesOfRule(rule).map((leaf) => leafCourse(leaf, subject))
  // Without voids a subject once known stays known.
  const isSimple = known.length === 1 && known[0]!.until === Number.POSITIVE_INFINITY
  if (courses.length === 1 && !rule.scope && isSimple) {
    return onGrid(rule, oneLeaf(courses[0]!, rule, known[0]!.from))
  }
  const times: Instant[] = rule.scope ? changesOf(history) : []
  times.push(Number.NEGATIVE_INFINITY)
  for (const course of courses) for (const { at } of course) times.push(at)
  for (const { from, until } of known) times.push(from, until)
  times.sort((a, b) => a - b)
  const positions = courses.map(() => 0)
  const steps: TruthStep[] = []
  let before: Instant | null = null
  for (const at of times) {
    if (at === before) continue
    before = at
    for (const [index, course] of courses.entries()) {
      while (positions[index]! + 1 < course.length && course[positions[index]! + 1]!.at <= at)
        positions[index]! += 1
    }
    const isKnown = known.some(({ from, until }) => from <= at && at < until)
    if (!isKnown || (rule.scope && !inScope(rule.scope, fieldsAt(history, at)))) {
      push(steps, { at, ...CLOSED })
      continue
    }
    const now = courses.map((course, index) => course[positions[index]!]!)
    push(steps, { at, ...saidBy(rule, now) })
  }
  return onGrid(rule, steps)
}

/** Asked of every subject, and the same for all of them. */
const leavesOfRules = new WeakMap<Rule, readonly Leaf[]>()

function leavesOfRule(rule: Rule): readonly Leaf[] {
  let leaves = leavesOfRules.get(rule)
  if (!leaves) {
    leaves = [...leavesOf(rule.condition), ...(rule.clear ? leavesOf(rule.clear) : [])]
    leavesOfRules.set(rule, leaves)
  }
  return leaves
}

const CLOSED = { truth: 'closed', apparent: 'closed', over: 'closed' } as const
const NEVER: TruthStep[] = [{ at: Number.NEGATIVE_INFINITY, ...CLOSED }]

type LeafStep = { at: Instant; truth: Truth; apparent: Truth }

/** As `evaluate` puts the leaves together: what is over for want of data is not over. */
function saidBy(rule: Rule, leaves: readonly LeafStep[]): Omit<TruthStep, 'at'> {
  const [truth, over] = putTogether(rule, leaves, 'truth')
  if (leaves.every((leaf) => leaf.truth === leaf.apparent)) return { truth, apparent: truth, over }
  const [apparent, seeming] = putTogether(rule, leaves, 'apparent')
  return { truth, apparent, over: seeming === 'true' ? over : seeming }
}

function putTogether(
  rule: Rule,
  leaves: readonly LeafStep[],
  by: 'truth' | 'apparent',
): [truth: Truth, over: Truth] {
  let index = 0
  const next = () => {
    index += 1
    return leaves[index - 1]![by]
  }
  const truth = truthOf(rule.condition, next)
  return [truth, whenOver(rule, truth, next)]
}

/** What is held and would be over by the passing of time alone is told in the last moment before. */
function withLastMoments(rule: Rule, history: History, steps: readonly TruthStep[]): TruthStep[] {
  const all: TruthStep[] = []
  for (const [index, step] of steps.entries()) {
    all.push(step)
    if (step.apparent !== 'true' || step.truth === 'true') continue
    const until = steps[index + 1]?.at ?? step.at
    for (let turn = nextTurn(rule.grid, step.at); turn <= until; turn = nextTurn(rule.grid, turn)) {
      const { truth, apparent, over } = evaluate(rule, history, turn - 1)
      if (truth !== 'true') continue
      if (all.at(-1)!.at === turn - 1) all.pop()
      all.push({ at: turn - 1, truth, apparent, over })
      if (turn < until) all.push({ ...step, at: turn })
    }
  }
  return all
}

/** The commonest rule, one leaf and no scope, without sorting anything. */
function oneLeaf(course: readonly LeafStep[], rule: Rule, until: Instant): TruthStep[] {
  const steps: TruthStep[] = []
  for (const [index, step] of course.entries()) {
    const next = course[index + 1]?.at ?? Number.POSITIVE_INFINITY
    if (step.at < until) push(steps, { at: step.at, ...CLOSED })
    if (next > until) push(steps, { at: Math.max(step.at, until), ...saidBy(rule, [step]) })
  }
  return steps
}

export function piecesFor(subject: Pieced, metric: string): readonly Piece[] {
  let pieces = subject.pieces.get(metric)
  if (!pieces) {
    pieces = piecesOf(subject.history.series.get(metric)!)
    subject.pieces.set(metric, pieces)
  }
  return pieces
}

/** From when on the subject is known for good; null when not, when lost from sight between, or when ended. */
export function knownSince(subject: Pieced): Instant | null {
  if (subject.since === undefined) {
    const known = knownTimes(subject.history)
    const isForGood = known[0]?.until === Number.POSITIVE_INFINITY && subject.history.endsAt === undefined
    const isSimple = known.length === 1 && isForGood
    subject.since =
      isSimple && [...subject.history.series.values()].every(canBePieced) ? known[0]!.from : null
  }
  return subject.since
}

function leafCourse(leaf: Leaf, subject: Pieced): LeafStep[] {
  const series = subject.history.series.get(leaf.metric)!
  const pieces = piecesFor(subject, leaf.metric)
  const { threshold } = leaf
  const steps: LeafStep[] = []
  const extra = movesOfLine(leaf, subject.history)
  let position = 0
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1]?.at ?? Number.POSITIVE_INFINITY
    let { at } = piece
    for (;;) {
      while (position < extra.length && extra[position]! <= at) position += 1
      const until = Math.min(next, extra[position] ?? Number.POSITIVE_INFINITY)
      const fields = threshold.kind === 'field' ? fieldsAt(subject.history, at) : {}
      const line =
        threshold.kind === 'fixed' ? threshold.value : lineAt(threshold, series, fields, at).threshold
      const isTooFew =
        piece.n < (leaf.minN ?? 0) || !hasEnough(threshold, series, { value: piece.value, n: piece.n })
      pieceTruth(steps, { leaf, piece, at, until, line: isTooFew ? null : line })
      if (until >= next) break
      at = until
    }
  }
  return withLateness(steps, leaf, subject.history)
}

/**
 * When the line moves though the figure does not: the field it is taken from changes, or a fact that comes
 * late falls between two others and makes the gaps smaller.
 */
function movesOfLine({ metric, threshold }: Leaf, history: History): Instant[] {
  if (threshold.kind === 'field') return changesOf(history)
  if (threshold.kind !== 'own-gaps') return []
  const points = new Set<Instant>()
  factPoints(history.series.get(metric)!, points, Number.NEGATIVE_INFINITY)
  return [...points].sort((a, b) => a - b)
}

/** What only seems so while a source of the figure is late is unknown for so long. */
function withLateness(steps: LeafStep[], leaf: Leaf, { series, late }: History): LeafStep[] {
  const { def } = series.get(leaf.metric)!
  const windows = heldWindows(def, late)
  if (windows.length === 0) return steps
  const edges = windows.flatMap(({ from, until }) => [from, until])
  const times = [...new Set([...steps.map(({ at }) => at), ...edges])].sort((a, b) => a - b)
  let position = 0
  return times.map((at) => {
    while (position + 1 < steps.length && steps[position + 1]!.at <= at) position += 1
    const { truth } = steps[position]!
    const isSaid = truth === 'true' || truth === 'false'
    const isHeld = isSaid && lateAt(def, leaf, truth, { late, at })?.isHeld === true
    return { at, truth: isHeld ? 'unknown' : truth, apparent: truth }
  })
}

type PieceLook = { leaf: Leaf; piece: Piece; at: Instant; until: Instant; line: number | null }

/** Appends what the leaf says from `at` to `until`; a ticking value crosses its line on its own day. */
function pieceTruth(steps: LeafStep[], { leaf, piece, at, until, line }: PieceLook): void {
  const { test } = COMPARE[leaf.op]
  if (piece.missing === 'closed' || piece.value === null || line === null) {
    pushLeaf(steps, at, piece.missing === 'closed' ? 'closed' : 'unknown')
    return
  }
  if (piece.slope === 0) {
    pushLeaf(steps, at, test(piece.value, line) ? 'true' : 'false')
    return
  }
  const today = dayIndexOf(at)
  const valueOn = (day: number) => (day - piece.anchor) * piece.slope
  pushLeaf(steps, at, test(valueOn(today), line) ? 'true' : 'false')
  // The only days on which a value moving by one can cross: around the line itself.
  const crossing = piece.anchor + line * piece.slope
  for (let day = Math.floor(crossing) - 1; day <= Math.ceil(crossing) + 1; day += 1) {
    const begins = startOfDayIndex(day)
    if (day <= today || begins >= until) continue
    pushLeaf(steps, begins, test(valueOn(day), line) ? 'true' : 'false')
  }
}

function pushLeaf(steps: LeafStep[], at: Instant, truth: Truth): void {
  if (steps.length === 0 || steps[steps.length - 1]!.truth !== truth)
    steps.push({ at, truth, apparent: truth })
}

function push(steps: TruthStep[], step: TruthStep): void {
  const last = steps[steps.length - 1]
  if (last && last.truth === step.truth && last.apparent === step.apparent && last.over === step.over) return
  if (last && last.at === step.at) steps.pop()
  steps.push(step)
}

/** Moves each step to the grid point at which it is first seen; of several, the last is seen. */
function onGrid(rule: Rule, steps: TruthStep[]): TruthStep[] {
  const { grid } = rule
  if (grid === 'change') return steps
  const seen: TruthStep[] = []
  for (const step of steps) {
    const at = Number.isFinite(step.at) ? nextGridPoint(grid, step.at - 1) : step.at
    while (seen.length > 0 && seen[seen.length - 1]!.at >= at) seen.pop()
    push(seen, { ...step, at })
  }
  return seen
}

/** When anything at all is known about the subject, as spans that do not touch. */
function knownTimes(history: History): { from: Instant; until: Instant }[] {
  const all: { from: Instant; until: Instant }[] = []
  let first = Number.POSITIVE_INFINITY
  for (const { deltas } of history.series.values()) {
    for (const { at, until } of deltas) {
      if (until === undefined) first = Math.min(first, at)
      else all.push({ from: at, until })
    }
  }
  if (Number.isFinite(first)) all.push({ from: first, until: Number.POSITIVE_INFINITY })
  if (all.length < 2) return all
  const spans: { from: Instant; until: Instant }[] = []
  for (const span of all.sort((a, b) => a.from - b.from)) {
    const last = spans.at(-1)
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until)
    else spans.push(span)
  }
  return spans
}

function changesOf(history: History): Instant[] {
  const times = new Set<Instant>()
  for (const changes of Object.values(history.fields)) {
    for (const { at, until } of changes) {
      times.add(at)
      if (until !== undefined) times.add(until)
    }
  }
  return [...times].sort((a, b) => a - b)
}
