import { listDefects, qualityOverview } from '../../../api/quality.ts'
import { fromUrl } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const DEFECTS_PAGE_SIZE = 30

export function overviewQuery(values: UrlValues) {
  return fromUrl(qualityOverview, values)
}

export function defectsQuery(values: UrlValues) {
  // What is kept as of now only is no question to a past day, also where the address still has it.
  const { view, menderId, fixableOnly, ...ofAnyDay } = values
  const asked = values['asOf'] ? ofAnyDay : values
  return fromUrl(listDefects, asked, { size: DEFECTS_PAGE_SIZE })
}
