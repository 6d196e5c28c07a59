import type { listHandoverItems } from '../../../api/handovers.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const ITEMS_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function itemsQuery(values: UrlValues): QueryOf<typeof listHandoverItems> {
  return {
    page: Number(values.page ?? 1),
    size: ITEMS_PAGE_SIZE,
    kind: values.kind as never,
    state: (values.state ?? 'open') as never,
    receiverId: values.receiverId,
  }
}
