import { z } from 'zod'
import { day, fen, id, instant, route } from './route.ts'

const customer = z.object({ id, name: z.string() })

/** What the faces of legal and audit ask for beside the lists of the house (C167). */
export const getLegalDesk = route({
  id: 'workbench.legal',
  method: 'GET',
  path: '/api/workbench/legal',
  permission: 'hold.write',
  summary: 'Customers that legal has taken over, and approved contracts that nobody has signed yet',
  reply: z.object({
    holds: z.array(z.object({ id, customer, reason: z.string(), since: day, openFen: fen, overdueFen: fen })),
    holdsTotal: z.int(),
    toSign: z.array(
      z.object({
        id,
        number: z.string(),
        title: z.string(),
        customer,
        amountFen: fen,
        approvedOn: day,
        days: z.int(),
      }),
    ),
    toSignTotal: z.int(),
  }),
})

/**
 * flow: released or approved beside the usual course; override: credit let go or a grade set by decision;
 * rules: warning rules, flows, limits and settings that changed; exports; signIns.
 */
export const AUDIT_GROUPS = ['flow', 'override', 'rules', 'exports', 'signIns'] as const

export const getAuditDesk = route({
  id: 'workbench.audit',
  method: 'GET',
  path: '/api/workbench/audit',
  permission: 'audit.read',
  summary: 'What an auditor looks at first: the last thirty days of it, the newest of each sort',
  reply: z.object({
    since: day,
    groups: z.array(
      z.object({
        group: z.enum(AUDIT_GROUPS),
        n: z.int(),
        /** so many of them in the last seven days */
        week: z.int(),
        rows: z.array(
          z.object({
            at: instant,
            kind: z.string(),
            who: z.string().nullable(),
            about: z.string(),
            customer: customer.nullable(),
          }),
        ),
      }),
    ),
  }),
})
