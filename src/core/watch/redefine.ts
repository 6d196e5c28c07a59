import { metricDef } from './metrics.ts'
import { metricsOf, type Rule } from './rule.ts'

/** The revisions beyond the first of what a rule looks at today. */
export function measuredBy(rule: Rule): Record<string, number> {
  const revisions: Record<string, number> = {}
  for (const metric of metricsOf(rule)) {
    const revision = metricDef(rule.subject, metric)?.revision ?? 1
    if (revision > 1) revisions[metric] = revision
  }
  return revisions
}

/**
 * The same rule as it must go on once one of its figures is measured in another way; null while none is.
 * Crossing a line by a redefinition is no signal (methods §1.8).
 */
export function afterRedefinition(rule: Rule): Rule | null {
  const now = measuredBy(rule)
  const before = rule.measured ?? {}
  const isSame = metricsOf(rule).every((metric) => (now[metric] ?? 1) === (before[metric] ?? 1))
  return isSame ? null : { ...remeasured(rule), anew: true }
}

/** A rule whose next version a person writes: held to today's definitions, beginning nothing anew. */
export function remeasured(rule: Rule): Rule {
  const { measured: _measured, anew: _anew, ...rest } = rule
  const measured = measuredBy(rule)
  return Object.keys(measured).length > 0 ? { ...rest, measured } : rest
}
