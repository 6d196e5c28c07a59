import { z } from 'zod'
import { ALERT_STATUSES } from '../core/watch/alert.ts'
import { CAUSES, EFFECTS } from '../core/watch/case.ts'
import { bilingual, can, subjectKind } from './alerts.ts'
import { fen, id, instant, route } from './route.ts'

/** What was learnt from alerts that are over, searchable, offered on the next one alike (C137 C138 C140). */

const told = {
  cause: z.enum(CAUSES),
  story: z.string().trim().min(1).max(2_000),
  measure: z.string().trim().min(1).max(2_000),
  effect: z.enum(EFFECTS),
  effectNote: z.string().trim().max(500),
}

export const caseRow = z.object({
  ...told,
  id,
  /** null when the alert is outside the reader's scope: the lesson is everybody's, the customer is not */
  alert: z.object({ id, label: z.string(), customer: z.string().nullable(), moneyFen: fen }).nullable(),
  ruleCode: z.string(),
  ruleTitle: bilingual,
  subject: subjectKind,
  author: z.string(),
  recordedAt: instant,
})
export type CaseRow = z.infer<typeof caseRow>

export const listCases = route({
  id: 'cases.list',
  method: 'GET',
  path: '/api/cases',
  permission: 'alert.read',
  summary: 'The case library: what happened, why, what was done, what it brought',
  query: z.object({
    text: z.string().trim().max(80).optional(),
    cause: z.enum(CAUSES).optional(),
    rule: z.string().max(80).optional(),
  }),
  reply: z.object({ rows: z.array(caseRow) }),
})

export const alertCases = route({
  id: 'cases.of-alert',
  method: 'GET',
  path: '/api/alerts/:id/cases',
  permission: 'alert.read',
  summary: 'The retrospective of an alert, and earlier cases like it',
  params: z.object({ id }),
  reply: z.object({
    status: z.enum(ALERT_STATUSES),
    own: caseRow.nullable(),
    similar: z.array(caseRow),
    can,
  }),
})

export const writeCase = route({
  id: 'cases.write',
  method: 'PUT',
  path: '/api/alerts/:id/case',
  permission: 'alert.handle',
  summary: 'Write the retrospective of an alert that is over; the newest counts',
  params: z.object({ id }),
  body: z.object(told),
  reply: caseRow,
})
