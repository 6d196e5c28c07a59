import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { Letter, Message, NoticeContent, Severity } from '../../../core/notify/message.ts'
import { nextRoomAt, planBatch, type RateLimit, ROBOT_LIMITS, roomNow } from '../../../core/notify/rate.ts'
import { digestWords } from '../../../text/notify.ts'
import type { MailReceiver } from '../../platform/channels/mail.ts'
import { prepare } from '../../platform/channels/send.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { fileContents } from '../files/index.ts'
import { readAddress } from './address.ts'
import { targetOf, unsealSecrets } from './channel-secrets.ts'
import { type ChannelRow, channelOf, healthOf, isOpen } from './channels.ts'
import type { Claimed } from './claimed.ts'
import { type DueRow, type Gated, gateRows, type HeldBack } from './gate.ts'
import { fallBack } from './settle.ts'
import { type CustomerMail, eventOf, readStored, type Stored, wordsOf } from './stored.ts'

/** `hasFailed`: deliveries ended without a try, and other channels may have got work instead. */
export type ClaimResult = { claimed: Claimed } | { claimed: null; nextAt: Instant | null; hasFailed: boolean }

/** Longer than any send may take; a claim older than this belonged to a process that died. */
export const LEASE_MS = 90_000
const BATCH = 200

/** A mailbox is not a robot, but providers count its mails too. */
const LIMITS: Readonly<Record<string, readonly RateLimit[]>> = {
  ...ROBOT_LIMITS,
  mail: [{ count: 30, windowMs: 60_000 }],
}

/**
 * Takes the next message of one channel. The channel row is locked meanwhile, so that two workers cannot
 * both use the last free place of a minute.
 */
export async function claimNext(
  ctx: ReadCtx,
  channelId: string,
  house: { key: Buffer; publicUrl: string | null; heldBack: HeldBack },
): Promise<ClaimResult> {
  const found = await ctx.db
    .selectFrom('channel')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', channelId)
    .forUpdate()
    .executeTakeFirst()
  if (!found) return nothing(null)
  const channel = channelOf(found)
  const rows = await takeDue(ctx, channelId)
  await recordInterrupted(ctx, rows)
  if (channel.status !== 'on') {
    await endRows(ctx, rows, 'failed', 'channel_off')
    await fallBack(ctx, channel, rows)
    return { claimed: null, nextAt: null, hasFailed: rows.length > 0 }
  }
  if (!isOpen(channel, ctx.now)) return nothing(healthOf(channel).pausedUntil)
  const gated = await gateRows(ctx, channel, { rows, heldBack: house.heldBack })
  const ready = await settleGated(ctx, gated)
  if (ready.length === 0) return nothing(await nextDueAt(ctx, channelId))
  const recent = await recentSends(ctx, channelId)
  const limits = LIMITS[channel.kind] ?? []
  const room = roomNow(limits, recent, ctx.now)
  if (room === 0) return nothing(nextRoomAt(limits, recent, ctx.now))
  const chosen = choose(channel, ready, room)
  return { claimed: await claimRows(ctx, channel, { chosen, house }) }
}

function nothing(nextAt: Instant | null): ClaimResult {
  return { claimed: null, nextAt, hasFailed: false }
}

type Ready = Extract<Gated, { verdict: 'go' }>

async function takeDue(ctx: ReadCtx, channelId: string): Promise<DueRow[]> {
  const rows = await ctx.db
    .selectFrom('delivery as d')
    .innerJoin('notice as n', (join) =>
      join.onRef('n.org_id', '=', 'd.org_id').onRef('n.id', '=', 'd.notice_id'),
    )
    .select([
      'd.id',
      'd.notice_id',
      'd.message_id',
      'd.state',
      'd.reason',
      'd.attempts',
      'd.created_at',
      'd.claimed_until',
      'n.cause',
      'n.user_id',
      'n.alert_id',
      'n.severity',
      'n.content',
    ])
    .where('d.org_id', '=', ctx.orgId)
    .where('d.channel_id', '=', channelId)
    .where((eb) =>
      eb.or([
        eb.and([eb('d.state', 'in', ['queued', 'retry']), eb('d.next_at', '<=', at(ctx.now))]),
        eb.and([eb('d.state', '=', 'claimed'), eb('d.claimed_until', '<=', at(ctx.now))]),
      ]),
    )
    .orderBy('d.next_at')
    .orderBy('d.id')
    .limit(BATCH)
    .forUpdate('d')
    .skipLocked()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    noticeId: row.notice_id,
    messageId: row.message_id,
    state: row.state,
    reason: row.reason,
    attempts: row.attempts,
    createdAt: row.created_at,
    claimedUntil: row.claimed_until,
    cause: row.cause,
    userId: row.user_id,
    alertId: row.alert_id,
    severity: row.severity,
    stored: readStored(row.content),
  }))
}

