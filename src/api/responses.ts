import { z } from 'zod'
import { bilingual } from './alerts.ts'
import { severity } from './notify.ts'
import { exportQuery } from './paging.ts'
import { day, id, instant, month, route } from './route.ts'

/**
 * How fast and how well alerts are answered, per person, team and rule, fair to how many and how hard they
 * are (C130–C133); the method is in core/watch/response.ts.
 */

const figure = z.object({
  n: z.int(),
  /** taken up in time and not back within two weeks */
  good: z.int(),
  /** how many would have been, answered as others answer such alerts; null: too few others to be told */
  expected: z.number().nullable(),
  /** own reports of risks and own corrections */
  credit: z.int(),
  index: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** working minutes until taken up, and until closed; null under ten */
  takenMedian: z.number().nullable(),
  closedN: z.int(),
  closedMedian: z.number().nullable(),
  cameBack: z.int(),
})

const span = {
  /** left out: the last 90 days */
  from: day.optional(),
  to: day.optional(),
}

export const getResponses = route({
  id: 'responses.get',
  method: 'GET',
  path: '/api/responses',
  permission: 'alert.read',
  summary: 'Time to take up and to close alerts, against what was to be expected of them [C130–C133]',
  query: z.object(span),
  reply: z.object({
    from: day,
    to: day,
    /** everybody the reader may see, together */
    all: figure,
    people: z.array(z.object({ person: z.object({ id, name: z.string() }), figure })),
    teams: z.array(z.object({ team: z.object({ id, name: z.string() }), figure })),
    rules: z.array(z.object({ code: z.string(), title: bilingual, severity, figure })),
    /** the last six months of those people, oldest first [C131] */
    months: z.array(z.object({ month, figure })),
  }),
})

export const listResponses = route({
  id: 'responses.rows',
  method: 'GET',
  path: '/api/responses/rows',
  permission: 'alert.read',
  summary: 'The alerts behind one figure, and what was credited',
  query: z.object({
    ...span,
    person: id.optional(),
    team: id.optional(),
    rule: z.string().max(80).optional(),
  }),
  reply: z.object({
    items: z.array(
      z.object({
        id,
        title: bilingual,
        severity,
        subject: z.string(),
        openedAt: instant,
        /** null: it was somebody else's to take up, and they closed it */
        takenMinutes: z.number().nullable(),
        /** working minutes its rule allows */
        allowedMinutes: z.number(),
        inTime: z.boolean(),
        closedMinutes: z.number().nullable(),
        cameBack: z.boolean(),
      }),
    ),
    credits: z.array(z.object({ kind: z.enum(['report', 'correction']), n: z.int() })),
  }),
})

export const exportResponses = route({
  id: 'responses.export',
  method: 'GET',
  path: '/api/responses/export',
  permission: 'export.run',
  summary: 'The figures of the people in scope as .xlsx, for a talk about performance [C132]',
  query: z.object({ ...span, ...exportQuery }),
  reply: z.unknown(),
})
