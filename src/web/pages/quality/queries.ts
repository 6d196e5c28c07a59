import { listDefects, qualityOverview } from '../../../api/quality.ts'
import { fromUrl } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const DEFECTS_PAGE_SIZE = 30

export function overviewQuery(values: UrlValues) {
  return fromUrl(qualityOverview, values)
}

export function defectsQuery(values: UrlValues) {
  return fromUrl(listDefects, values, { size: DEFECTS_PAGE_SIZE })
}
