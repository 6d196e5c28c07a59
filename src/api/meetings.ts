import { z } from 'zod'
import { alertRow, can, person } from './alerts.ts'
import { day, fen, id, instant, route } from './route.ts'
import { taskRow } from './tasks.ts'

/** The weekly meeting: what changed, what is on the table, what was decided and comes back (C136 C178). */

const countAmount = z.object({ n: z.int(), fen })

/** What happened since the last meeting of the same people. */
const changes = z.object({
  from: day,
  alertsOpened: countAmount,
  alertsEnded: countAmount,
  won: countAmount,
  lost: countAmount,
  collected: countAmount,
})

const stuckDeal = z.object({
  id,
  title: z.string(),
  customer: z.string().nullable(),
  stage: z.object({ zh: z.string(), en: z.string() }),
  days: z.int().nullable(),
  normDays: z.int().nullable(),
  fen: fen.nullable(),
  responsible: z.string().nullable(),
})

const agendaAlert = alertRow.pick({
  id: true,
  title: true,
  sentence: true,
  severity: true,
  moneyFen: true,
  deadlineAt: true,
})

export const agenda = z.object({
  changes,
  /** tasks of earlier meetings that are open, or that ended since the last one */
  earlier: z.array(taskRow),
  alerts: z.object({
    total: z.int(),
    rows: z.array(agendaAlert.extend({ about: z.string(), responsible: z.string() })),
  }),
  stuck: z.object({ total: z.int(), rows: z.array(stuckDeal) }),
})
export type Agenda = z.output<typeof agenda>

export const meetingRow = z.object({
  id,
  title: z.string(),
  heldOn: day,
  createdBy: person,
  closedAt: instant.nullable(),
  decisions: z.int(),
  openDecisions: z.int(),
})

export const listMeetings = route({
  id: 'meetings.list',
  method: 'GET',
  path: '/api/meetings',
  permission: 'task.read',
  summary: 'Meetings that the caller held, took part in, or whose holder they lead; the latest first',
  reply: z.object({
    items: z.array(meetingRow),
    can: z.object({ hold: z.union([z.literal(true), z.string()]) }),
  }),
})

export const getMeeting = route({
  id: 'meetings.get',
  method: 'GET',
  path: '/api/meetings/:id',
  permission: 'task.read',
  summary: 'One meeting: agenda (live until it is closed, then as it was shown), decisions, minutes',
  params: z.object({ id }),
  reply: meetingRow.extend({
    people: z.array(person),
    minutes: z.string(),
    agenda,
    decided: z.array(taskRow),
    version: z.int(),
    can,
  }),
})

export const callMeeting = route({
  id: 'meetings.call',
  method: 'POST',
  path: '/api/meetings',
  permission: 'alert.assign',
  summary: 'Calls a meeting on a day, with the people who take part',
  body: z.object({
    title: z.string().trim().min(1).max(200),
    heldOn: day,
    people: z.array(id).max(50).default([]),
  }),
  reply: z.object({ id }),
})

export const saveMinutes = route({
  id: 'meetings.minutes',
  method: 'PUT',
  isVersioned: true,
  path: '/api/meetings/:id',
  permission: 'alert.assign',
  summary: 'Writes minutes and participants; If-Match carries the version seen',
  params: z.object({ id }),
  body: z.object({ minutes: z.string().max(20_000), people: z.array(id).max(50) }),
  reply: z.object({ version: z.int() }),
})

export const closeMeeting = route({
  id: 'meetings.close',
  method: 'POST',
  path: '/api/meetings/:id/close',
  permission: 'alert.assign',
  summary: 'Closes a meeting: the agenda is kept as it is shown, the minutes are no longer changed',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const exportMeeting = route({
  id: 'meetings.export',
  method: 'GET',
  path: '/api/meetings/:id/export',
  permission: 'task.read',
  summary: 'Agenda, decisions and minutes of a meeting as .xlsx; logged',
  params: z.object({ id }),
  reply: z.unknown(),
})
