import type { MetricDef } from './metric.ts'
import { CONTRACT_METRICS } from './metrics-contract.ts'
import { COVER_METRICS } from './metrics-cover.ts'
import { CREDIT_METRICS } from './metrics-credit.ts'
import { CUSTOMER_METRICS } from './metrics-customer.ts'
import { DEAL_METRICS } from './metrics-deal.ts'
import { indicatorDef } from './metrics-indicator.ts'
import { INSTALMENT_METRICS } from './metrics-instalment.ts'
import { ORDER_METRICS } from './metrics-order.ts'
import { ORG_METRICS, REP_METRICS, STAGE_METRICS, TEAM_METRICS } from './metrics-people.ts'
import { QUOTE_METRICS } from './metrics-quote.ts'
import { REGISTER_METRICS } from './metrics-register.ts'
import type { SubjectKind } from './subject.ts'

/**
 * Every metric that all companies have; an id is unique within its kind of subject. What a company brings in
 * from outside is told by name, see `indicatorDef`.
 */
export const METRICS: readonly MetricDef[] = [
  ...CUSTOMER_METRICS,
  ...COVER_METRICS,
  ...CREDIT_METRICS,
  ...REGISTER_METRICS,
  ...DEAL_METRICS,
  ...QUOTE_METRICS,
  ...ORDER_METRICS,
  ...CONTRACT_METRICS,
  ...INSTALMENT_METRICS,
  ...STAGE_METRICS,
  ...REP_METRICS,
  ...TEAM_METRICS,
  ...ORG_METRICS,
]

/** Without what the company says of an indicator: histories carry its own name. */
export function metricDef(subject: SubjectKind, id: string): MetricDef | undefined {
  return BY_ID.get(`${subject}:${id}`) ?? (subject === 'org' ? indicatorDef(id) : undefined)
}

const BY_ID: ReadonlyMap<string, MetricDef> = new Map(METRICS.map((def) => [`${def.subject}:${def.id}`, def]))

/** Whether a figure is an amount or a share of amounts; days, counts and shares of counts are not. */
export function isOfMoney(id: string): boolean {
  return METRICS.some((def) => def.id === id && (def.unit === 'fen' || def.ofMoney === true))
}

export function metricsFor(subject: SubjectKind): MetricDef[] {
  return METRICS.filter((def) => def.subject === subject)
}
