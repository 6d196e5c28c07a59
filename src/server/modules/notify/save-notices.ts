import type { Instant } from '../../../core/calendar.ts'
import type { Decision } from '../../../core/notify/decide.ts'
import type { Severity } from '../../../core/notify/message.ts'
import { spreadFrom } from '../../../core/notify/rate.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { chance, newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { wake } from '../../platform/jobs.ts'
import { loadCalendar } from '../identity/index.ts'
import { announce } from './announce.ts'
import { type ChannelRow, isGroup, loadChannels, loadLines, reaches } from './channels.ts'
import { countInterruptions, loadReaders, type ReaderRow } from './readers.ts'
import { PAGE_SKIPS, type Stored } from './stored.ts'

/** One row of the notice table: for a person, or (userId null) for the groups of the same cause. */
export type NoticeRow = {
  id: string
  cause: string
  userId: string | null
  kind: string
  severity: Severity
  alertId: string | null
  stored: Stored
  /** what the delivery says about why it left */
  sentAs: string
  decision: 'send' | 'brief' | 'skip'
  reason: string
  /** No group speaks of it, so no group reaches anybody with it. */
  isPersonal?: boolean
  /** When the outside part may leave; null = it does not. */
  dueAt: Instant | null
}

/** What deciding and sending need to know about people and channels, whatever the news. */
export type NoticeScene = {
  now: Instant
  readers: Map<string, ReaderRow>
  interruptions: ReadonlyMap<string, number>
  calendar: WorkCalendar
  channels: readonly ChannelRow[]
  lines: ReadonlyMap<string, ReadonlySet<string>>
}

export async function loadNoticeScene(ctx: ReadCtx, people: readonly string[]): Promise<NoticeScene> {
  return {
    now: ctx.now,
    readers: await loadReaders(ctx, people),
    interruptions: await countInterruptions(ctx, people, ctx.now),
    calendar: await loadCalendar(ctx),
    channels: (await loadChannels(ctx)).filter((channel) => channel.status === 'on'),
    lines: await loadLines(ctx),
  }
}

/** Writes notices and what is to be sent of them; whoever looks at the page is told with the commit. */
export async function saveNotices(
  ctx: WriteCtx,
  rows: readonly NoticeRow[],
  scene: NoticeScene,
): Promise<void> {
  const fresh = await insertNotices(ctx, rows)
  await queueDeliveries(
    ctx,
    rows.filter((row) => fresh.has(row.id)),
    scene,
  )
  await announce(
    ctx,
    rows.flatMap((row) => (row.userId !== null && fresh.has(row.id) ? [row.userId] : [])),
  )
  await wake(ctx, 'notify.deliver')
}

/** "Later" is a send with a date: the decision is asked again when the date comes. */
export function fateOf(decision: Decision, now: Instant): Pick<NoticeRow, 'decision' | 'reason' | 'dueAt'> {
  if (decision.send) return { decision: 'send', reason: decision.reason, dueAt: now }
  if (decision.fate === 'later') return { decision: 'send', reason: decision.reason, dueAt: decision.at }
  return { decision: decision.fate === 'brief' ? 'brief' : 'skip', reason: decision.reason, dueAt: null }
}

async function insertNotices(ctx: WriteCtx, rows: readonly NoticeRow[]): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>()
  for (let from = 0; from < rows.length; from += 500) {
    const inserted = await ctx.db
      .insertInto('notice')
      .values(
        rows.slice(from, from + 500).map((row) => {
          const hidden = (PAGE_SKIPS as readonly string[]).includes(row.reason)
          return {
            org_id: ctx.orgId,
            id: row.id,
            cause: row.cause,
            kind: row.kind,
            user_id: row.userId,
            alert_id: row.alertId,
            severity: row.severity,
            content: json(row.stored),
            decision: row.decision,
            reason: row.reason,
            created_at: at(ctx.tick),
            read_at: hidden ? at(ctx.tick) : null,
          }
        }),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute()
    for (const { id } of inserted) fresh.add(id)
  }
  return fresh
}

/**
 * Groups come first: whoever a group robot reaches is mentioned there, the others get a mail; mail is also
 * what a failed group message falls back to. Machines hear everything that is not on trial. What is for one
 * person alone goes by mail only.
 */
async function queueDeliveries(ctx: WriteCtx, rows: readonly NoticeRow[], scene: NoticeScene): Promise<void> {
  const mail = scene.channels.find((channel) => channel.kind === 'mail')
  const due = rows.filter((row) => row.userId !== null && row.dueAt !== null)
  const deliveries: { notice: NoticeRow; channel: ChannelRow; dueAt: Instant }[] = []
  const unreached: string[] = []
  for (const row of rows) {
    if (row.userId === null) {
      for (const channel of scene.channels) {
        if (channel.kind === 'webhook' && row.decision === 'send')
          deliveries.push({ notice: row, channel, dueAt: scene.now })
        if (!isGroup(channel)) continue
        const here = due.filter((other) => other.cause === row.cause && reachesRow(channel, other, scene))
        if (here.length > 0)
          deliveries.push({ notice: row, channel, dueAt: Math.min(...here.map((other) => other.dueAt!)) })
      }
    } else if (
      row.dueAt !== null &&
      !scene.channels.some((channel) => isGroup(channel) && reachesRow(channel, row, scene))
    ) {
      const reader = scene.readers.get(row.userId)
      if (mail && reader?.email && reader.settings.mail)
        deliveries.push({ notice: row, channel: mail, dueAt: row.dueAt })
      else unreached.push(row.id)
    }
  }
  if (unreached.length > 0) {
    await ctx.db
      .updateTable('notice')
      .set({ decision: 'skip', reason: 'no_channel' })
      .where('org_id', '=', ctx.orgId)
      .where('id', 'in', unreached)
      .execute()
  }
  await insertDeliveries(
    ctx,
    deliveries.map(({ notice, channel, dueAt }) => ({
      noticeId: notice.id,
      channelId: channel.id,
      dueAt: isGroup(channel) ? spreadFrom(dueAt, notice.severity, chance()) : dueAt,
      reason: channel.kind === 'webhook' ? 'machine' : notice.sentAs,
    })),
  )
}

function reachesRow(channel: ChannelRow, row: NoticeRow, scene: NoticeScene): boolean {
  if (row.isPersonal) return false
  const reader = row.userId === null ? undefined : scene.readers.get(row.userId)
  return reader !== undefined && reaches(channel, reader, row.severity, scene.lines)
}

/** Each delivery gets its stable message id here, once, for all attempts. */
export async function insertDeliveries(
  ctx: ReadCtx,
  inputs: readonly { noticeId: string; channelId: string; dueAt: Instant; reason: string }[],
): Promise<string[]> {
  if (inputs.length === 0) return []
  const rows = inputs.map((input) => {
    const id = newId(ctx.now)
    return {
      org_id: ctx.orgId,
      id,
      notice_id: input.noticeId,
      channel_id: input.channelId,
      message_id: `bw_${id.replaceAll('-', '')}`,
      state: 'queued',
      reason: input.reason,
      next_at: at(input.dueAt),
      created_at: at(ctx.now),
    }
  })
  for (let from = 0; from < rows.length; from += 500) {
    await ctx.db
      .insertInto('delivery')
      .values(rows.slice(from, from + 500))
      .onConflict((conflict) => conflict.columns(['org_id', 'notice_id', 'channel_id']).doNothing())
      .execute()
  }
  return rows.map((row) => row.id)
}
