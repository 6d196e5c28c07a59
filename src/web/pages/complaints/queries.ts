import { listComplaints } from '../../../api/complaints.ts'
import { fromUrl } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const COMPLAINTS_PAGE_SIZE = 30

export function complaintsQuery(values: UrlValues) {
  return fromUrl(listComplaints, values, { size: COMPLAINTS_PAGE_SIZE })
}
