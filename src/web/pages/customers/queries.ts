import type { getCustomer, listCustomers } from '../../../api/customers.ts'
import type { listPool } from '../../../api/pool.ts'
import type { QueryOf, ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export type Customer = ReplyOf<typeof getCustomer>

export const CUSTOMERS_PAGE_SIZE = 20
/** Who owes the most stands first: the list answers a question before it is asked. */
export const DEFAULT_SORT = 'overdue'

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function customersQuery(values: UrlValues): QueryOf<typeof listCustomers> {
  return {
    page: Number(values['page'] ?? 1),
    size: CUSTOMERS_PAGE_SIZE,
    asOf: values['asOf'],
    q: values['q'],
    view: values['view'],
    responsibleId: values['responsibleId'],
    keyLevel: values['keyLevel'],
    creditGrade: values['creditGrade'],
    overdueOnly: values['overdueOnly'],
    fields: values['fields'],
    custom: values['custom'],
    sort: values['sort'] ?? DEFAULT_SORT,
  }
}

/** Which two records stand side by side: `keep` and `other` of the URL. */
export function mergeQuery(values: UrlValues) {
  return { params: { id: values['keep'] ?? '' }, query: { otherId: values['other'] ?? '' } }
}

export const POOL_PAGE_SIZE = 20

export function poolQuery(values: UrlValues): QueryOf<typeof listPool> {
  return { page: Number(values['page'] ?? 1), size: POOL_PAGE_SIZE, q: values['q'] }
}
