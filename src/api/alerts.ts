import { z } from 'zod'
import { ALERT_STATUSES, RESULTS, VERDICTS } from '../core/watch/alert.ts'
import { UNITS } from '../core/watch/metric.ts'
import { HOLD_REASONS } from '../core/watch/quiet.ts'
import { SUBJECT_KINDS } from '../core/watch/subject.ts'
import { inhibition } from './legal-holds.ts'
import { severity } from './notify.ts'
import { exportQuery } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

/** Alerts: the worklist, one alert with its why, and what people do about it (C107 C126–C134). */

export const alertStatus = z.enum(ALERT_STATUSES)
export const verdict = z.enum(VERDICTS)
export const alertResult = z.enum(RESULTS)
export const subjectKind = z.enum(SUBJECT_KINDS)
export const bilingual = z.object({ zh: z.string(), en: z.string() })
export const person = z.object({ id, name: z.string() })
export const subjectLink = z.object({ kind: subjectKind, id, label: z.string() })

/** Action → true, or the code of the refusal that the page explains beside the disabled button (law 7). */
export const can = z.record(z.string(), z.union([z.literal(true), z.string()]))

/** Why this person answers for it when it is not simply the responsible of the record. */
export const responsibleVia = z.enum(['responsible', 'backup', 'manager', 'chain', 'boss', 'assigned'])

export const alertRow = z.object({
  id,
  ruleCode: z.string(),
  title: bilingual,
  /** one plain sentence: what happened, by how much, against which line */
  sentence: bilingual,
  mode: z.enum(['on', 'trial']),
  severity,
  status: alertStatus,
  subject: subjectLink,
  customer: z.object({ id, name: z.string() }).nullable(),
  responsible: person,
  /** at risk when one looks: of an open alert what there is now */
  moneyFen: fen,
  /** at risk when it was found or had last worsened */
  foundFen: fen,
  openedAt: instant,
  /**
   * set when the condition went away by itself; the alert still waits for its result if someone took it up
   */
  clearedAt: instant.nullable(),
  /** until when it must be acknowledged or resolved before it goes one level up */
  deadlineAt: instant,
  escalationLevel: z.int(),
  silencedUntil: instant.nullable(),
  /** held back: nobody is told and nothing climbs while this reason lasts */
  /** why it disturbs nobody just now */
  inhibited: z.enum(HOLD_REASONS).nullable(),
  version: z.int(),
  can,
})
export type AlertRow = z.infer<typeof alertRow>

const flag = z.stringbool()

export const alertQuery = z.object({
  /** 'active' = open, acknowledged or in progress (the default) */
  status: z.enum(['active', 'all', ...ALERT_STATUSES]).default('active'),
  severity: z.coerce.number().int().min(1).max(3).optional(),
  rule: z.string().max(80).optional(),
  responsibleId: id.optional(),
  /** only what I answer for */
  mine: flag.optional(),
  customerId: id.optional(),
  subjectId: id.optional(),
  /** trial alerts disturb nobody and are listed only when asked for */
  mode: z.enum(['on', 'trial', 'all']).default('on'),
  /** silenced ones come back when their silence ends; until then they are left out unless asked for */
  silenced: flag.default(false),
  /** what is held back is left out unless asked for; the reply counts it */
  inhibited: z.enum(['without', 'with', 'only']).default('without'),
  text: z.string().trim().max(80).optional(),
  /** as known at the end of that day; read-only */
  asOf: day.optional(),
  sort: z.enum(['money', 'opened', 'deadline', 'severity']).default('money'),
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})

export const listAlerts = route({
  id: 'alerts.list',
  method: 'GET',
  path: '/api/alerts',
  permission: 'alert.read',
  summary: 'The worklist of alerts, by money at risk unless asked otherwise',
  query: alertQuery,
  reply: z.object({
    rows: z.array(alertRow),
    total: z.int(),
    moneyFen: fen,
    /** held back under the same filters except severity and rule */
    inhibited: z.int(),
    /** under the same filters except severity and rule, for the filter chips */
    bySeverity: z.array(z.object({ severity, count: z.int() })),
    byRule: z.array(z.object({ ruleCode: z.string(), title: bilingual, count: z.int() })),
  }),
})

