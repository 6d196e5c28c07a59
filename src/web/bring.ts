import type { QueryClient } from '@tanstack/react-query'
import type { Route } from '../api/route.ts'
import { type ParamsOf, type QueryOf, queryOf } from './api.ts'

/** Brings data for a page; an answer that is already there is used, and fetched again when it is stale. */
export function bring<R extends Route>(
  client: QueryClient,
  route: R,
  sent: { params?: ParamsOf<R>; query?: QueryOf<R> } = {},
): Promise<unknown> {
  return client.ensureQueryData({ ...queryOf(route, sent), revalidateIfStale: true })
}

/** Several at once, for a page that is put together from the answers of other lists. */
export function bringAll(
  client: QueryClient,
  needs: readonly (readonly [Route, { query?: QueryOf<Route> }])[],
): Promise<unknown> {
  return Promise.all(needs.map(([route, sent]) => bring(client, route, sent)))
}
