import type { listContracts } from '../../../api/contracts.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const CONTRACTS_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function contractsQuery(values: UrlValues): QueryOf<typeof listContracts> {
  return { page: Number(values.page ?? 1), size: CONTRACTS_PAGE_SIZE, view: values.view, q: values.q }
}
