import { z } from 'zod'
import { CALLS_MAX, MARK_KINDS, STEPS_MAX } from '../core/emergency/plan.ts'
import { person } from './alerts.ts'
import { asOfQuery } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** The plan for a severity-1 alert, its runs and its drills [C127 C141]. */

const words = (max: number) => z.string().trim().min(1).max(max)
const call = z.object({
  userId: id.nullable(),
  name: words(60),
  office: z.string().trim().max(60),
  phone: words(40),
})
const step = z.object({ title: words(200), minutes: z.int().min(1).max(5_400) })
export const planSpec = z.object({
  calls: z.array(call).min(1).max(CALLS_MAX),
  steps: z.array(step).min(1).max(STEPS_MAX),
})

const runHead = z.object({
  id,
  isDrill: z.boolean(),
  /** the alert it is about, for those who may see it; of a drill what was made up */
  situation: z.string(),
  alertId: id.nullable(),
  startedAt: instant,
  startedBy: person,
  endedAt: instant.nullable(),
  done: z.int(),
  all: z.int(),
  late: z.int(),
  /** working minutes until the last thing that was done */
  minutes: z.int().nullable(),
})

export const getEmergency = route({
  id: 'emergency.get',
  method: 'GET',
  path: '/api/emergency',
  permission: 'alert.read',
  summary: 'The emergency plan in force, and its runs and drills, as of any day [C141]',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    plan: planSpec.extend({ id, savedAt: instant, savedBy: person, gone: z.array(z.string()) }).nullable(),
    runs: z.array(runHead),
    lastDrillOn: day.nullable(),
    can: z.object({ save: z.boolean(), start: z.boolean() }),
  }),
})

export const savePlan = route({
  id: 'emergency.save',
  method: 'POST',
  path: '/api/emergency/plan',
  permission: 'rule.write',
  summary: 'A new version of the emergency plan; runs keep the one they were begun with [C141]',
  body: planSpec.extend({ seen: id.nullable() }),
  reply: z.object({ id }),
})

export const startRun = route({
  id: 'emergency.start',
  method: 'POST',
  path: '/api/emergency/runs',
  permission: 'alert.handle',
  summary: 'Begins the plan for a severity-1 alert, or, without one, a drill of it [C141]',
  body: z.union([z.object({ alertId: id }), z.object({ drill: z.object({ situation: words(200) }) })]),
  reply: z.object({ id }),
})

export const getRun = route({
  id: 'emergency.run',
  method: 'GET',
  path: '/api/emergency/runs/:id',
  permission: 'alert.read',
  summary: 'One run as a checklist with its log, as of any day [C141]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: runHead.extend({
    asOf: day.nullable(),
    items: z.array(
      z.object({
        key: z.string(),
        kind: z.enum(['call', 'step']),
        title: z.string(),
        /** in full while it is under way and for whoever may note, else masked */
        phone: z.string().nullable(),
        dueAt: instant.nullable(),
        doneAt: instant.nullable(),
        minutes: z.int().nullable(),
        isLate: z.boolean(),
      }),
    ),
    log: z.array(
      z.object({
        item: z.string(),
        title: z.string(),
        kind: z.enum(MARK_KINDS),
        at: instant,
        by: person,
        text: z.string(),
      }),
    ),
    findings: z.string(),
    tasks: z.array(z.object({ id, title: z.string(), responsible: person })),
    can: z.object({ mark: z.boolean(), end: z.boolean() }),
  }),
})

export const markRun = route({
  id: 'emergency.mark',
  method: 'POST',
  path: '/api/emergency/runs/:id/marks',
  permission: 'alert.handle',
  summary: 'Notes what was done, tried or seen, with who and when [C141]',
  params: z.object({ id }),
  body: z.object({
    item: z.string().max(20),
    kind: z.enum(MARK_KINDS),
    text: z.string().trim().max(500).default(''),
  }),
  reply: z.object({ ok: z.literal(true) }),
})

export const endRun = route({
  id: 'emergency.end',
  method: 'POST',
  path: '/api/emergency/runs/:id/end',
  permission: 'alert.handle',
  summary: 'Ends a run with what was found; each thing to mend becomes a task [C141]',
  params: z.object({ id }),
  body: z.object({
    findings: words(2_000),
    tasks: z.array(z.object({ title: words(200), to: z.string().max(60), dueOn: day })).max(10),
  }),
  reply: z.object({ ok: z.literal(true) }),
})
