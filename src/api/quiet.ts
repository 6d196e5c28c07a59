import { z } from 'zod'
import { QUIET_KINDS } from '../core/watch/quiet.ts'
import { bilingual } from './alerts.ts'
import { asOfQuery, can } from './paging.ts'
import { id, instant, route } from './route.ts'

/** Stretches in which some alerts disturb nobody: of the company, a team, a customer or a figure (C128). */

const period = z.object({
  id,
  kind: z.enum(QUIET_KINDS),
  /** the team, customer or figure; null for the company */
  about: bilingual.nullable(),
  customerId: id.nullable(),
  from: instant,
  until: instant,
  /** urgent alerts are told all the same */
  sparesUrgent: z.boolean(),
  reason: z.string(),
  by: z.string(),
  /** taken back before its end */
  endedAt: instant.nullable(),
  state: z.enum(['coming', 'now', 'over']),
  /** alerts that it kept or keeps from being told */
  held: z.int(),
  can: z.object({ end: can }),
})

export const listQuiet = route({
  id: 'quiet.list',
  method: 'GET',
  path: '/api/quiet-periods',
  permission: 'alert.read',
  summary: 'Quiet periods to come, in force and of the last 90 days [C128]',
  query: z.object(asOfQuery),
  reply: z.object({
    rows: z.array(period),
    teams: z.array(z.object({ id, name: z.string() })),
    /** `everywhere`: for the whole company and for a figure of everybody */
    can: z.object({ add: can, everywhere: can }),
  }),
})

export const addQuiet = route({
  id: 'quiet.add',
  method: 'POST',
  path: '/api/quiet-periods',
  permission: 'alert.assign',
  summary: 'Keeps some alerts from disturbing anybody until an instant; what still holds then is told',
  body: z.object({
    kind: z.enum(QUIET_KINDS),
    teamId: id.optional(),
    customerId: id.optional(),
    metric: z.string().min(1).max(60).optional(),
    from: instant,
    until: instant,
    sparesUrgent: z.boolean().default(true),
    reason: z.string().trim().min(2).max(200),
  }),
  reply: z.object({ id }),
})

export const endQuiet = route({
  id: 'quiet.end',
  method: 'POST',
  path: '/api/quiet-periods/:id/end',
  permission: 'alert.assign',
  summary: 'Takes a quiet period back before its end; what it kept is told from now on',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