export const exportAlerts = route({
  id: 'alerts.export',
  method: 'GET',
  path: '/api/alerts/export',
  permission: 'export.run',
  summary: 'The filtered worklist as .xlsx; the export is logged [C192]',
  query: alertQuery.extend(exportQuery),
  reply: z.unknown(),
})

/** One row of evidence: a fact that made the figure. `link` names the page it can be opened on. */
export const evidenceRow = z.object({
  day,
  value: z.number(),
  label: z.string(),
  link: z.object({ kind: z.string(), id: z.string() }).nullable(),
})

const surprise = z.object({
  alarm: z.enum(['alarm', 'watch', 'calm', 'thin']),
  observed: z.number().nullable(),
  cases: z.number(),
  expected: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  score: z.number().nullable(),
  limit: z.number(),
  weeks: z.int(),
  badWeeks: z.int(),
  isSingle: z.boolean(),
})

export const leafExplanation = z.object({
  metric: z.string(),
  title: bilingual,
  unit: z.enum(UNITS),
  op: z.enum(['gt', 'gte', 'lt', 'lte', 'eq', 'ne']),
  truth: z.enum(['true', 'false', 'unknown', 'closed']),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** mean of the subject's own past windows or the median of its own gaps; null for fixed lines */
  baseline: z.number().nullable(),
  /** how many cases stand behind the value */
  n: z.int(),
  num: z.number().nullable(),
  den: z.number().nullable(),
  windowDays: z.int().nullable(),
  /** of a line among colleagues: how many of them it was drawn from */
  peers: z.int().exactOptional(),
  /** of a line drawn by chance: the week, what such a week usually brings, and how much past that rests on */
  surprise: surprise.exactOptional(),
  rows: z.array(evidenceRow),
  /** rows that exist beyond those listed */
  moreRows: z.int(),
})
export type LeafExplanation = z.infer<typeof leafExplanation>

export const timelineKind = z.enum([
  'opened',
  'worsened',
  'held',
  'resumed',
  'cleared',
  'superseded',
  'acknowledge',
  'start',
  'resolve',
  'review',
  'silence',
  'unsilence',
  'inhibited',
  'released',
  'returned',
  'untaken',
  'reassign',
  'escalate',
  'comment',
  'urge',
  'notified',
])

export const timelineEntry = z.object({
  at: instant,
  recordedAt: instant,
  kind: timelineKind,
  actor: person.nullable(),
  sentence: bilingual,
})

export const alertTask = z.object({
  id,
  title: z.string(),
  responsible: person,
  dueAt: instant,
  doneAt: instant.nullable(),
})

export const alertDetail = alertRow.extend({
  ruleVersion: z.int(),
  note: bilingual.nullable(),
  meaning: bilingual,
  responsibleVia,
  informed: z.array(person),
  evaluatedAt: instant,
  /** evaluation had no data last time it looked, so the alert is kept open rather than cleared */
  held: z.boolean(),
  /** when it would have opened, had its data not been late [C208] */
  withheldSince: instant.nullable(),
  /** why the polite words about this instalment may not be copied now */
  reminderInhibited: inhibition.nullable(),
  headline: leafExplanation,
  others: z.array(leafExplanation),
  /** the headline metric over the last weeks with its line; value null = no data */
  chart: z.object({
    points: z.array(z.object({ day, value: z.number().nullable(), threshold: z.number().nullable() })),
    /** the first day of the week since which it has been worse than before, where that can be told */
    since: day.nullable(),
  }),
  timeline: z.array(timelineEntry),
  tasks: z.array(alertTask),
  result: alertResult.nullable(),
  resultNote: z.string().nullable(),
  verdict: verdict.nullable(),
  silenceReason: z.string().nullable(),
  resolvedAt: instant.nullable(),
  resolvedBy: person.nullable(),
  nextEscalation: z.object({ at: instant, to: person }).nullable(),
})
export type AlertDetail = z.infer<typeof alertDetail>

const one = z.object({ id })

export const getAlert = route({
  id: 'alerts.get',
  method: 'GET',
  path: '/api/alerts/:id',
  permission: 'alert.read',
  summary: 'One alert: why, evidence, chart, timeline, what may be done',
  params: one,
  query: z.object({ asOf: day.optional() }),
  reply: alertDetail,
})

/** Every act answers with the alert as it stands afterwards, so that the page needs no second look. */
const acted = alertDetail
const version = z.int()
const reason = z.string().trim().min(2).max(500)

