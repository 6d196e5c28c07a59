import { z } from 'zod'
import { alertResult, alertRow, bilingual, verdict } from './alerts.ts'
import { day, id, route } from './route.ts'

/** Many people of a team beyond one line on one day: one matter of the team, told once (methods §1.4). */

export const alertGroup = z.object({
  /** any of its alerts names it; this is the first */
  id,
  title: bilingual,
  ruleCode: z.string(),
  team: z.object({ id, name: z.string() }),
  day,
  people: z.int(),
  teamSize: z.int(),
  /** the alerts of it that the reader may see, open ones first */
  members: z.array(alertRow),
})
export type AlertGroup = z.infer<typeof alertGroup>

export const listAlertGroups = route({
  id: 'alertGroups.list',
  method: 'GET',
  path: '/api/alert-groups',
  permission: 'alert.read',
  summary: 'Teams of which many people are beyond one line, with something open',
  reply: z.object({ rows: z.array(alertGroup) }),
})

const one = z.object({ id })

export const getAlertGroup = route({
  id: 'alertGroups.get',
  method: 'GET',
  path: '/api/alerts/:id/group',
  permission: 'alert.read',
  summary: 'The group an alert is part of, or null',
  params: one,
  reply: z.object({ group: alertGroup.nullable() }),
})

const acted = z.object({
  done: z.int(),
  /** members the caller may not handle, with the code of the refusal */
  left: z.array(z.object({ id, code: z.string() })),
})

export const acknowledgeTogether = route({
  id: 'alertGroups.acknowledge',
  method: 'POST',
  path: '/api/alerts/:id/group/acknowledge',
  permission: 'alert.handle',
  summary: '一起接手: I answer for this alert and all that is open of its group',
  params: one,
  reply: acted,
})

export const resolveTogether = route({
  id: 'alertGroups.resolve',
  method: 'POST',
  path: '/api/alerts/:id/group/resolve',
  permission: 'alert.handle',
  summary: '一起处理完成: one result and one verdict for all that is open of the group',
  params: one,
  body: z.object({
    result: alertResult.exclude(['cleared']),
    note: z.string().trim().max(1000).default(''),
    verdict,
  }),
  reply: acted,
})
