import { z } from 'zod'
import { COMPLAINT_CAUSES, COMPLAINT_KINDS } from '../core/complaint/complaint.ts'
import { asOfQuery, can, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

/** What customers complain about, who answers by when, and how it ended [C054]. */

const severity = z.union([z.literal(1), z.literal(2), z.literal(3)])
const told = {
  kind: z.enum(COMPLAINT_KINDS),
  severity,
  title: z.string().trim().min(1).max(200),
  detail: z.string().trim().max(2_000).default(''),
}
const changed = z.object({ id, version: z.int() })

const complaintRow = z.object({
  ...told,
  detail: z.string(),
  id,
  customer: z.object({ id, name: z.string() }),
  order: z.object({ id, number: z.string() }).nullable(),
  openedOn: day,
  dueOn: day,
  lateDays: z.int(),
  resolvedOn: day.nullable(),
  cause: z.enum(COMPLAINT_CAUSES).nullable(),
  resolution: z.string(),
  /** what was contested because of it and had no outcome yet */
  contestedFen: fen,
  responsible: person.nullable(),
  /** the first answer to the customer, by when it is due, and how long it took in working minutes [C268] */
  answer: z.object({
    dueAt: instant,
    at: instant.nullable(),
    note: z.string(),
    responseMinutes: z.int().nullable(),
    closingMinutes: z.int().nullable(),
    isLate: z.boolean(),
  }),
  version: z.int(),
  can: z.object({ respond: can, resolve: can, contest: can, change: can, void: can }),
})

const filter = {
  ...asOfQuery,
  view: z.enum(['open', 'resolved']).default('open'),
  who: z.enum(['all', 'mine']).default('all'),
  kind: z.enum(COMPLAINT_KINDS).optional(),
  cause: z.enum(COMPLAINT_CAUSES).optional(),
  customerId: id.optional(),
  orderId: id.optional(),
  /** of the figures of how soon complaints were answered */
  days: z.enum(['30', '90', '365']).default('90'),
}

export const listComplaints = route({
  id: 'complaints.list',
  method: 'GET',
  path: '/api/complaints',
  permission: 'customer.read',
  summary:
    'Complaints of customers in scope, by the day they are to be settled; by business date as of any day [C054]',
  query: z.object({ ...pageQuery, ...filter }),
  reply: pageOf(complaintRow).extend({
    /** the whole list, not the page: what settled complaints came from in the end */
    causes: z.array(z.object({ cause: z.enum(COMPLAINT_CAUSES), count: z.int() })),
    /** of complaints in scope made in the span that ends on the day: all of them, then by team [C268] */
    pace: z.array(
      z.object({
        team: z.object({ id, name: z.string() }).nullable(),
        isAll: z.boolean(),
        count: z.int(),
        late: z.int(),
        /** how many were answered and settled, which stand behind the times in working minutes */
        responseCount: z.int(),
        closingCount: z.int(),
        responseMean: z.int().nullable(),
        responseMedian: z.int().nullable(),
        closingMean: z.int().nullable(),
        closingMedian: z.int().nullable(),
      }),
    ),
  }),
})

export const exportComplaints = route({
  id: 'complaints.export',
  method: 'GET',
  path: '/api/complaints/export',
  permission: 'export.run',
  summary: 'The filtered list as .xlsx; logged',
  query: z.object({ ...filter, ...exportQuery }),
  reply: z.unknown(),
})

export const openComplaint = route({
  id: 'complaints.open',
  method: 'POST',
  path: '/api/complaints',
  permission: 'activity.write',
  summary: 'Registers a complaint; left out, its day is two, five or ten working days away by its weight',
  body: z.object({
    ...told,
    customerId: id,
    orderId: id.nullish(),
    openedOn: day.optional(),
    dueOn: day.optional(),
    responsibleId: id.nullish(),
  }),
  reply: z.object({ id }),
})

export const changeComplaint = route({
  id: 'complaints.change',
  method: 'PATCH',
  isVersioned: true,
  path: '/api/complaints/:id',
  permission: 'activity.write',
  summary:
    'Hands a complaint to somebody else, weighs it anew or moves its day; If-Match carries the version seen',
  params: z.object({ id }),
  body: z.object({ responsibleId: id.optional(), severity: severity.optional(), dueOn: day.optional() }),
  reply: changed,
})

export const contestComplaint = route({
  id: 'complaints.contest',
  method: 'POST',
  path: '/api/complaints/:id/contest',
  permission: 'receivable.note',
  summary:
    'What the customer holds back because of it: a dispute of one instalment, which is not asked for while it lasts',
  params: z.object({ id }),
  body: z.object({ instalmentId: id, amountFen: fen }),
  reply: z.object({ disputeId: id }),
})

export const respondComplaint = route({
  id: 'complaints.respond',
  method: 'POST',
  path: '/api/complaints/:id/response',
  permission: 'activity.write',
  summary:
    'Notes the first answer to the customer, now or when it was given; once, and never overwritten [C268]',
  params: z.object({ id }),
  body: z.object({ at: instant.optional(), note: z.string().trim().max(1_000).default('') }),
  reply: changed,
})

export const resolveComplaint = route({
  id: 'complaints.resolve',
  method: 'POST',
  path: '/api/complaints/:id/resolve',
  permission: 'activity.write',
  summary: 'Ends a complaint with its cause and what was done; its disputes have outcomes of their own',
  params: z.object({ id }),
  body: z.object({
    cause: z.enum(COMPLAINT_CAUSES),
    resolution: z.string().trim().min(1).max(1_000),
    on: day.optional(),
  }),
  reply: changed,
})

export const voidComplaint = route({
  id: 'complaints.void',
  method: 'POST',
  path: '/api/complaints/:id/void',
  permission: 'activity.write',
  summary: 'Takes back a complaint registered by mistake; the row stays',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: changed,
})
