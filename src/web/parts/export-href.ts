import type { Route } from '../../api/route.ts'
import { type QueryOf, urlOf } from '../api.ts'
import { useMay } from '../session.tsx'

/** Where the list lies as a file, narrowed as on the screen, for those who may; pages of it are no part. */
export function useExportHref<R extends Route>(route: R, query: object = {}): string | undefined {
  const may = useMay()
  if (!may('export.run')) return undefined
  const { page: _page, size: _size, pageSize: _pageSize, ...narrowed } = query as Record<string, unknown>
  return urlOf(route, { query: narrowed as QueryOf<R> } as never)
}
