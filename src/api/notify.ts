import { z } from 'zod'
import { ERRAND_KINDS } from '../core/notify/errand.ts'
import { day, fen, id, instant, route } from './route.ts'

/** Channels, the outbox, what a person receives and the morning brief (C123 C124 C274). */

export const CHANNEL_KINDS = ['wecom', 'dingtalk', 'feishu', 'webhook', 'mail'] as const
export const channelKind = z.enum(CHANNEL_KINDS)
export type ChannelKind = z.infer<typeof channelKind>

/** 1 = urgent, 2 = important, 3 = worth knowing. */
export const severity = z.union([z.literal(1), z.literal(2), z.literal(3)])

const name = z.string().trim().min(1).max(60)
const baseUrl = z.url({ protocol: /^https?$/ }).max(300)
/** Absent on a change = keep the stored secret; the reply only ever shows `••••last4`. */
const secret = z.string().trim().min(1).max(300)

/** What an administrator types, one shape per kind; a secret left out of a change stays as it was. */
export const channelSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wecom'), key: secret.optional(), baseUrl: baseUrl.optional() }),
  z.object({
    kind: z.literal('dingtalk'),
    accessToken: secret.optional(),
    signSecret: secret.optional(),
    keyword: z.string().trim().max(20).optional(),
    baseUrl: baseUrl.optional(),
  }),
  z.object({
    kind: z.literal('feishu'),
    token: secret.optional(),
    signSecret: secret.optional(),
    keyword: z.string().trim().max(20).optional(),
    format: z.enum(['card', 'text']).optional(),
    baseUrl: baseUrl.optional(),
  }),
  z.object({
    kind: z.literal('webhook'),
    url: baseUrl,
    secret: secret.optional(),
    /** The secret being rotated out; both sign until it is removed. */
    previousSecret: secret.optional(),
  }),
  z.object({
    kind: z.literal('mail'),
    host: z.string().trim().min(1).max(200),
    port: z.int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().trim().max(200).optional(),
    password: secret.optional(),
    from: z.email().max(200),
    fromName: z.string().trim().max(60).optional(),
  }),
])
export type ChannelSettings = z.infer<typeof channelSettings>

/**
 * Who a group channel speaks to: notices about this department (null = the whole company) from this
 * severity up.
 */
export const channelAudience = z.object({
  departmentId: id.nullable(),
  minSeverity: severity,
  brief: z.boolean(),
})

/** Either allowed, or the code of the reason why the button is disabled (law 7). */
const can = z.union([z.literal(true), z.string()])

export const channelView = z.object({
  id,
  kind: channelKind,
  name,
  enabled: z.boolean(),
  /** Secrets are replaced by `••••last4`. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  audience: channelAudience,
  health: z.object({
    state: z.enum(['ok', 'paused', 'broken', 'off', 'untested']),
    /** Provider code and text of the last answer that was not a success. */
    code: z.string().nullable(),
    message: z.string().nullable(),
    pausedUntil: instant.nullable(),
    lastSentAt: instant.nullable(),
    failures: z.int(),
  }),
  version: z.int(),
  can: z.object({ change: can, test: can, remove: can }),
})
export type ChannelView = z.infer<typeof channelView>

export const listChannels = route({
  id: 'listChannels',
  method: 'GET',
  path: '/api/channels',
  permission: 'channel.write',
  summary: 'Notification channels of the organisation, secrets masked',
  reply: z.object({ rows: z.array(channelView) }),
})

export const createChannel = route({
  id: 'createChannel',
  method: 'POST',
  path: '/api/channels',
  permission: 'channel.write',
  summary: 'Adds a channel; secrets are stored encrypted',
  body: z.object({ name, enabled: z.boolean(), settings: channelSettings, audience: channelAudience }),
  reply: z.object({ id }),
})

export const changeChannel = route({
  id: 'changeChannel',
  method: 'PUT',
  path: '/api/channels/:id',
  permission: 'channel.write',
  summary: 'Changes a channel; secrets left out stay; switching it on again clears its failures',
  params: z.object({ id }),
  body: z.object({
    name,
    enabled: z.boolean(),
    settings: channelSettings,
    audience: channelAudience,
    version: z.int(),
  }),
  reply: z.object({ id, version: z.int() }),
})

