import type { Month } from '../calendar.ts'
import { CARD_LINES, cardLine, type LineId } from './lines.ts'

/** One line of the card: of how much weight, at which value it earns everything and at which nothing. */
export type LineRule = { line: LineId; weight: number; full: number; zero: number }
export type CardRule = { lines: readonly LineRule[] }
/** A rule holds from its month on until the next one does. */
export type CardVersion = { from: Month; rule: CardRule }

/** Weights are shares of a whole. */
export const WHOLE = 100
/** Under so many cases a share says more about chance than about a person (law 11). */
export const LEAST_CASES = 5
/** With less than this of the weight known there is no total: it would be about the few lines that are. */
export const LEAST_JUDGED = 50
export type Found = { value: number | null; n: number; num: number | null; den: number | null }

export type CardProblem =
  | 'card_empty'
  | 'card_line_twice'
  | 'card_weights_off'
  | 'card_weight_none'
  | 'card_turned'

/** What is wrong with a rule, or null. */
export function checkCard({ lines }: CardRule): { code: CardProblem; line?: LineId; sum?: number } | null {
  if (lines.length === 0) return { code: 'card_empty' }
  const twice = lines.find(({ line }, nth) => lines.findIndex((one) => one.line === line) !== nth)
  if (twice) return { code: 'card_line_twice', line: twice.line }
  const none = lines.find(({ weight }) => weight <= 0)
  if (none) return { code: 'card_weight_none', line: none.line }
  const turned = lines.find(({ line, full, zero }) =>
    cardLine(line).bad === 'high' ? full >= zero : full <= zero,
  )
  if (turned) return { code: 'card_turned', line: turned.line }
  const sum = lines.reduce((total, { weight }) => total + weight, 0)
  return sum === WHOLE ? null : { code: 'card_weights_off', sum }
}

/** What a month is judged by; before the first rule nobody is. */
export function cardOf(versions: readonly CardVersion[], month: Month): CardRule | null {
  const held = versions.filter(({ from }) => from <= month).sort((x, y) => (x.from < y.from ? -1 : 1))
  return held.at(-1)?.rule ?? null
}

/** The versions with another one; one from the same month takes its place. */
export function withCard(versions: readonly CardVersion[], added: CardVersion): CardVersion[] {
  return [...versions.filter(({ from }) => from !== added.from), added].sort((x, y) =>
    x.from < y.from ? -1 : 1,
  )
}

export type Judged = LineRule &
  Found & {
    /** tenths of a point, of a hundred; null: not judged, see `why` */
    tenths: number | null
    why: 'no_data' | 'few' | null
  }

export type Card = {
  lines: Judged[]
  /** tenths of a point over the lines that could be judged; null: too little could be */
  tenths: number | null
  /** how much of the weight that is */
  judgedWeight: number
}

/**
 * The card of one person (C169). A line earns its points along a straight line between what earns nothing and
 * what earns everything, and no more than that. What has no data, or too few cases, is not judged and is no
 * nought: its weight falls to the other lines, and the card says how much of the weight it stands on.
 */
export function judge({ lines }: CardRule, foundOf: (line: LineId) => Found): Card {
  const judged = lines.map((rule): Judged => {
    const found = foundOf(rule.line)
    const why = whyNot(rule.line, found)
    return { ...rule, ...found, why, tenths: why === null ? tenthsOf(found.value!, rule) : null }
  })
  const known = judged.filter(({ tenths }) => tenths !== null)
  const judgedWeight = known.reduce((sum, { weight }) => sum + weight, 0)
  const earned = known.reduce((sum, { weight, tenths }) => sum + weight * tenths!, 0)
  return {
    lines: judged,
    judgedWeight,
    tenths: judgedWeight >= LEAST_JUDGED ? Math.round(earned / judgedWeight) : null,
  }
}

function whyNot(line: LineId, { value, den }: Found): Judged['why'] {
  if (value === null) return 'no_data'
  return cardLine(line).isShare && (den ?? 0) < LEAST_CASES ? 'few' : null
}

function tenthsOf(value: number, { full, zero }: LineRule): number {
  const part = (value - zero) / (full - zero)
  return Math.round(Math.min(1, Math.max(0, part)) * WHOLE * 10)
}

/** A card to begin with: half of it what was sold and collected, half of it how. */
export const USUAL_CARD: CardRule = {
  lines: (
    [
      ['bookings', 25],
      ['collections', 25],
      ['late_orders', 15],
      ['violations', 10],
      ['answers', 15],
      ['complete', 10],
    ] as const
  ).map(([line, weight]) => ({ line, weight, ...CARD_LINES.find(({ id }) => id === line)!.usual })),
}
