import { sql } from 'kysely'
import type { Outcome } from '../../../core/notify/message.ts'
import { MESSAGE_RETRY_MS, nextAttemptAt, nextHealth, WEBHOOK_RETRY_MS } from '../../../core/notify/retry.ts'
import { explainAnswer } from '../../../text/notify-answers.ts'
import type { Delivery } from '../../platform/channels/transport.ts'
import { chance, newId } from '../../platform/clock.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { type ChannelRow, channelOf, healthOf, isGroup, loadChannels } from './channels.ts'
import type { Claimed } from './claimed.ts'
import { canMail, loadReaders } from './readers.ts'
import { insertDeliveries } from './save-notices.ts'
import type { Stored } from './stored.ts'
import { tellAdmins } from './tell-admins.ts'

/**
 * Writes back what one try brought: the attempt, the delivery's fate, the channel's health, who has been
 * told.
 */
export async function settle(
  ctx: ReadCtx,
  claimed: Claimed,
  delivery: Delivery,
  tookMs: number,
): Promise<void> {
  const { outcome } = delivery
  // The same order of locks as in claiming: channel first, or the two could wait for each other.
  await lockChannel(ctx, claimed.channel.id)
  await recordAttempts(ctx, claimed, { delivery, tookMs })
  if (outcome.kind === 'sent' || outcome.kind === 'accepted') await markSent(ctx, claimed, outcome.kind)
  else await markUnsent(ctx, claimed, outcome)
  await updateHealth(ctx, claimed.channel.id, outcome)
}

async function recordAttempts(
  ctx: ReadCtx,
  { rows }: Claimed,
  { delivery, tookMs }: { delivery: Delivery; tookMs: number },
): Promise<void> {
  const { outcome, answer } = delivery
  await ctx.db
    .insertInto('delivery_attempt')
    .values(
      rows.map((row) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        delivery_id: row.id,
        at: at(ctx.now),
        outcome: outcome.kind,
        provider_code: outcome.code,
        provider_message: printable(answer || outcome.message),
        request_id:
          outcome.kind === 'sent' ? outcome.requestId : outcome.kind === 'accepted' ? outcome.asyncId : null,
        took_ms: tookMs,
      })),
    )
    .execute()
}

/** PostgreSQL text holds no NUL, and an answer may be anything. */
function printable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().slice(0, 1_000)
}

async function markSent(ctx: ReadCtx, { rows, tells }: Claimed, state: 'sent' | 'accepted'): Promise<void> {
  await ctx.db
    .updateTable('delivery')
    .set({ state, done_at: at(ctx.now), next_at: null, claimed_until: null })
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
  if (tells.length === 0) return
  await ctx.db
    .updateTable('notice')
    .set({ content: sql`jsonb_set(content, '{toldAt}', to_jsonb(${ctx.now}::bigint))` })
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', tells)
    .where(sql<boolean>`content ->> 'toldAt' is null`)
    .execute()
}

async function markUnsent(ctx: ReadCtx, claimed: Claimed, outcome: Outcome): Promise<void> {
  const { channel, rows } = claimed
  const nextAt =
    outcome.kind === 'retry'
      ? nextAttemptAt({
          schedule: channel.kind === 'webhook' ? WEBHOOK_RETRY_MS : MESSAGE_RETRY_MS,
          attemptsMade: Math.max(...rows.map((row) => row.attempts)),
          afterMs: outcome.afterMs,
          now: ctx.now,
          jitter: chance(),
        })
      : null
  await ctx.db
    .updateTable('delivery')
    .set(
      nextAt === null
        ? { state: 'failed', done_at: at(ctx.now), next_at: null, claimed_until: null }
        : { state: 'retry', next_at: at(nextAt), claimed_until: null },
    )
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
  if (nextAt === null) await fallBack(ctx, channel, rows)
}

/**
 * A group message that will not arrive goes to each addressed person by mail, if they have one; otherwise
 * it waits for the brief. Either way the person finds it in the page: nothing is lost (law 12).
 */
export async function fallBack(
  ctx: ReadCtx,
  channel: ChannelRow,
  rows: readonly { cause: string; userId: string | null; alertId: string | null }[],
): Promise<void> {
  const causes = [...new Set(rows.filter((row) => row.alertId !== null).map((row) => row.cause))]
  if (causes.length === 0 || channel.kind === 'webhook') return
  const untold = await ctx.db
    .selectFrom('notice')
    .select(['id', 'user_id'])
    .where('org_id', '=', ctx.orgId)
    .where('cause', 'in', causes)
    .where('user_id', 'is not', null)
    .where('decision', '=', 'send')
    .where(sql<boolean>`content ->> 'toldAt' is null`)
    .execute()
  const mail = (await loadChannels(ctx)).find(
    (other) => other.kind === 'mail' && other.status === 'on' && other.id !== channel.id,
  )
  const readers = await loadReaders(
    ctx,
    untold.map((notice) => notice.user_id!),
  )
  const byMail =
    isGroup(channel) && mail ? untold.filter((notice) => canMail(readers.get(notice.user_id!))) : []
  await insertDeliveries(
    ctx,
    byMail.map((notice) => ({
      noticeId: notice.id,
      channelId: mail!.id,
      dueAt: ctx.now,
      reason: 'fallback',
    })),
  )
  const mailed = new Set(byMail.map((notice) => notice.id))
  const left = untold.filter((notice) => !mailed.has(notice.id)).map((notice) => notice.id)
  if (left.length === 0) return
  await ctx.db
    .updateTable('notice')
    .set({ decision: 'brief', reason: 'undelivered' })
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', left)
    .execute()
}

async function updateHealth(ctx: ReadCtx, channelId: string, outcome: Outcome): Promise<void> {
  const found = await lockChannel(ctx, channelId)
  if (!found) return
  const channel = channelOf(found)
  const { health, switchedOff } = nextHealth(healthOf(channel), outcome, ctx.now)
  const fault =
    health.code === null
      ? null
      : {
          code: health.code,
          message: printable(health.message ?? ''),
          transient: health.transientFailures,
          pausedUntil: health.pausedUntil,
        }
  await ctx.db
    .updateTable('channel')
    .set({
      failures: health.permanentFailures,
      last_error: fault === null ? null : json(fault),
      ...(switchedOff ? { status: 'broken' } : {}),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', channelId)
    .execute()
  if (switchedOff && outcome.kind !== 'sent' && outcome.kind !== 'accepted')
    await tellAdmins(ctx, channelOff(channel, outcome), {
      cause: `channel-off:${channel.id}:${ctx.now}`,
      exceptChannelId: channel.id,
    })
}

function lockChannel(ctx: ReadCtx, channelId: string) {
  return ctx.db
    .selectFrom('channel')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', channelId)
    .forUpdate()
    .executeTakeFirst()
}

function channelOff(channel: ChannelRow, { kind, code, message }: Outcome): Stored {
  const explained = explainAnswer('zh-CN', { channel: channel.kind, outcome: kind, code, message })
  return { about: 'channelOff', channel: { name: channel.name, code, ...explained } }
}
