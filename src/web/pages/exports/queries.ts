import type { listExports } from '../../../api/exports.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const EXPORTS_PAGE_SIZE = 20

export function exportsQuery(values: UrlValues): QueryOf<typeof listExports> {
  return { page: Number(values['page'] ?? 1), size: EXPORTS_PAGE_SIZE, personId: values['personId'] }
}