/**
 * A process died between claiming and writing back: whether the message arrived is unknown, and that is
 * shown.
 */
async function recordInterrupted(ctx: ReadCtx, rows: readonly DueRow[]): Promise<void> {
  const broken = rows.filter((row) => row.state === 'claimed')
  if (broken.length === 0) return
  await ctx.db
    .insertInto('delivery_attempt')
    .values(
      broken.map((row) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        delivery_id: row.id,
        at: at((row.claimedUntil ?? ctx.now) - LEASE_MS),
        outcome: 'interrupted',
        provider_code: 'interrupted',
        provider_message: '',
        request_id: null,
        took_ms: 0,
      })),
    )
    .execute()
  await ctx.db
    .updateTable('delivery')
    .set({ state: 'retry', claimed_until: null, next_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      broken.map((row) => row.id),
    )
    .execute()
}

async function settleGated(ctx: ReadCtx, gated: readonly Gated[]): Promise<Ready[]> {
  const ready: Ready[] = []
  for (const entry of gated) {
    if (entry.verdict === 'go') ready.push(entry)
    else if (entry.verdict === 'skip') await endRows(ctx, [entry.row], 'skipped', entry.reason)
    else {
      await ctx.db
        .updateTable('delivery')
        .set({ state: 'queued', next_at: at(entry.at), reason: entry.reason })
        .where('org_id', '=', ctx.orgId)
        .where('id', '=', entry.row.id)
        .execute()
    }
  }
  return ready
}

export async function endRows(
  ctx: ReadCtx,
  rows: readonly { id: string }[],
  state: 'failed' | 'skipped',
  reason: string,
): Promise<void> {
  if (rows.length === 0) return
  await ctx.db
    .updateTable('delivery')
    .set({ state, reason, done_at: at(ctx.now), next_at: null, claimed_until: null })
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
}

/** Instants of the messages of the last ten minutes; one in flight counts, its answer has not come yet. */
async function recentSends(ctx: ReadCtx, channelId: string): Promise<Instant[]> {
  const { rows } = await sql<{ at: Instant }>`
    select max(a.at) as at from delivery d join delivery_attempt a on a.org_id = d.org_id and a.delivery_id = d.id
    where d.org_id = ${ctx.orgId} and d.channel_id = ${channelId} and a.at > ${at(ctx.now - 600_000)}
    group by d.message_id, a.at
    union all
    select ${at(ctx.now)} from delivery d
    where d.org_id = ${ctx.orgId} and d.channel_id = ${channelId} and d.state = 'claimed' and d.claimed_until > ${at(ctx.now)}
    group by d.message_id`.execute(ctx.db)
  return rows.map((row) => row.at)
}

/**
 * One message: a digest that was under way stays the same digest (same id, same rows); otherwise the most
 * urgent delivery, or everything that waits when this is the last free place of a group robot.
 */
function choose(channel: ChannelRow, ready: readonly Ready[], room: number): Ready[] {
  const started = Map.groupBy(ready, (entry) => entry.row.messageId)
  for (const group of started.values()) if (group.length > 1) return group
  const mergeable =
    channel.kind in ROBOT_LIMITS ? ready.filter((entry) => entry.row.stored.about === 'alert') : []
  const urgent = ready.find((entry) => entry.row.stored.about !== 'alert')
  if (urgent) return [urgent]
  if (mergeable.length === 0) return [ready[0]!]
  const queue = mergeable.map(({ row }) => ({
    id: row.id,
    severity: row.severity as Severity,
    queuedAt: row.createdAt,
  }))
  const plan = planBatch(queue, room)
  const ids = plan.single.length > 0 ? plan.single.slice(0, 1) : plan.digest
  return mergeable.filter((entry) => ids.includes(entry.row.id))
}