export const removeChannel = route({
  id: 'removeChannel',
  method: 'DELETE',
  path: '/api/channels/:id',
  permission: 'channel.write',
  summary: 'Removes a channel; its delivery history stays',
  params: z.object({ id }),
  reply: z.object({ id }),
})

export const testChannel = route({
  id: 'testChannel',
  method: 'POST',
  path: '/api/channels/:id/test',
  permission: 'channel.write',
  summary: 'Queues a test message; its delivery shows the provider’s answer within seconds (getDelivery)',
  params: z.object({ id }),
  /** A mail channel needs to know whom to write to; without it the sender of the test is the receiver. */
  body: z.object({ to: z.email().optional() }),
  reply: z.object({ deliveryId: id }),
})

/** One run of text as a phone draws it. */
export const phoneSpan = z.object({
  text: z.string(),
  style: z.enum(['plain', 'bold', 'quote', 'good', 'muted', 'bad', 'mention', 'link']),
  href: z.string().optional(),
})
export type PhoneSpan = z.infer<typeof phoneSpan>

/** A message as the receiver's phone would show it: drawn from the very bytes that were sent. */
export const phoneMessage = z.object({
  app: channelKind,
  title: z.string(),
  tone: z.enum(['bad', 'warn', 'info', 'good']),
  lines: z.array(z.array(phoneSpan)),
  buttons: z.array(z.object({ label: z.string(), href: z.string() })),
})
export type PhoneMessage = z.infer<typeof phoneMessage>

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'accepted', 'failed', 'skipped'] as const
export const deliveryState = z.enum(DELIVERY_STATES)

/** One try to send; a message may have several. */
export const deliveryAttempt = z.object({
  at: instant,
  outcome: z.enum(['sent', 'accepted', 'retry', 'channelDisabled', 'failed', 'interrupted']),
  code: z.string().nullable(),
  /** The provider's own words. */
  message: z.string().nullable(),
  explanation: z.string(),
  whatToDo: z.string().nullable(),
  durationMs: z.int().nullable(),
})

export const outboxRow = z.object({
  id,
  /** The stable id that every attempt of this message carries. */
  messageId: z.string(),
  createdAt: instant,
  channel: z.object({ id: id.nullable(), kind: channelKind, name: z.string() }),
  to: z.array(z.object({ userId: id, name: z.string() })),
  alertId: id.nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  severity,
  title: z.string(),
  state: deliveryState,
  /** Why it was sent, held back or skipped: a code of the send decision, and in words. */
  reason: z.string(),
  reasonText: z.string(),
  nextAttemptAt: instant.nullable(),
  attempts: z.array(deliveryAttempt),
  phone: phoneMessage.nullable(),
  can: z.object({ resend: can }),
})
export type OutboxRow = z.infer<typeof outboxRow>

export const listOutbox = route({
  id: 'listOutbox',
  method: 'GET',
  path: '/api/outbox',
  permission: 'outbox.read',
  summary: 'Every message that left or was meant to leave the house, newest first, as the phone shows it',
  query: z.object({
    channelId: id.optional(),
    kind: channelKind.optional(),
    state: deliveryState.optional(),
    userId: id.optional(),
    alertId: id.optional(),
    page: z.coerce.number().int().min(1).default(1),
    pageSize: z.coerce.number().int().min(1).max(100).default(20),
  }),
  reply: z.object({
    rows: z.array(outboxRow),
    total: z.int(),
    counts: z.record(deliveryState, z.int()),
  }),
})

export const getDelivery = route({
  id: 'getDelivery',
  method: 'GET',
  path: '/api/outbox/:id',
  permission: 'outbox.read',
  summary: 'One message with all its attempts',
  params: z.object({ id }),
  reply: outboxRow,
})

export const resendDelivery = route({
  id: 'resendDelivery',
  method: 'POST',
  path: '/api/outbox/:id/resend',
  permission: 'channel.write',
  summary: 'Tries a failed message again at once, with the same message id',
  params: z.object({ id }),
  reply: z.object({ id, nextAttemptAt: instant }),
})

export const NOTICE_KINDS = [
  'opened',
  'worsened',
  'escalated',
  'assigned',
  'repeat',
  'resolved',
  'system',
  ...ERRAND_KINDS,
] as const
export const noticeKind = z.enum(NOTICE_KINDS)

