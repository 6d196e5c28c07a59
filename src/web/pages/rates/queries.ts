import type { listRates } from '../../../api/rates.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function ratesQuery(values: UrlValues): QueryOf<typeof listRates> {
  return { page: Number(values.page ?? 1), size: 20, currency: values.currency }
}
