import type { getImport, listImports } from '../../../api/imports.ts'
import type { QueryOf, ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export type Batch = ReplyOf<typeof getImport>

export const IMPORTS_PAGE_SIZE = 20

export function importsQuery(values: UrlValues): QueryOf<typeof listImports> {
  return { page: Number(values.page ?? 1), pageSize: IMPORTS_PAGE_SIZE }
}

/**
 * What the file holds stays as it is until somebody asks to look again: kept beside the server's own keys.
 */
export function analysisKey(id: string) {
  return ['imports.analysis', id]
}
