import { addDays, type Day, daysBetween } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type Interval, wilson } from '../stats/interval.ts'
import { STAGE_CODES, type StageCode } from './stage.ts'

/** One thing a step spoke of, and when it was paid in full; null: it is not. */
export type DunnedItem = { stage: StageCode; on: Day; fen: Fen; paidOn: Day | null }

export type StageEffect = {
  stage: StageCode
  /** steps old enough that the days have passed */
  n: number
  paid: number
  fen: Fen
  paidFen: Fen
  /** null: fewer than MIN_CASES, from which nothing is concluded */
  interval: Interval | null
  medianDays: number | null
}

/** Fewer cases are told as "k of n" without a percentage (law 11). */
export const MIN_CASES = 8
export const EFFECT_DAYS = 14

/**
 * What was paid in full within `days` after each stage (C089). Only what was dunned at least so long ago is
 * counted, paid or not: who was written to yesterday has had no time. It says what came after a stage and
 * not because of it.
 */
export function stageEffects(items: readonly DunnedItem[], today: Day, days = EFFECT_DAYS): StageEffect[] {
  return STAGE_CODES.map((stage) => {
    const mine = items.filter((one) => one.stage === stage && addDays(one.on, days) <= today)
    const came = mine.filter(({ on, paidOn }) => paidOn !== null && paidOn <= addDays(on, days))
    const taken = came.map(({ on, paidOn }) => daysBetween(on, paidOn!)).sort((a, b) => a - b)
    const sum = (some: readonly DunnedItem[]) => some.reduce((total, { fen }) => total + fen, 0n)
    return {
      stage,
      n: mine.length,
      paid: came.length,
      fen: sum(mine),
      paidFen: sum(came),
      interval: mine.length < MIN_CASES ? null : wilson(came.length, mine.length),
      medianDays: taken.length === 0 ? null : taken[(taken.length - 1) >> 1]!,
    }
  })
}
