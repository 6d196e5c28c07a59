import type { listQuotes } from '../../../api/quotes.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const QUOTES_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function quotesQuery(values: UrlValues): QueryOf<typeof listQuotes> {
  return {
    page: Number(values.page ?? 1),
    size: QUOTES_PAGE_SIZE,
    view: values.view,
    q: values.q,
    responsibleId: values.responsibleId,
    fields: values['fields'],
    custom: values['custom'],
  }
}
