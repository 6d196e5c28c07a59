import { z } from 'zod'
import { FAULT_CODES, SOURCES } from '../core/watch/vital-signs.ts'
import { bilingual } from './alerts.ts'
import { day, instant, route } from './route.ts'

/** Whether the watcher itself is awake (C107 C208). */
export const getHealth = route({
  id: 'health.get',
  method: 'GET',
  path: '/api/health',
  permission: 'setting.read',
  summary:
    'Vital signs of the machinery: what is wrong, when the worker last looked, the canary, how fresh the data is',
  reply: z.object({
    now: instant,
    faults: z.array(
      z.object({ code: z.enum(FAULT_CODES), since: instant.nullable(), title: bilingual, todo: bilingual }),
    ),
    lookedAt: instant.nullable(),
    canaryAt: instant.nullable(),
    canaryMs: z.int().nullable(),
    rulesOn: z.int(),
    oldestDueAt: instant.nullable(),
    sources: z.array(
      z.object({
        name: z.enum(SOURCES),
        title: bilingual,
        newestOn: day.nullable(),
        perMonth: z.int(),
        isStale: z.boolean(),
      }),
    ),
  }),
})
