import { z } from 'zod'
import { HELP_STATES } from '../core/deal/help.ts'
import { bilingual } from './alerts.ts'
import { can, person } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** Help on a deal that has stalled (C046). */

export const listStuckNearby = route({
  id: 'deal-help.nearby',
  method: 'GET',
  path: '/api/deal-help/nearby',
  permission: 'activity.write',
  summary:
    'Stalled deals of colleagues in one’s own team: name, stage and days stalled, and nothing else of them',
  reply: z.object({
    items: z.array(
      z.object({
        /** leads to an offer and to nothing else: the id of the deal is not told */
        handle: z.string(),
        name: z.string(),
        stage: bilingual,
        stalledDays: z.int(),
        /** what became of one's own offer; null: none. The deal while one helps with it */
        offer: z.object({ id, state: z.enum(HELP_STATES), dealId: id.nullable() }).nullable(),
      }),
    ),
  }),
})

const help = z.object({
  id,
  version: z.int(),
  helper: person,
  isAssigned: z.boolean(),
  message: z.string(),
  state: z.enum(HELP_STATES),
  isHelping: z.boolean(),
  untilOn: day.nullable(),
  at: instant,
  reason: z.string(),
  can: z.object({ answer: can, end: can }),
})
export type HelpRow = z.input<typeof help>

export const listHelp = route({
  id: 'deal-help.list',
  method: 'GET',
  path: '/api/deals/:id/help',
  permission: 'deal.read',
  summary: 'Who offered to help with a deal, who does and until when',
  params: z.object({ id }),
  reply: z.object({ items: z.array(help), can: z.object({ assign: can }) }),
})

export const offerHelp = route({
  id: 'deal-help.offer',
  method: 'POST',
  path: '/api/deal-help',
  permission: 'activity.write',
  summary: 'Offers to help with a colleague’s stalled deal; whoever answers for it is told',
  body: z.object({
    handle: z.string().regex(/^[0-9a-f]{64}$/),
    message: z.string().trim().min(1).max(500),
  }),
  reply: z.object({ id }),
})

export const withdrawHelp = route({
  id: 'deal-help.withdraw',
  method: 'POST',
  path: '/api/deal-help/:id/withdraw',
  permission: 'activity.write',
  summary: 'Takes back an offer that nobody has answered',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const acceptHelp = route({
  id: 'deal-help.accept',
  method: 'POST',
  path: '/api/deal-help/:id/accept',
  permission: 'deal.write',
  summary: 'Takes an offer: the helper works on this deal until that day',
  params: z.object({ id }),
  body: z.object({ untilOn: day }),
  reply: z.object({ ok: z.literal(true) }),
})

export const declineHelp = route({
  id: 'deal-help.decline',
  method: 'POST',
  path: '/api/deal-help/:id/decline',
  permission: 'deal.write',
  summary: 'Does without an offer; the reason is told to whoever made it',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().max(500).default('') }),
  reply: z.object({ ok: z.literal(true) }),
})

export const endHelp = route({
  id: 'deal-help.end',
  method: 'POST',
  path: '/api/deal-help/:id/end',
  permission: 'deal.read',
  summary: 'Ends help before its day: by whoever answers for the deal, or by the helper',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const assignHelp = route({
  id: 'deal-help.assign',
  method: 'POST',
  path: '/api/deals/:id/helpers',
  permission: 'customer.assign',
  summary: 'A manager has one of the own people help with a deal until a day',
  params: z.object({ id }),
  body: z.object({ helperId: id, untilOn: day, message: z.string().trim().max(500).default('') }),
  reply: z.object({ id }),
})
