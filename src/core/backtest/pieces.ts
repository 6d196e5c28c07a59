import type { Instant } from '../calendar.ts'
import { startOfDayIndex } from '../watch/day-index.ts'
import { hasSpan, isAhead } from '../watch/fold.ts'
import type { Delta, Fold, PlainFold, Reading, Series } from '../watch/metric.ts'
import { dayAfterSpan } from '../watch/points.ts'
import { type Held, heldFor, isHeld } from './held-folds.ts'

/**
 * The reading of a series over all its time, as pieces on each of which it stands still or moves by one a
 * day (`slope`; `anchor` is the day on which it is or was zero). What `readingAt` says at any instant of a
 * piece is what the piece says. One pass over the facts in order of time instead of one fold per look.
 */
export type Piece = {
  at: Instant
  value: number | null
  n: number
  missing: Reading['missing'] | null
  slope: -1 | 0 | 1
  anchor: number
}

export function canBePieced(series: Pick<Series, 'def'>): boolean {
  const { fold } = series.def
  if (fold.kind === 'ratio' || fold.kind === 'gap') return isCountable(fold.num) && isCountable(fold.den)
  return fold.kind !== 'period'
}

function isCountable(fold: PlainFold): boolean {
  return isSummed(fold) || isHeld(fold)
}

export function piecesOf(series: Series): Piece[] {
  const { def, deltas } = series
  const { fold } = def
  if (isNewestOf(fold) && !def.gate && deltas.every(isPlain)) return newestPieces(fold, deltas)
  const running: Running = {
    gate: def.gate ? emptyFold({ kind: 'sum' }) : null,
    num: emptyFold(fold.kind === 'ratio' || fold.kind === 'gap' ? fold.num : fold),
    den: fold.kind === 'ratio' || fold.kind === 'gap' ? emptyFold(fold.den) : null,
  }
  const moves: Move[] = []
  for (const [order, delta] of deltas.entries()) {
    if (delta.part === 'gate') {
      if (running.gate) addMoves(moves, running.gate, delta, order)
    } else if (running.den) {
      if (delta.part !== 'den') addMoves(moves, running.num, delta, order)
      if (delta.part !== 'num') addMoves(moves, running.den, delta, order)
    } else if (delta.part === undefined) addMoves(moves, running.num, delta, order)
  }
  moves.sort((a, b) => a.at - b.at)
  const pieces = [pieceNow(series, running, Number.NEGATIVE_INFINITY)]
  for (let index = 0; index < moves.length; ) {
    const { at } = moves[index]!
    for (; index < moves.length && moves[index]!.at === at; index += 1) apply(moves[index]!)
    pieces.push(pieceNow(series, running, at))
  }
  return pieces
}

type Newest = Extract<PlainFold, { kind: 'last' | 'age' | 'left' }>

function isNewestOf(fold: Fold): fold is Newest {
  return fold.kind === 'last' || fold.kind === 'age' || fold.kind === 'left'
}

function isPlain({ part, until }: Delta): boolean {
  return part === undefined && until === undefined
}

/** Where nothing ever leaves, only what is newer than all before it changes the figure. */
function newestPieces(fold: Newest, deltas: readonly Delta[]): Piece[] {
  const entering = deltas.map((delta, order) => ({ at: entersAt(fold, delta), ranked: { delta, order } }))
  entering.sort((a, b) => a.at - b.at)
  const none: Piece = {
    at: Number.NEGATIVE_INFINITY,
    value: null,
    n: 0,
    missing: 'no_data',
    slope: 0,
    anchor: 0,
  }
  const pieces = [none]
  let newest: Ranked | null = null
  for (const { at, ranked } of entering) {
    if (newest && !isNewer(ranked, newest)) continue
    newest = ranked
    if (pieces[pieces.length - 1]!.at === at) pieces.pop()
    pieces.push(newestPiece(fold, ranked.delta, at))
  }
  return pieces
}

function newestPiece({ kind }: Newest, { value, on }: Delta, at: Instant): Piece {
  if (kind === 'last') return { at, value, n: 1, missing: null, slope: 0, anchor: 0 }
  // The value of a ticking piece follows from its anchor; 0 says only that there is one.
  return { at, value: 0, n: 1, missing: null, slope: kind === 'age' ? 1 : -1, anchor: on }
}

function entersAt(fold: PlainFold, { at, on }: Delta): Instant {
  return isAhead(fold) ? at : Math.max(at, startOfDayIndex(on))
}

