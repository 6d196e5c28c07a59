import { z } from 'zod'
import { EXPORT_LISTS } from '../core/export/guard.ts'
import { can, pageOf, pageQuery } from './paging.ts'
import { id, instant, route } from './route.ts'

/** Lists that leave as a file: who took what, and what a second person must agree to (C192). */

const exportList = z.enum(EXPORT_LISTS)
/** What the file was narrowed by, as it stood in the address. */
const searchText = z.string().max(2000)

const policy = z.object({
  rowsFrom: z.int().min(1).max(1_000_000),
  customersFrom: z.int().min(1).max(1_000_000),
  dayRows: z.int().min(0).max(10_000_000),
})

const request = z.object({
  id,
  list: exportList,
  search: z.string(),
  rows: z.int(),
  customers: z.int(),
  reason: z.string(),
  personName: z.string(),
  askedAt: instant,
  approvalId: id,
  /** what has become of the question; 'used': the file has been fetched */
  state: z.enum(['open', 'returned', 'approved', 'rejected', 'ended', 'used', 'expired']),
  can: z.object({ fetch: can }),
})
export type ExportRequest = z.input<typeof request>

const exported = z.object({
  id,
  at: instant,
  list: exportList,
  search: z.string(),
  rows: z.int(),
  customers: z.int(),
  personName: z.string(),
  reason: z.string(),
  approvalId: id.nullable(),
})
export type ExportedRow = z.input<typeof exported>

export const listExports = route({
  id: 'exports.list',
  method: 'GET',
  path: '/api/exports',
  permission: 'export.run',
  summary: 'Files that left, newest first, of the people in scope; one’s own open requests; the limits',
  query: z.object({ ...pageQuery, personId: id.optional() }),
  reply: pageOf(exported).extend({
    requests: z.array(request),
    policy,
    takenToday: z.int(),
    can: z.object({ policy: can }),
  }),
})

export const requestExport = route({
  id: 'exports.request',
  method: 'POST',
  path: '/api/exports/requests',
  permission: 'export.run',
  summary: 'Asks a second person for a file that is too large to take alone; says what for',
  body: z.object({
    list: exportList,
    search: searchText,
    rows: z.int().min(1),
    customers: z.int().min(0),
    reason: z.string().trim().min(4).max(500),
  }),
  reply: z.object({ id, approvalId: id }),
})

export const saveExportPolicy = route({
  id: 'exports.policy',
  method: 'PUT',
  path: '/api/exports/policy',
  permission: 'setting.write',
  summary: 'From how many lines or customers a second person is asked, and how much a day takes',
  body: policy,
  reply: z.object({ ok: z.literal(true) }),
})
