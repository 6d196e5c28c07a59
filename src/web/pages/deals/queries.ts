import type { conversion, dealBoard, listDealPriority, listDeals } from '../../../api/deals.ts'
import type { PassageWho } from '../../../core/deal/passage.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const DEALS_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function dealsQuery(values: UrlValues): QueryOf<typeof listDeals> {
  return {
    page: Number(values.page ?? 1),
    size: DEALS_PAGE_SIZE,
    asOf: values.asOf,
    q: values.q,
    outcome: outcomeOf(values),
    stageId: values.stageId,
    responsibleId: values.responsibleId,
    stuckOnly: values.stuckOnly,
    passage: values['passage'],
    fields: values['fields'],
    custom: values['custom'],
    sort: sortOf(values),
  }
}

/** What is still open comes first; the years of closed deals are there when asked for. */
export function outcomeOf(values: UrlValues): string | undefined {
  return values.outcome === 'all' ? undefined : (values.outcome ?? 'open')
}

/** Among the open ones those that stand still longest, elsewhere what changed last. */
export function sortOf(values: UrlValues): string {
  return values.sort ?? (outcomeOf(values) === 'open' ? 'stage-days' : 'updated')
}

export function boardQuery(values: UrlValues): QueryOf<typeof dealBoard> {
  return { asOf: values.asOf, pipelineId: values.pipelineId, responsibleId: values.responsibleId }
}

export function priorityQuery(values: UrlValues): QueryOf<typeof listDealPriority> {
  return {
    page: Number(values.page ?? 1),
    size: DEALS_PAGE_SIZE,
    asOf: values.asOf,
    responsibleId: values.responsibleId,
    only: values['only'] === 'all' ? undefined : values['only'],
  }
}

/** How far back the cohorts of the funnel reach. */
export const FUNNEL_DAYS = [90, 180, 365] as const

export function conversionQuery(values: UrlValues): QueryOf<typeof conversion> {
  return {
    asOf: values.asOf,
    pipelineId: values.pipelineId,
    days: values['days'] ?? FUNNEL_DAYS[1],
    ...whoOf(values),
  }
}

/** Whose deals the funnel shows, as the page's URL says. */
export function whoOf(values: UrlValues): PassageWho {
  return { responsibleId: values.responsibleId, teamId: values['teamId'], product: values['product'] }
}