/** One fold under way: what is visible, and what it adds up to. */
type Under = {
  fold: PlainFold
  sum: number
  n: number
  newest: Ranked | null
  visible: Set<Ranked> | null
  held: Held | null
}
type Ranked = { delta: Delta; order: number }
type Running = { gate: Under | null; num: Under; den: Under | null }
/** Sign 0: the fact stays, but its group may leave the span at this instant. */
type Move = { at: Instant; into: Under; ranked: Ranked; sign: 1 | -1 | 0 }

function emptyFold(fold: PlainFold): Under {
  const held = heldFor(fold)
  return { fold, sum: 0, n: 0, newest: null, visible: held || isSummed(fold) ? null : new Set(), held }
}

function isSummed(fold: PlainFold): boolean {
  return fold.kind === 'sum' || fold.kind === 'window' || fold.kind === 'last'
}

function addMoves(moves: Move[], into: Under, delta: Delta, order: number): void {
  const { fold } = into
  const enters = entersAt(fold, delta)
  let leaves = delta.until ?? Number.POSITIVE_INFINITY
  const spanEnds = hasSpan(fold) ? startOfDayIndex(dayAfterSpan(fold.span, delta.on)) : leaves
  // What is paid on a group counts as long as the group: only the group as a whole leaves the span.
  const staysWithGroup = fold.kind === 'groups' && delta.group !== undefined
  if (!staysWithGroup) leaves = Math.min(leaves, spanEnds)
  if (leaves <= enters) return
  const ranked = { delta, order }
  moves.push({ at: enters, into, ranked, sign: 1 })
  if (staysWithGroup && enters < spanEnds && spanEnds < leaves)
    moves.push({ at: spanEnds, into, ranked, sign: 0 })
  if (leaves !== Number.POSITIVE_INFINITY) moves.push({ at: leaves, into, ranked, sign: -1 })
}

function apply({ into, ranked, sign, at }: Move): void {
  if (into.held) {
    if (sign === 0) into.held.turn(ranked.delta, at)
    else into.held.take(ranked.delta, sign, at)
    return
  }
  if (into.fold.kind === 'sum' || into.fold.kind === 'window') {
    into.sum += sign * ranked.delta.value
    into.n += sign * (ranked.delta.n ?? 1)
    return
  }
  into.visible ??= new Set()
  if (sign === 1) {
    into.visible.add(ranked)
    if (!into.newest || isNewer(ranked, into.newest)) into.newest = ranked
    return
  }
  into.visible.delete(ranked)
  if (into.newest !== ranked) return
  into.newest = null
  for (const other of into.visible) if (!into.newest || isNewer(other, into.newest)) into.newest = other
}

/** By business day, then by knowing, then by order: the same as reading them all at once. */
function isNewer(a: Ranked, b: Ranked): boolean {
  if (a.delta.on !== b.delta.on) return a.delta.on > b.delta.on
  return a.delta.at === b.delta.at ? a.order > b.order : a.delta.at > b.delta.at
}

function pieceNow({ def }: Series, { gate, num, den }: Running, at: Instant): Piece {
  const piece: Piece = { at, value: null, n: 0, missing: null, slope: 0, anchor: 0 }
  const { fold } = def
  if (gate && gate.sum <= 0) return { ...piece, missing: 'closed' }
  if (den) {
    const [top, under] = [summed(num), summed(den)]
    if (fold.kind === 'gap') {
      if (under.n === 0) return { ...piece, missing: 'no_data' }
      return { ...piece, value: under.value - top.value, n: top.n }
    }
    if (under.value <= 0) return { ...piece, n: under.n, missing: 'no_data' }
    const scale = fold.kind === 'ratio' ? fold.scale : 1
    return { ...piece, value: Math.round((top.value / under.value) * scale), n: under.n }
  }
  if (fold.kind === 'sum' || fold.kind === 'window') return { ...piece, value: num.sum, n: num.n }
  if (num.held) {
    const { value, n } = num.held.read()
    return fold.kind === 'median' && n === 0 ? { ...piece, missing: 'no_data' } : { ...piece, value, n }
  }
  if (!num.newest) return { ...piece, missing: 'no_data' }
  return isNewestOf(fold) ? newestPiece(fold, num.newest.delta, at) : piece
}

function summed(under: Under): { value: number; n: number } {
  if (under.held) return under.held.read()
  if (under.fold.kind !== 'last') return { value: under.sum, n: under.n }
  return under.newest ? { value: under.newest.delta.value, n: 1 } : { value: 0, n: 0 }
}