async function claimRows(
  ctx: ReadCtx,
  channel: ChannelRow,
  { chosen, house }: { chosen: readonly Ready[]; house: { key: Buffer; publicUrl: string | null } },
): Promise<Claimed> {
  const rows = chosen.map((entry) => entry.row)
  const first = rows[0]!
  const messageId = first.messageId
  await ctx.db
    .updateTable('delivery')
    .set((eb) => ({
      state: 'claimed',
      message_id: messageId,
      attempts: eb('attempts', '+', 1),
      claimed_until: at(ctx.now + LEASE_MS),
      ...(rows.length > 1 ? { reason: 'merged' } : {}),
    }))
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
  const { url: publicUrl } = await readAddress(ctx, house.publicUrl)
  const composed = composeMessage(chosen, { messageId, publicUrl, at: first.createdAt })
  const message = await withFiles(ctx, composed, first.stored)
  const secrets = unsealSecrets(house.key, { orgId: ctx.orgId, channelId: channel.id }, channel.secret)
  const target = targetOf(channel.kind, channel.config, secrets, receiverOf(chosen[0]!, publicUrl))
  const claimed = rows.map((row) => ({ ...row, attempts: row.attempts + 1 }))
  const tells = chosen.flatMap((entry) => entry.tells)
  return { channel, rows: claimed, messageId, tells, prepared: prepare(target, message, ctx.now) }
}

export function composeMessage(
  chosen: readonly Pick<Ready, 'row' | 'people'>[],
  { messageId, publicUrl, at: writtenAt }: { messageId: string; publicUrl: string | null; at: Instant },
): Message {
  const first = chosen[0]!.row
  const people = [
    ...new Map(chosen.flatMap((entry) => entry.people).map((reader) => [reader.id, reader])).values(),
  ]
  // A group speaks Chinese unless everybody addressed reads English.
  const locale = people.length > 0 && people.every((reader) => reader.locale === 'en') ? 'en' : 'zh-CN'
  const contents = chosen.flatMap(({ row }): NoticeContent[] =>
    row.stored.about === 'alert' ? [row.stored.content] : [],
  )
  const isDigest = chosen.length > 1
  const words = isDigest ? digestWords(locale, contents) : wordsOf(locale, first.stored)
  return {
    ...words,
    // Rows keep the path; a chat group needs the whole address, which only the sending process knows.
    link: words.link && absolute(words.link, publicUrl),
    id: messageId,
    threadId: first.alertId === null || isDigest ? null : `alert-${first.alertId}`,
    at: writtenAt,
    mentions: first.userId === null ? people.map((reader) => reader.mention) : [],
    digest: isDigest || first.stored.about === 'brief',
    event: eventOf(first.stored, first.alertId),
    ...(first.stored.about === 'customerMail' ? { letter: letterOf(first.stored) } : {}),
  }
}

function letterOf({ text, fromName, sender }: CustomerMail): Letter {
  return { text, fromName, replyTo: sender.replyTo, attachments: [] }
}

/** What is attached to a letter is read when it leaves: the outbox shows the words alone. */
async function withFiles(ctx: ReadCtx, message: Message, stored: Stored): Promise<Message> {
  if (stored.about !== 'customerMail' || !message.letter) return message
  const kept = await Promise.all(
    stored.files.map(async ({ fileId, ...ref }) =>
      (await fileContents(ctx, ref)).filter(({ id }) => id === fileId),
    ),
  )
  return { ...message, letter: { ...message.letter, attachments: kept.flat() } }
}

function absolute(link: { label: string; url: string }, publicUrl: string | null) {
  return link.url.startsWith('/') && publicUrl !== null ? { ...link, url: publicUrl + link.url } : link
}

function receiverOf({ row, people }: Pick<Ready, 'row' | 'people'>, publicUrl: string | null): MailReceiver {
  const unsubscribeUrl = publicUrl === null ? null : `${publicUrl}/me`
  if (row.stored.about === 'test' && row.stored.to)
    return { address: row.stored.to, name: '', unsubscribeUrl }
  if (row.stored.about === 'customerMail') return { ...row.stored.to, unsubscribeUrl: null }
  const reader = people[0]
  return { address: reader?.email ?? '', name: reader?.name ?? '', unsubscribeUrl }
}

/** When this channel has something to do next; null when nothing waits. */
export async function nextDueAt(ctx: ReadCtx, channelId: string): Promise<Instant | null> {
  const row = await ctx.db
    .selectFrom('delivery')
    .select(
      sql<Instant | null>`min(case when state = 'claimed' then claimed_until else next_at end)`.as('at'),
    )
    .where('org_id', '=', ctx.orgId)
    .where('channel_id', '=', channelId)
    .where('state', 'in', ['queued', 'retry', 'claimed'])
    .executeTakeFirst()
  return row?.at ?? null
}
