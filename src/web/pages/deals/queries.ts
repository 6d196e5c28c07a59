import type { dealBoard, listDeals } from '../../../api/deals.ts'
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
    outcome: values.outcome,
    stageId: values.stageId,
    responsibleId: values.responsibleId,
    stuckOnly: values.stuckOnly,
    sort: values.sort,
  }
}

export function boardQuery(values: UrlValues): QueryOf<typeof dealBoard> {
  return { asOf: values.asOf, pipelineId: values.pipelineId, responsibleId: values.responsibleId }
}
