import { z } from 'zod'
import { diffLine } from './approvals.ts'
import { blankName, clauses, ownClauses } from './contracts.ts'
import { can, person } from './paging.ts'
import { day, id, instant, route } from './route.ts'

const fields = {
  name: z.string().trim().min(1).max(100),
  clauses,
  ownClauses,
  /** what each contract fills in for itself, by the names that stand in braces */
  blanks: z.array(blankName).max(60).default([]),
  penaltyBp: z.int().min(0).max(10_000).nullable(),
  reviewOn: day,
  isRetired: z.boolean().default(false),
  /** what its clauses are written in, and so everything else on the paper of its contracts */
  language: z.enum(['zh', 'en']).default('zh'),
}

export const listTemplates = route({
  id: 'templates.list',
  method: 'GET',
  path: '/api/contract-templates',
  permission: 'contract.read',
  summary: 'The contract templates in use, with version, legal owner and next review [C065 C066]',
  reply: z.object({
    items: z.array(
      z.object({
        ...fields,
        id,
        seriesId: id,
        number: z.int(),
        legal: person,
        isReviewDue: z.boolean(),
        recordedAt: instant,
        actorName: z.string().nullable(),
      }),
    ),
    can: z.object({ save: can }),
  }),
})

export const saveTemplate = route({
  id: 'templates.save',
  method: 'POST',
  path: '/api/contract-templates',
  permission: 'template.write',
  summary: 'Writes a template or its next version; contracts keep the version they were made from [C065]',
  body: z.object({ ...fields, seriesId: id.nullish(), legalId: id }),
  reply: z.object({ id, number: z.int() }),
})

export const templateVersions = route({
  id: 'templates.versions',
  method: 'GET',
  path: '/api/contract-templates/:seriesId/versions',
  permission: 'contract.read',
  summary: 'Every version of one template beside the one before it, the newest first [C065 C066]',
  params: z.object({ seriesId: id }),
  reply: z.object({
    name: z.string(),
    items: z.array(
      z.object({
        id,
        number: z.int(),
        reviewOn: day,
        isRetired: z.boolean(),
        legalName: z.string(),
        recordedAt: instant,
        actorName: z.string().nullable(),
        diff: z.array(diffLine),
      }),
    ),
  }),
})
