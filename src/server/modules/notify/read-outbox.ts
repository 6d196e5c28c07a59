import { sql } from 'kysely'
import type { z } from 'zod'
import type { ChannelKind, listOutbox as listRoute, OutboxRow } from '../../../api/notify.ts'
import type { Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { Locale } from '../../../text/errors.ts'
import { explainAnswer } from '../../../text/notify-answers.ts'
import { decisionText } from '../../../text/notify-decisions.ts'
import { drawPhone } from '../../platform/channels/phone.ts'
import { prepare } from '../../platform/channels/send.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { wake } from '../../platform/jobs.ts'
import { readAddress } from './address.ts'
import type { ChannelConfig } from './channel-secrets.ts'
import { targetOf } from './channel-secrets.ts'
import { composeMessage } from './claim.ts'
import { loadReaders, type ReaderRow } from './readers.ts'
import { CUSTOMER_MAIL, readStored, type Stored } from './stored.ts'

type Query = z.output<typeof listRoute.query>
type State = OutboxRow['state']

/** Rows say how far the sending has come; people see four words for it. */
const STATES: Record<string, State> = {
  queued: 'waiting',
  retry: 'waiting',
  claimed: 'sending',
  sent: 'sent',
  accepted: 'accepted',
  failed: 'failed',
  skipped: 'skipped',
}

/**
 * Every message that left or should have left, newest first, within the reader's scope: a manager sees what
 * went to the own people, not the figures of another department.
 */
export async function listOutbox(
  ctx: ReadCtx,
  query: Query,
  configuredUrl: string | null = null,
): Promise<{ rows: OutboxRow[]; total: number; counts: Record<State, number> }> {
  const where = scopeOf(ctx, query)
  const total = await scoped(ctx, where)
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow()
  const byState = await scoped(ctx, { ...where, state: undefined })
    .select(['d.state', sql<number>`count(*)::int`.as('count')])
    .groupBy('d.state')
    .execute()
  const ids = await scoped(ctx, where)
    .select('d.id')
    .orderBy('d.created_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
    .execute()
  const counts: Record<State, number> = {
    waiting: 0,
    sending: 0,
    sent: 0,
    accepted: 0,
    failed: 0,
    skipped: 0,
  }
  for (const row of byState) counts[STATES[row.state] ?? 'waiting'] += row.count
  return {
    rows: await loadRows(
      ctx,
      ids.map((row) => row.id),
      configuredUrl,
    ),
    total: total.count,
    counts,
  }
}

export async function getDelivery(
  ctx: ReadCtx,
  id: string,
  configuredUrl: string | null = null,
): Promise<OutboxRow> {
  const seen = await scoped(ctx, { ...scopeOf(ctx, {}), id })
    .select('d.id')
    .executeTakeFirst()
  const [row] = seen ? await loadRows(ctx, [id], configuredUrl) : []
  if (!row) throw notFound('delivery')
  return row
}

/**
 * At once and with the same message id; the person pressed the button, so caps and quiet hours do not ask
 * again.
 */
export async function resendDelivery(
  ctx: WriteCtx,
  id: string,
): Promise<{ id: string; nextAttemptAt: Instant }> {
  const row = await scoped(ctx, { ...scopeOf(ctx, {}), id })
    .select(['d.id', 'd.state', 'c.status', 'n.kind'])
    .executeTakeFirst()
  if (!row) throw notFound('delivery')
  // Its words were about another day, and its step has been taken back: it is written anew.
  if (row.kind === CUSTOMER_MAIL) throw conflict('mail_send_anew')
  if (row.state !== 'failed') throw conflict('delivery_not_failed')
  if (row.status !== 'on') throw conflict('channel_off')
  await ctx.db
    .updateTable('notice')
    .set({ decision: 'send' })
    .where('org_id', '=', ctx.orgId)
    .where('reason', '=', 'undelivered')
    .where('cause', '=', (eb) =>
      eb
        .selectFrom('delivery as d')
        .innerJoin('notice as n', (join) =>
          join.onRef('n.org_id', '=', 'd.org_id').onRef('n.id', '=', 'd.notice_id'),
        )
        .select('n.cause')
        .where('d.org_id', '=', ctx.orgId)
        .where('d.id', '=', id),
    )
    .execute()
  await ctx.db
    .updateTable('delivery')
    .set({ state: 'queued', reason: 'resent', attempts: 0, next_at: at(ctx.now), done_at: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await wake(ctx, 'notify.deliver')
  return { id, nextAttemptAt: ctx.now }
}

type Where = Partial<Pick<Query, 'channelId' | 'kind' | 'state' | 'userId' | 'alertId'>> & {
  id?: string
  users: readonly string[] | null
}

function scopeOf(ctx: ReadCtx, query: Partial<Query>): Where {
  const { channelId, kind, state, userId, alertId } = query
  return { channelId, kind, state, userId, alertId, users: visibleUsers(ctx, 'outbox.read') }
}

/**
 * A group message is within sight when somebody it was meant for is, a mail when its receiver is; a test
 * message is meant for whoever looks after the channels, who has to see the provider's answer.
 */
function scoped(ctx: ReadCtx, where: Where) {
  const { id, channelId, kind, state, userId, alertId, users } = where
  const states = Object.keys(STATES).filter((key) => STATES[key] === state)
  // What was sent to a customer is within sight where its sender is.
  const isFor = (
    ids: readonly string[],
  ) => sql<boolean>`(n.content -> 'sender' ->> 'id' = any(${[...ids]}::text[])
    or case when n.user_id is not null then n.user_id = any(${[...ids]}::uuid[]) else exists (
    select 1 from notice p where p.org_id = n.org_id and p.cause = n.cause and p.user_id = any(${[...ids]}::uuid[])) end)`
  return ctx.db
    .selectFrom('delivery as d')
    .innerJoin('notice as n', (join) =>
      join.onRef('n.org_id', '=', 'd.org_id').onRef('n.id', '=', 'd.notice_id'),
    )
    .innerJoin('channel as c', (join) =>
      join.onRef('c.org_id', '=', 'd.org_id').onRef('c.id', '=', 'd.channel_id'),
    )
    .where('d.org_id', '=', ctx.orgId)
    .$if(id !== undefined, (q) => q.where('d.id', '=', id!))
    .$if(channelId !== undefined, (q) => q.where('d.channel_id', '=', channelId!))
    .$if(kind !== undefined, (q) => q.where('c.kind', '=', kind!))
    .$if(state !== undefined, (q) => q.where('d.state', 'in', states))
    .$if(alertId !== undefined, (q) => q.where('n.alert_id', '=', alertId!))
    .$if(userId !== undefined, (q) => q.where(isFor([userId!])))
    .$if(users !== null, (q) =>
      q.where(
        may(ctx.actor.roles, 'channel.write')
          ? sql<boolean>`(n.cause like 'test:%' or ${isFor(users!)})`
          : isFor(users!),
      ),
    )
}

async function loadRows(
  ctx: ReadCtx,
  ids: readonly string[],
  configuredUrl: string | null,
): Promise<OutboxRow[]> {
  if (ids.length === 0) return []
  const { url: publicUrl } = await readAddress(ctx, configuredUrl)
  const rows = await scoped(ctx, { users: null })
    .select([
      'd.id',
      'd.message_id',
      'd.state',
      'd.reason',
      'd.next_at',
      'd.created_at',
      'n.cause',
      'n.user_id',
      'n.alert_id',
      'n.severity',
      'n.content',
      'c.id as channel_id',
      'c.kind',
      'c.name',
      'c.config',
      'c.status',
      'c.secret_tail',
    ])
    .where('d.id', 'in', [...ids])
    .orderBy('d.created_at', 'desc')
    .orderBy('d.id', 'desc')
    .execute()
  const attempts = await ctx.db
    .selectFrom('delivery_attempt')
    .select(['delivery_id', 'at', 'outcome', 'provider_code', 'provider_message', 'took_ms'])
    .where('org_id', '=', ctx.orgId)
    .where('delivery_id', 'in', [...ids])
    .orderBy('at')
    .orderBy('id')
    .execute()
  const people = await ctx.db
    .selectFrom('notice')
    .select(['cause', 'user_id'])
    .where('org_id', '=', ctx.orgId)
    .where('cause', 'in', [...new Set(rows.map((row) => row.cause))])
    .where('user_id', 'is not', null)
    .execute()
  const readers = await loadReaders(
    ctx,
    people.map((row) => row.user_id!),
  )
  const locale: Locale = (await readerLocale(ctx)) ?? 'zh-CN'
  return rows.map((row) => {
    const mine = attempts.filter((attempt) => attempt.delivery_id === row.id)
    const addressed = people.filter(
      (other) => other.cause === row.cause && (row.user_id === null || other.user_id === row.user_id),
    )
    const to = addressed.flatMap((other) => readers.get(other.user_id!) ?? [])
    return shapeOf(ctx, row, { attempts: mine, to, locale, publicUrl })
  })
}

type Loaded = {
  id: string
  message_id: string
  state: string
  reason: string
  next_at: Instant | null
  created_at: Instant
  cause: string
  user_id: string | null
  alert_id: string | null
  severity: number
  content: unknown
  channel_id: string
  kind: string
  name: string
  config: unknown
  status: string
}

type Attempt = {
  at: Instant
  outcome: string
  provider_code: string | null
  provider_message: string | null
  took_ms: number
}

function shapeOf(
  ctx: ReadCtx,
  row: Loaded,
  {
    attempts,
    to,
    locale,
    publicUrl,
  }: { attempts: readonly Attempt[]; to: readonly ReaderRow[]; locale: Locale; publicUrl: string | null },
): OutboxRow {
  const stored = readStored(row.content)
  const kind = row.kind as ChannelKind
  const message = composeMessage([{ row: { ...asDue(row), stored }, people: [...to] }], {
    messageId: row.message_id,
    publicUrl,
    at: row.created_at,
  })
  const receiver = { address: 'x@example.invalid', name: '', unsubscribeUrl: null }
  const target = targetOf(kind, row.config as ChannelConfig, {}, receiver)
  const customerOf = (s: Stored) => {
    if (s.about === 'customerMail') return s.customer
    const name = s.about === 'alert' ? s.content.customer : s.about === 'errand' ? s.errand.customer : null
    const id = s.about === 'alert' || s.about === 'errand' ? s.customerId : null
    return id !== null && name !== null ? { id, name } : null
  }
  return {
    id: row.id,
    messageId: row.message_id,
    createdAt: row.created_at,
    channel: { id: row.channel_id, kind, name: row.name },
    to: to.map(({ id, name }) => ({ userId: id, name })),
    alertId: row.alert_id,
    customer: customerOf(stored),
    severity: row.severity as OutboxRow['severity'],
    title: message.title,
    state: STATES[row.state] ?? 'waiting',
    reason: row.reason,
    reasonText: decisionText(locale, row.reason),
    nextAttemptAt: ['queued', 'retry'].includes(row.state) ? row.next_at : null,
    attempts: attempts.map((attempt) => attemptOf(attempt, kind, locale)),
    phone: drawPhone(kind, prepare(target, message, row.created_at).shown),
    can: { resend: resendable(ctx, row) },
  }
}

function asDue(row: Loaded) {
  return {
    id: row.id,
    noticeId: row.id,
    messageId: row.message_id,
    state: row.state,
    reason: row.reason,
    attempts: 0,
    createdAt: row.created_at,
    claimedUntil: null,
    cause: row.cause,
    userId: row.user_id,
    alertId: row.alert_id,
    severity: row.severity,
  }
}

function resendable(ctx: ReadCtx, row: Loaded): true | string {
  if (!may(ctx.actor.roles, 'channel.write')) return 'forbidden'
  if (row.state !== 'failed') return 'delivery_not_failed'
  if (readStored(row.content).about === 'customerMail') return 'mail_send_anew'
  return row.status === 'on' ? true : 'channel_off'
}

function attemptOf(attempt: Attempt, channel: ChannelKind, locale: Locale): OutboxRow['attempts'][number] {
  const code = attempt.provider_code ?? ''
  const message = attempt.provider_message ?? ''
  return {
    at: attempt.at,
    outcome: attempt.outcome as OutboxRow['attempts'][number]['outcome'],
    code: attempt.provider_code,
    message: attempt.provider_message,
    ...explainAnswer(locale, { channel, outcome: attempt.outcome, code, message }),
    durationMs: attempt.took_ms,
  }
}

async function readerLocale(ctx: ReadCtx): Promise<Locale | null> {
  if (ctx.actor.userId === null) return null
  const me = await ctx.db
    .selectFrom('app_user')
    .select('locale')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', ctx.actor.userId)
    .executeTakeFirst()
  return me?.locale === 'en' ? 'en' : 'zh-CN'
}
