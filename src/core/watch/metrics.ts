import type { MetricDef } from './metric.ts'
import { CONTRACT_METRICS } from './metrics-contract.ts'
import { CUSTOMER_METRICS } from './metrics-customer.ts'
import { DEAL_METRICS } from './metrics-deal.ts'
import { INSTALMENT_METRICS } from './metrics-instalment.ts'
import { ORDER_METRICS } from './metrics-order.ts'
import { ORG_METRICS, REP_METRICS, TEAM_METRICS } from './metrics-people.ts'
import { QUOTE_METRICS } from './metrics-quote.ts'
import type { SubjectKind } from './subject.ts'

/** Every metric there is; an id is unique within its kind of subject. */
export const METRICS: readonly MetricDef[] = [
  ...CUSTOMER_METRICS,
  ...DEAL_METRICS,
  ...QUOTE_METRICS,
  ...ORDER_METRICS,
  ...CONTRACT_METRICS,
  ...INSTALMENT_METRICS,
  ...REP_METRICS,
  ...TEAM_METRICS,
  ...ORG_METRICS,
]

export function metricDef(subject: SubjectKind, id: string): MetricDef | undefined {
  return BY_ID.get(`${subject}:${id}`)
}

const BY_ID: ReadonlyMap<string, MetricDef> = new Map(METRICS.map((def) => [`${def.subject}:${def.id}`, def]))

/** Whether a figure is an amount or a share of amounts; days, counts and shares of counts are not. */
export function isOfMoney(id: string): boolean {
  return METRICS.some((def) => def.id === id && (def.unit === 'fen' || def.ofMoney === true))
}

export function metricsFor(subject: SubjectKind): MetricDef[] {
  return METRICS.filter((def) => def.subject === subject)
}
