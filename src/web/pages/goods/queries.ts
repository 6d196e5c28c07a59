import type { listAllowances } from '../../../api/allowances.ts'
import type { getNote, listNotes } from '../../../api/delivery-notes.ts'
import type { QueryOf, ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export type Note = ReplyOf<typeof getNote>

export const NOTES_PAGE_SIZE = 20

/** The page's URL as the query of the list; a loader and the page build the same cache key from it. */
export function notesQuery(values: UrlValues): QueryOf<typeof listNotes> {
  return { page: Number(values.page ?? 1), size: NOTES_PAGE_SIZE, view: values.view, q: values.q }
}

export const ALLOWANCES_PAGE_SIZE = 20

export function allowancesQuery(values: UrlValues): QueryOf<typeof listAllowances> {
  return {
    page: Number(values.page ?? 1),
    size: ALLOWANCES_PAGE_SIZE,
    view: values.view,
    customerId: values.customerId,
  }
}
