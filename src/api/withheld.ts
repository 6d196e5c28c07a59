import { z } from 'zod'
import { SOURCES } from '../core/watch/vital-signs.ts'
import { bilingual, person, subjectLink } from './alerts.ts'
import { severity } from './notify.ts'
import { day, fen, id, instant, route } from './route.ts'

/** What would be a warning if the source it rests on were not late (C208). */

export const listWithheld = route({
  id: 'alerts.withheld',
  method: 'GET',
  path: '/api/alerts/withheld',
  permission: 'alert.read',
  summary:
    'Warnings that wait because the source they rest on is late, and how those of the last 30 days ended [C208]',
  query: z.object({ asOf: day.optional() }),
  reply: z.object({
    rows: z.array(
      z.object({
        id,
        ruleCode: z.string(),
        title: bilingual,
        mode: z.enum(['on', 'trial', 'off']),
        severity,
        subject: subjectLink,
        customer: person.nullable(),
        responsible: person,
        sentence: bilingual,
        moneyFen: fen,
        source: z.enum(SOURCES),
        /** the last day of which the source brought anything */
        dataOn: day,
        heldAt: instant,
        /** when it is told by the data it has, should none come */
        heldUntil: instant,
        endedAt: instant.nullable(),
        outcome: z.enum(['told', 'refuted']).nullable(),
        /** the alert that came of it */
        alertId: id.nullable(),
      }),
    ),
    waiting: z.int(),
    told: z.int(),
    refuted: z.int(),
  }),
})
