import type { readPrices } from '../../../api/prices.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function pricesQuery(values: UrlValues): QueryOf<typeof readPrices> {
  return { listId: values.listId, currency: values.currency }
}
