import { z } from 'zod'
import { HANDOVER_KINDS } from '../core/handover/receiver.ts'
import { can, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

const kind = z.enum(HANDOVER_KINDS)

export const handoverGap = z.object({
  score: z.int(),
  customers: z.int(),
  keyCustomers: z.int(),
  notPassedOn: z.int(),
  keyWithoutFreshNote: z.int(),
  keyWithoutBackup: z.int(),
  overdue: z.int(),
  promises: z.int(),
})

export const handoverRow = z.object({
  id,
  version: z.int(),
  person,
  manager: person,
  reason: z.string(),
  lastDay: day,
  status: z.enum(['open', 'done']),
  startedAt: instant,
  confirmedAt: instant.nullable(),
  accessEndedAt: instant.nullable(),
  items: z.int(),
  done: z.int(),
})

export const handoverDetail = handoverRow.extend({
  kinds: z.array(z.object({ kind, items: z.int(), done: z.int() })),
  receivers: z.array(
    z.object({
      person,
      items: z.int(),
      done: z.int(),
      confirmedAt: instant.nullable(),
      note: z.string(),
    }),
  ),
  confirmedBy: person.nullable(),
  accessEndedBy: person.nullable(),
  /** as it stands now */
  gap: handoverGap,
  /** how many customers nobody has followed up since they were passed on; looked at once thirty days later */
  after: z.object({
    passed: z.int(),
    untouched: z.int(),
    checkOn: day.nullable(),
    checkedAt: instant.nullable(),
  }),
  /** what was open when the account was closed before completion, and why that was accepted */
  acceptedGap: handoverGap.extend({ openItems: z.int(), reason: z.string() }).nullable(),
  /** an act that is not the viewer's at all is left out */
  can: z.object({
    items: can,
    divide: can,
    tick: can,
    confirm: can.optional(),
    complete: can.optional(),
    endAccess: can.optional(),
  }),
})
export type HandoverDetail = z.output<typeof handoverDetail>

export const listHandovers = route({
  id: 'handovers.list',
  method: 'GET',
  path: '/api/handovers',
  permission: 'signed-in',
  summary: 'Handovers one leads, takes part in, or keeps the accounts of [C187]',
  reply: z.object({ items: z.array(handoverRow), can: z.object({ start: can }) }),
})

export const startHandover = route({
  id: 'handovers.start',
  method: 'POST',
  path: '/api/handovers',
  permission: 'person.write',
  summary: 'Lists everything a leaver answers for, each item with a receiver [C187]',
  body: z.object({ userId: id, reason: z.string().trim().min(1).max(200), lastDay: day }),
  reply: z.object({ id }),
})

export const getHandover = route({
  id: 'handovers.get',
  method: 'GET',
  path: '/api/handovers/:id',
  permission: 'signed-in',
  summary: 'One handover: progress by kind and receiver, the gap, and what may be done',
  params: z.object({ id }),
  reply: handoverDetail,
})

export const listHandoverItems = route({
  id: 'handovers.items',
  method: 'GET',
  path: '/api/handovers/:id/items',
  permission: 'signed-in',
  summary: 'The items of a handover; a receiver sees the own ones',
  params: z.object({ id }),
  query: z.object({
    ...pageQuery,
    kind: kind.optional(),
    /** untouched: customers that were passed on and not followed up since */
    state: z.enum(['open', 'done', 'untouched', 'all']).default('open'),
    receiverId: id.optional(),
  }),
  reply: pageOf(
    z.object({
      id,
      kind,
      subjectId: id,
      customerId: id.nullable(),
      title: z.string(),
      amountFen: fen.nullable(),
      isKey: z.boolean(),
      receiver: person,
      doneAt: instant.nullable(),
      atClosing: z.boolean(),
    }),
  ),
})

/** Some items by name, or all open ones of a kind, of a receiver, or of the whole handover. */
const chosen = {
  itemIds: z.array(id).min(1).max(500).optional(),
  kind: kind.optional(),
  fromReceiverId: id.optional(),
}

export const divideHandover = route({
  id: 'handovers.divide',
  method: 'POST',
  path: '/api/handovers/:id/divide',
  permission: 'signed-in',
  summary: 'Gives open items to a receiver, one, many or all of a kind [C187]',
  params: z.object({ id }),
  body: z.object({ ...chosen, receiverId: id }),
  reply: z.object({ count: z.int() }),
})

export const tickHandover = route({
  id: 'handovers.tick',
  method: 'POST',
  path: '/api/handovers/:id/tick',
  permission: 'signed-in',
  summary: 'Ticks items off: they pass to their receivers with history [C187 C191]',
  params: z.object({ id }),
  body: z.object(chosen),
  reply: z.object({ count: z.int() }),
})

export const confirmHandover = route({
  id: 'handovers.confirm',
  method: 'POST',
  path: '/api/handovers/:id/confirm',
  permission: 'signed-in',
  summary: 'A receiver confirms the own part; nothing of it may be open [C188]',
  params: z.object({ id }),
  body: z.object({ note: z.string().max(500).default('') }),
  reply: z.object({ ok: z.literal(true) }),
})

export const completeHandover = route({
  id: 'handovers.complete',
  method: 'POST',
  path: '/api/handovers/:id/complete',
  permission: 'signed-in',
  summary: 'The manager confirms last, and the handover is complete [C188]',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const endHandoverAccess = route({
  id: 'handovers.endAccess',
  method: 'POST',
  path: '/api/handovers/:id/end-access',
  permission: 'person.write',
  summary:
    'Closes the account and all its sessions at once; before completion only with the gap said [C188 C189]',
  params: z.object({ id }),
  body: z.object({ gapReason: z.string().trim().max(500).nullish() }),
  reply: z.object({ passed: z.int() }),
})
