import type { QueryClient } from '@tanstack/react-query'
import { conversion, dealBoard, listDealPriority, listDeals } from '../../../api/deals.ts'
import { bring } from '../../bring.ts'
import type { UrlValues } from '../../ui/url.tsx'
import { boardQuery, conversionQuery, dealsQuery, priorityQuery } from './queries.ts'

/** What each view of the deals starts with. */
export function bringDeals(client: QueryClient, values: UrlValues): Promise<unknown> {
  switch (values.view) {
    case 'list':
      return bring(client, listDeals, { query: dealsQuery(values) })
    case 'priority':
      return bring(client, listDealPriority, { query: priorityQuery(values) })
    case 'funnel':
      return bring(client, conversion, { query: conversionQuery(values) })
    default:
      return bring(client, dealBoard, { query: boardQuery(values) })
  }
}
