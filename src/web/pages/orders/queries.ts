import type { listOrders } from '../../../api/orders.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const ORDERS_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function ordersQuery(values: UrlValues): QueryOf<typeof listOrders> {
  return {
    page: Number(values.page ?? 1),
    size: ORDERS_PAGE_SIZE,
    view: values.view,
    q: values.q,
    responsibleId: values.responsibleId,
    fields: values['fields'],
    custom: values['custom'],
  }
}