export const acknowledgeAlert = route({
  id: 'alerts.acknowledge',
  method: 'POST',
  path: '/api/alerts/:id/acknowledge',
  permission: 'alert.handle',
  summary: '接手: I answer for this now',
  params: one,
  body: z.object({ version }),
  reply: acted,
})

export const startAlert = route({
  id: 'alerts.start',
  method: 'POST',
  path: '/api/alerts/:id/start',
  permission: 'alert.handle',
  summary: '开始处理: work on it has begun',
  params: one,
  body: z.object({ version, note: z.string().trim().max(500).optional() }),
  reply: acted,
})

export const resolveAlert = route({
  id: 'alerts.resolve',
  method: 'POST',
  path: '/api/alerts/:id/resolve',
  permission: 'alert.handle',
  summary: '处理完成: the result, and whether the warning was any good',
  params: one,
  body: z.object({
    version,
    result: alertResult.exclude(['cleared']),
    note: z.string().trim().max(1000).default(''),
    verdict,
  }),
  reply: acted,
})

export const reviewAlert = route({
  id: 'alerts.review',
  method: 'POST',
  path: '/api/alerts/:id/review',
  permission: 'alert.assign',
  summary: '复核: a manager has looked at the result',
  params: one,
  body: z.object({ version, note: z.string().trim().max(1000).default('') }),
  reply: acted,
})

export const silenceAlert = route({
  id: 'alerts.silence',
  method: 'POST',
  path: '/api/alerts/:id/silence',
  permission: 'alert.handle',
  summary: '暂不提醒: until a day, with a reason; the end is announced',
  params: one,
  body: z.object({ version, untilDay: day, reason }),
  reply: acted,
})

export const unsilenceAlert = route({
  id: 'alerts.unsilence',
  method: 'POST',
  path: '/api/alerts/:id/unsilence',
  permission: 'alert.handle',
  summary: 'End the silence now',
  params: one,
  body: z.object({ version }),
  reply: acted,
})

export const reassignAlert = route({
  id: 'alerts.reassign',
  method: 'POST',
  path: '/api/alerts/:id/reassign',
  permission: 'alert.handle',
  summary: '转交: somebody else answers for it',
  params: one,
  body: z.object({ version, toUserId: id, reason }),
  reply: acted,
})

export const escalateAlert = route({
  id: 'alerts.escalate',
  method: 'POST',
  path: '/api/alerts/:id/escalate',
  permission: 'alert.handle',
  summary: '上报上级: one level up, now',
  params: one,
  body: z.object({ version, reason }),
  reply: acted,
})

export const commentAlert = route({
  id: 'alerts.comment',
  method: 'POST',
  path: '/api/alerts/:id/comment',
  permission: 'alert.handle',
  summary: 'A note on the timeline; whoever is mentioned hears of it once and must be able to see the alert',
  params: one,
  body: z.object({
    text: z.string().trim().min(1).max(1000),
    mentions: z.array(id).max(20).default([]),
  }),
  reply: acted,
})

export const urgeAlert = route({
  id: 'alerts.urge',
  method: 'POST',
  path: '/api/alerts/:id/urge',
  permission: 'alert.handle',
  summary: 'Asks whoever answers for it to see to it now; once an hour [C129]',
  params: one,
  body: z.object({ text: z.string().trim().max(200).default('') }),
  reply: acted,
})

export const finishTask = route({
  id: 'alerts.finishTask',
  method: 'POST',
  path: '/api/tasks/:id/done',
  permission: 'alert.handle',
  summary: 'A step of the playbook is done',
  params: one,
  body: z.object({ note: z.string().trim().max(500).default('') }),
  reply: alertTask,
})

export const alertAssignees = route({
  id: 'alerts.assignees',
  method: 'GET',
  path: '/api/alerts/:id/assignees',
  permission: 'alert.read',
  summary: 'Who could take this alert over',
  params: one,
  reply: z.object({ rows: z.array(person.extend({ absent: z.boolean(), team: z.string() })) }),
})

export const alertReaders = route({
  id: 'alerts.readers',
  method: 'GET',
  path: '/api/alerts/:id/readers',
  permission: 'alert.read',
  summary: 'Who may see this alert and so be mentioned in a note on it',
  params: one,
  reply: z.object({ rows: z.array(person.extend({ team: z.string() })) }),
})