/** What a person receives in the page. It says everything without the link. */
export const noticeRow = z.object({
  id,
  kind: noticeKind,
  at: instant,
  readAt: instant.nullable(),
  severity,
  alertId: id.nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  amountFen: fen.nullable(),
  title: z.string(),
  reason: z.string(),
  nextStep: z.string().nullable(),
  responsible: z.object({ id, name: z.string() }).nullable(),
  dueAt: instant.nullable(),
  /** where in the product it can be dealt with */
  url: z.string().nullable(),
  /** Critical ones pop up over the page for boss and managers (C124). */
  popUp: z.boolean(),
})
export type NoticeRow = z.infer<typeof noticeRow>

export const listNotices = route({
  id: 'listNotices',
  method: 'GET',
  path: '/api/notices',
  permission: 'signed-in',
  summary: 'My notices, newest first, and how many are unread',
  query: z.object({
    unread: z.stringbool().optional(),
    before: z.coerce.number().int().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({ rows: z.array(noticeRow), unread: z.int() }),
})

export const readNotices = route({
  id: 'readNotices',
  method: 'POST',
  path: '/api/notices/read',
  permission: 'signed-in',
  summary: 'Marks my notices as read: the named ones, or all up to an instant',
  body: z.union([z.object({ ids: z.array(id).min(1).max(200) }), z.object({ upTo: instant })]),
  reply: z.object({ unread: z.int() }),
})

/** Server-sent events: `notice` carries a NoticeRow, `unread` the count, `signedOut` ends the stream. */
export const LIVE_PATH = '/api/live'
export const liveStream = route({
  id: 'liveStream',
  method: 'GET',
  path: LIVE_PATH,
  permission: 'signed-in',
  summary: 'My notices as they happen (text/event-stream)',
  reply: z.never(),
})
export const liveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('notice'), notice: noticeRow, unread: z.int() }),
  z.object({ type: z.literal('unread'), unread: z.int() }),
  z.object({ type: z.literal('signedOut') }),
])
export type LiveEvent = z.infer<typeof liveEvent>

const briefItem = z.object({
  alertId: id,
  severity,
  customer: z.string().nullable(),
  title: z.string(),
  reason: z.string(),
  amountFen: fen.nullable(),
  responsible: z.string(),
  /** Why it stands here: new, held back by the cap or quiet hours, past its deadline, escalated. */
  why: z.enum(['new', 'held', 'overdue', 'escalated']),
})

export const briefView = z.object({
  day,
  sentAt: instant.nullable(),
  figures: z.object({
    openAlerts: z.int(),
    moneyAtRiskFen: fen,
    overdueFen: fen,
    overdueCount: z.int(),
    dueSoonFen: fen,
    dueSoonCount: z.int(),
    collectedFen: fen,
  }),
  items: z.array(briefItem),
  /** How many more there are than `items` shows. */
  more: z.int(),
  quiet: z.boolean(),
})
export type BriefView = z.infer<typeof briefView>

export const getBrief = route({
  id: 'getBrief',
  method: 'GET',
  path: '/api/brief',
  permission: 'signed-in',
  summary: 'My brief of a working day (default: the latest)',
  query: z.object({ day: day.optional() }),
  reply: z.object({ brief: briefView.nullable() }),
})

/** How to @mention this person in a group; "all" would page everybody. */
const mentionId = z
  .string()
  .trim()
  .regex(/^[\w.-]{1,64}$/)
  .refine((text) => text.toLowerCase() !== 'all')

/** How one person wants to be reached. */
export const noticeSettings = z.object({
  quietFromMinute: z.int().min(0).max(1439),
  quietToMinute: z.int().min(0).max(1439),
  workdaysOnly: z.boolean(),
  dailyCap: z.int().min(0).max(5),
  mail: z.boolean(),
  wecomUserId: mentionId.nullable(),
  dingtalkUserId: mentionId.nullable(),
  feishuOpenId: mentionId.nullable(),
})
export type NoticeSettings = z.infer<typeof noticeSettings>

export const getNoticeSettings = route({
  id: 'getNoticeSettings',
  method: 'GET',
  path: '/api/notices/settings',
  permission: 'signed-in',
  summary: 'My quiet hours, cap and mention names',
  reply: noticeSettings,
})

export const saveNoticeSettings = route({
  id: 'saveNoticeSettings',
  method: 'PUT',
  path: '/api/notices/settings',
  permission: 'signed-in',
  summary: 'Changes my quiet hours, cap and mention names',
  body: noticeSettings,
  reply: noticeSettings,
})
