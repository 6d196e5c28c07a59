import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { type AlertNow, type Decision, decideNotice, type LastTold } from '../../../core/notify/decide.ts'
import type { NoticeContent } from '../../../core/notify/message.ts'
import { spreadFrom } from '../../../core/notify/rate.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { chance, newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { wake } from '../../platform/jobs.ts'
import { loadCalendar } from '../identity/index.ts'
import { announce } from './announce.ts'
import { type ChannelRow, isGroup, loadChannels, loadLines, reaches } from './channels.ts'
import { countInterruptions, loadReaders, type ReaderRow, readerOf } from './readers.ts'
import { PAGE_SKIPS, readStored, type Stored } from './stored.ts'

/** One piece of news about one alert, as the watch module tells it inside the alert's own transaction. */
export type AlertNotice = {
  alertId: string
  /**
   * What happened, unique per alert: `opened`, `worsened:2`, `escalated:1`, `assigned:<user>`, `resolved`.
   */
  cause: string
  content: NoticeContent
  customerId: string | null
  responsibleId: string
  /** The responsible person and whoever the rule informs. */
  people: readonly string[]
  alert: AlertNow
}

type NoticeRow = {
  id: string
  cause: string
  userId: string | null
  input: AlertNotice
  decision: 'send' | 'brief' | 'skip'
  reason: string
  /** When the outside part may leave; null = it does not. */
  dueAt: Instant | null
}

/**
 * Makes the notices of alerts: in the page exactly once per cause and person (a unique index sees to it),
 * outside through each person's channels. Nothing is sent here: rows say what is to be sent, and the
 * wake-up rides along.
 */
export async function notifyAlerts(ctx: WriteCtx, inputs: readonly AlertNotice[]): Promise<void> {
  if (inputs.length === 0) return
  const people = [...new Set(inputs.flatMap((input) => input.people))]
  const scene: Scene = {
    now: ctx.now,
    readers: await loadReaders(ctx, people),
    told: await loadTold(ctx, [...new Set(inputs.map((input) => input.alertId))]),
    interruptions: await countInterruptions(ctx, people, ctx.now),
    calendar: await loadCalendar(ctx),
    channels: (await loadChannels(ctx)).filter((channel) => channel.status === 'on'),
    lines: await loadLines(ctx),
  }
  const rows = inputs.flatMap((input) => rowsOf(ctx, input, scene))
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

type Scene = {
  now: Instant
  readers: Map<string, ReaderRow>
  told: ToldIndex
  interruptions: ReadonlyMap<string, number>
  calendar: WorkCalendar
  channels: readonly ChannelRow[]
  lines: ReadonlyMap<string, ReadonlySet<string>>
}

function rowsOf(ctx: WriteCtx, input: AlertNotice, scene: Scene): NoticeRow[] {
  const cause = `alert:${input.alertId}:${input.cause}`
  const personal = [...new Set(input.people)].flatMap((userId) => {
    const reader = scene.readers.get(userId)
    return reader ? [personalRow(ctx, { input, cause, reader }, scene)] : []
  })
  // One row for the groups: a robot says it once, however many people it mentions.
  const anyone = personal.filter((row) => row.dueAt !== null).map((row) => row.dueAt!)
  const group: NoticeRow = {
    id: newId(ctx.now),
    cause,
    userId: null,
    input,
    decision: input.alert.trial ? 'skip' : 'send',
    reason: input.alert.trial ? 'trial' : 'machine',
    dueAt: anyone.length > 0 ? Math.min(...anyone) : null,
  }
  return [...personal, group]
}

function personalRow(
  ctx: WriteCtx,
  { input, cause, reader }: { input: AlertNotice; cause: string; reader: ReaderRow },
  scene: Scene,
): NoticeRow {
  const person = readerOf(reader, input.responsibleId === reader.id, scene.interruptions.get(reader.id) ?? 0)
  const ask = (surface: 'page' | 'outside') =>
    decideNotice({
      surface,
      alert: input.alert,
      lastTold: scene.told.last(input.alertId, reader.id, surface),
      reader: person,
      calendar: scene.calendar,
      now: scene.now,
    })
  const page = ask('page')
  const outside = page.send ? ask('outside') : page
  return { id: newId(ctx.now), cause, userId: reader.id, input, ...fateOf(outside, scene.now) }
}

/** "Later" is a send with a date: the decision is asked again when the date comes. */
function fateOf(decision: Decision, now: Instant): Pick<NoticeRow, 'decision' | 'reason' | 'dueAt'> {
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
          const { content, alert, customerId, responsibleId } = row.input
          const stored: Stored = { about: 'alert', content, alert, customerId, responsibleId }
          const hidden = (PAGE_SKIPS as readonly string[]).includes(row.reason)
          return {
            org_id: ctx.orgId,
            id: row.id,
            cause: row.cause,
            kind: content.kind,
            user_id: row.userId,
            alert_id: row.input.alertId,
            severity: content.severity,
            content: json(stored),
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
 * what a failed group message falls back to. Machines hear everything that is not on trial.
 */
async function queueDeliveries(ctx: WriteCtx, rows: readonly NoticeRow[], scene: Scene): Promise<void> {
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
      dueAt: isGroup(channel) ? spreadFrom(dueAt, notice.input.content.severity, chance()) : dueAt,
      reason:
        channel.kind === 'webhook'
          ? 'machine'
          : notice.input.content.kind === 'opened'
            ? 'first'
            : notice.input.content.kind,
    })),
  )
}

function reachesRow(channel: ChannelRow, row: NoticeRow, scene: Scene): boolean {
  const reader = row.userId === null ? undefined : scene.readers.get(row.userId)
  return reader !== undefined && reaches(channel, reader, row.input.content.severity, scene.lines)
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

export type ToldIndex = {
  last: (
    alertId: string,
    userId: string,
    surface: 'page' | 'outside',
    exceptCause?: string,
  ) => LastTold | null
}

/** What each person was last told about each alert, on the page and outside. */
export async function loadTold(ctx: ReadCtx, alertIds: readonly string[]): Promise<ToldIndex> {
  const rows =
    alertIds.length === 0
      ? []
      : await ctx.db
          .selectFrom('notice')
          .select(['alert_id', 'user_id', 'cause', 'reason', 'content', 'created_at'])
          .where('org_id', '=', ctx.orgId)
          .where('alert_id', 'in', [...alertIds])
          .where('user_id', 'is not', null)
          .orderBy('created_at')
          .orderBy(sql`id`)
          .execute()
  const byReader = Map.groupBy(rows, (row) => `${row.alert_id}:${row.user_id}`)
  return {
    last: (alertId, userId, surface, exceptCause) => {
      let found: LastTold | null = null
      for (const row of byReader.get(`${alertId}:${userId}`) ?? []) {
        const stored = readStored(row.content)
        if (stored.about !== 'alert' || row.cause === exceptCause) continue
        const shown = !(PAGE_SKIPS as readonly string[]).includes(row.reason)
        const toldAt = surface === 'page' ? (shown ? row.created_at : null) : (stored.toldAt ?? null)
        if (toldAt === null) continue
        const { severity, level, escalationStep, resolved } = stored.alert
        const asResponsible = stored.responsibleId === userId
        found = { at: toldAt, severity, level, escalationStep, resolved, asResponsible }
      }
      return found
    },
  }
}
