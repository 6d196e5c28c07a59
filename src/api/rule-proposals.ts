import { z } from 'zod'
import { bilingual, can } from './alerts.ts'
import { id, instant, route } from './route.ts'
import { ruleSpec } from './rules.ts'

/** Changes of rules that wait for a second person, where a company wants one (C121). */

export const listRuleProposals = route({
  id: 'rule-proposals.list',
  method: 'GET',
  path: '/api/rule-proposals',
  permission: 'rule.read',
  summary: 'Changes of rules that wait for a second person, in words, and whether one is needed',
  reply: z.object({
    isNeeded: z.boolean(),
    /** who wants it to be needed no more; a second person has to say so too */
    off: z.object({ by: z.string(), isOwn: z.boolean() }).nullable(),
    rows: z.array(
      z.object({
        id,
        code: z.string(),
        title: bilingual,
        isNew: z.boolean(),
        /** somebody has changed the rule meanwhile; it can only be declined */
        isOutdated: z.boolean(),
        /** titles of what was proposed with it: accepted and declined only together */
        together: z.array(bilingual),
        author: z.string(),
        at: instant,
        /** line by line what would change */
        diff: z.array(z.object({ what: bilingual, before: bilingual.nullable(), after: bilingual })),
        spec: ruleSpec,
        can,
      }),
    ),
    can,
  }),
})

const byId = z.object({ id })

export const acceptRuleProposal = route({
  id: 'rule-proposals.accept',
  method: 'POST',
  path: '/api/rule-proposals/:id/accept',
  permission: 'setting.write',
  summary: 'Accepts what somebody else has proposed; it is in force from then on',
  params: byId,
  body: z.object({ note: z.string().trim().max(500).default('') }),
  reply: z.object({ version: z.int() }),
})

export const declineRuleProposal = route({
  id: 'rule-proposals.decline',
  method: 'POST',
  path: '/api/rule-proposals/:id/decline',
  permission: 'rule.write',
  summary: 'Declines a proposal with a word, or takes one’s own back',
  params: byId,
  body: z.object({ note: z.string().trim().max(500).default('') }),
  reply: z.object({ ok: z.literal(true) }),
})

export const needSecondPerson = route({
  id: 'rule-proposals.need',
  method: 'PUT',
  path: '/api/rule-proposals/need',
  permission: 'setting.write',
  summary: 'Whether changes of rules need a second person; that they do no more needs one itself',
  body: z.object({ isNeeded: z.boolean() }),
  /** `isHeld`: kept until somebody else says the same */
  reply: z.object({ isNeeded: z.boolean(), isHeld: z.boolean() }),
})
