import { addedByDay, isTicking } from './fold.ts'
import type { MetricDef } from './metric.ts'
import { COMPARE } from './operators.ts'
import type { Comparison } from './rule.ts'
import type { Truth } from './truth.ts'

type Read = { op: Comparison; value: number | null; threshold: number | null }

/** What a leaf that says this would say some days later if nothing else became known. */
export function saidLater(said: Truth, { op, value, threshold }: Read, days: number, def: MetricDef): Truth {
  if (!isTicking(def) || (said !== 'true' && said !== 'false')) return said
  return COMPARE[op].test(value! + days * addedByDay(def), threshold!) ? 'true' : 'false'
}
