import { LEAST_USEFUL } from '../watch/rule-record.ts'
import { FEWEST_EVENTS } from './report.ts'
import type { LinePart, VariantRow } from './variants.ts'

export type LineProposal =
  | { kind: 'move'; from: VariantRow; to: VariantRow }
  | {
      kind: 'keep'
      because: 'no_lines' | 'too_few_events' | 'present_is_best' | 'none_is_useful' | 'does_not_last'
    }

/**
 * One review moves a line to at most twice or half of where it was and brings at most twice the alerts:
 * people must be able to follow.
 */
const FURTHEST = 2
/** What a move must bring at the least, in right alerts over the whole span. */
const WORTH_A_CHANGE = 2

/**
 * Which line recent data would have people take (C110 C111). The price is fixed beforehand and not fitted: a
 * right alert is worth what it costs to look at as many as there are at the precision below which a rule is
 * silenced (Sarlin & von Schweinitz 2021: thresholds tuned afterwards do not last). The line is chosen on
 * the first 60 % of the time and proposed only if it is better on the rest as well.
 */
export function proposeLine(
  rows: readonly VariantRow[],
  present: number,
  /** how much went wrong over the span, foreseen or not */
  events: number,
): LineProposal {
  const from = rows.find((row) => row.value === present)
  if (!from || rows.length < 2) return { kind: 'keep', because: 'no_lines' }
  if (events < FEWEST_EVENTS) return { kind: 'keep', because: 'too_few_events' }
  const near = rows.filter(
    ({ value, raised }) =>
      value >= present / FURTHEST &&
      value <= present * FURTHEST &&
      raised <= FURTHEST * Math.max(from.raised, FEWEST_EVENTS),
  )
  const to = near.reduce((best, row) => (worthOf(row.early) > worthOf(best.early) ? row : best), from)
  if (to === from) return { kind: 'keep', because: 'present_is_best' }
  // Fewer alerts that are still mostly wrong are not a better line: such a rule wants another condition.
  if (worthOf(to) <= 0) return { kind: 'keep', because: 'none_is_useful' }
  const lasts = worthOf(to.late) > worthOf(from.late)
  const isEnough = worthOf(to) - worthOf(from) >= WORTH_A_CHANGE * (1 - LEAST_USEFUL)
  return lasts && isEnough ? { kind: 'move', from, to } : { kind: 'keep', because: 'does_not_last' }
}

/** Right alerts less what all of them cost; alerts that repeat what was told cost and bring nothing. */
function worthOf({ alerts, precision }: LinePart): number {
  return alerts * ((precision ?? 0) - LEAST_USEFUL)
}
