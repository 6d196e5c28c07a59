import { listCases } from '../../../api/cases.ts'
import { fromUrl } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export function casesQuery(values: UrlValues) {
  return fromUrl(listCases, values)
}
