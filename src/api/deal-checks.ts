import { z } from 'zod'
import { MARK_STATES, PROOFS, SKIPPERS } from '../core/deal/checklist.ts'
import { bilingual } from './alerts.ts'
import { asOfQuery, can, person } from './paging.ts'
import { id, instant, route } from './route.ts'

/** The list gone through with every deal (C052). */

export const stageCheck = z.object({
  id,
  title: bilingual,
  proof: z.enum(PROOFS).nullable(),
  skipBy: z.enum(SKIPPERS),
})

const dealCheck = stageCheck.extend({
  /** `proven`: the system sees it by itself */
  state: z.enum(['open', 'proven', ...MARK_STATES]),
  reason: z.string(),
  by: person.nullable(),
  at: instant.nullable(),
  can: z.object({ done: can, skip: can, undo: can }),
})
export type DealCheck = z.input<typeof dealCheck>

export const listDealChecks = route({
  id: 'deal-checks.list',
  method: 'GET',
  path: '/api/deals/:id/checks',
  permission: 'deal.read',
  summary: 'The items of each stage of a deal and what became of them, as of any day [C052]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    stages: z.array(z.object({ id, name: bilingual, isCurrent: z.boolean(), items: z.array(dealCheck) })),
  }),
})

export const markDealCheck = route({
  id: 'deal-checks.mark',
  method: 'POST',
  path: '/api/deals/:id/checks/:checkId',
  permission: 'deal.write',
  summary: 'An item is done, or left out with a reason',
  params: z.object({ id, checkId: id }),
  body: z.object({ state: z.enum(MARK_STATES), reason: z.string().trim().max(500).default('') }),
  reply: z.object({ ok: z.literal(true) }),
})

export const unmarkDealCheck = route({
  id: 'deal-checks.unmark',
  method: 'POST',
  path: '/api/deals/:id/checks/:checkId/undo',
  permission: 'deal.write',
  summary: 'Takes the mark off an item; what was known until now stays readable',
  params: z.object({ id, checkId: id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const listStageChecks = route({
  id: 'stage-checks.list',
  method: 'GET',
  path: '/api/pipelines/:id/checks',
  permission: 'signed-in',
  summary: 'The items of every open stage of a sales process, with a first draft where there are none',
  params: z.object({ id }),
  reply: z.object({
    stages: z.array(
      z.object({
        id,
        name: bilingual,
        items: z.array(stageCheck),
        suggested: z.array(stageCheck.omit({ id: true })),
      }),
    ),
    can: z.object({ write: can }),
  }),
})

export const saveStageChecks = route({
  id: 'stage-checks.save',
  method: 'POST',
  path: '/api/pipelines/:id/checks',
  permission: 'setting.write',
  summary: 'Sets the items of a sales process; those left out end, with what was marked of them kept',
  params: z.object({ id }),
  body: z.object({
    /** the items the writer had before them, so that nobody ends those of a colleague unseen */
    seen: z.array(id).max(200),
    stages: z
      .array(
        z.object({
          id,
          items: z
            .array(
              z.object({
                id: id.optional(),
                title: z.string().trim().min(1).max(80),
                titleEn: z.string().trim().max(120).default(''),
                proof: z.enum(PROOFS).nullable().default(null),
                skipBy: z.enum(SKIPPERS).default('responsible'),
              }),
            )
            .max(15),
        }),
      )
      .max(20),
  }),
  reply: z.object({ ok: z.literal(true) }),
})
