import type { contractChanges } from '../../../api/contract-changes.ts'
import type { listContracts, searchContracts } from '../../../api/contracts.ts'
import type { contractObligations } from '../../../api/obligations.ts'
import type { QueryOf, ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const CONTRACTS_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function contractsQuery(values: UrlValues): QueryOf<typeof listContracts> {
  return {
    page: Number(values.page ?? 1),
    size: CONTRACTS_PAGE_SIZE,
    view: values.view,
    q: values.q,
    fields: values['fields'],
    custom: values['custom'],
  }
}

/** Whether the page looks through the archive: a word or a condition is given, or its tab was chosen. */
export function looksInArchive(values: UrlValues): boolean {
  return values.view === 'archive' || FACETS.some((name) => Boolean(values[name]))
}

export function archiveQuery(values: UrlValues): QueryOf<typeof searchContracts> {
  const chosen = Object.fromEntries(FACETS.map((name) => [name, values[name]]))
  return { page: Number(values.page ?? 1), size: CONTRACTS_PAGE_SIZE, ...chosen }
}

const FACETS = ['q', 'state', 'year', 'responsibleId', 'band', 'place'] as const

export type Obligations = ReplyOf<typeof contractObligations>
export type Obligation = Obligations['items'][number]

export type Changes = ReplyOf<typeof contractChanges>
export type Change = Changes['items'][number]
