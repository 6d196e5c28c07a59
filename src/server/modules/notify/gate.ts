import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { type Decision, decideNotice } from '../../../core/notify/decide.ts'
import { decideErrand } from '../../../core/notify/errand.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import { type ChannelRow, isGroup, loadLines, reaches } from './channels.ts'
import { loadTold, type ToldIndex } from './notify-alerts.ts'
import { countInterruptions, loadReaders, type ReaderRow, readerOf } from './readers.ts'
import { readStored, type StoredContent } from './stored.ts'

/** A delivery that is due, with its notice. */
export type DueRow = {
  id: string
  noticeId: string
  messageId: string
  state: string
  reason: string
  attempts: number
  createdAt: Instant
  /** Set while a process holds it; in the past when that process died. */
  claimedUntil: Instant | null
  cause: string
  userId: string | null
  alertId: string | null
  severity: number
  stored: StoredContent
}

/** Whether a due delivery may leave now, to whom it speaks, and which personal notices it tells. */
export type Gated =
  | { row: DueRow; verdict: 'go'; people: ReaderRow[]; tells: string[] }
  | { row: DueRow; verdict: 'later'; at: Instant; reason: string }
  | { row: DueRow; verdict: 'skip'; reason: string }

/**
 * Which of these alerts may not be spoken of although their rows do not say so yet; whoever starts the
 * sending knows how to ask, this module knows no customers.
 */
export type HeldBack = (ctx: ReadCtx, alertIds: readonly string[]) => Promise<ReadonlySet<string>>

/** Until then the alert is held back itself, or the reason has gone. */
const HELD_LOOK_MS = 60_000

type Personal = { id: string; cause: string; userId: string; decision: string; stored: StoredContent }

/**
 * Asks the send decision again at the moment of sending: meanwhile the alert may be over, the cap reached,
 * the night begun. What it decides about a person is written to that person's notice, so every skip keeps
 * its reason.
 */
export async function gateRows(
  ctx: ReadCtx,
  channel: ChannelRow,
  { rows, heldBack }: { rows: readonly DueRow[]; heldBack: HeldBack },
): Promise<Gated[]> {
  const scene = { ...(await loadScene(ctx, channel, rows)), heldBack: await heldBack(ctx, alertsOf(rows)) }
  const gated: Gated[] = []
  const fates = new Map<string, { decision: 'brief' | 'skip'; reason: string }>()
  for (const row of rows) gated.push(gateRow(row, channel, { scene, fates }))
  for (const [id, fate] of fates) {
    await ctx.db
      .updateTable('notice')
      .set(fate)
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  }
  return gated
}

type Scene = {
  heldBack: ReadonlySet<string>
  now: Instant
  calendar: WorkCalendar
  personal: ReadonlyMap<string, Personal[]>
  readers: ReadonlyMap<string, ReaderRow>
  told: ToldIndex
  interruptions: ReadonlyMap<string, number>
  lines: ReadonlyMap<string, ReadonlySet<string>>
  alerts: ReadonlyMap<string, { resolved: boolean; silencedUntil: Instant | null; inhibited: boolean }>
}

async function loadScene(
  ctx: ReadCtx,
  channel: ChannelRow,
  rows: readonly DueRow[],
): Promise<Omit<Scene, 'heldBack'>> {
  const causes = [...new Set(rows.map((row) => row.cause))]
  const alertIds = alertsOf(rows)
  const found =
    causes.length === 0 || channel.kind === 'webhook'
      ? []
      : await ctx.db
          .selectFrom('notice')
          .select(['id', 'cause', 'user_id', 'decision', 'content'])
          .where('org_id', '=', ctx.orgId)
          .where('cause', 'in', causes)
          .where('user_id', 'is not', null)
          .execute()
  const personal = found.map((row) => ({
    id: row.id,
    cause: row.cause,
    userId: row.user_id!,
    decision: row.decision,
    stored: readStored(row.content),
  }))
  const userIds = personal.map((row) => row.userId)
  return {
    now: ctx.now,
    calendar: await loadCalendar(ctx),
    personal: Map.groupBy(personal, (row) => row.cause),
    readers: await loadReaders(ctx, userIds),
    told: await loadTold(ctx, alertIds),
    interruptions: await countInterruptions(ctx, [...new Set(userIds)], ctx.now),
    lines: await loadLines(ctx),
    alerts: await loadAlerts(ctx, alertIds),
  }
}

function alertsOf(rows: readonly DueRow[]): string[] {
  return [...new Set(rows.flatMap((row) => row.alertId ?? []))]
}

async function loadAlerts(ctx: ReadCtx, ids: readonly string[]): Promise<Scene['alerts']> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('alert')
    .select(['id', 'silenced_until', 'inhibited_since', sql<boolean>`resolved_at is not null`.as('resolved')])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        resolved: row.resolved,
        silencedUntil: row.silenced_until,
        inhibited: row.inhibited_since !== null,
      },
    ]),
  )
}

type Fates = Map<string, { decision: 'brief' | 'skip'; reason: string }>

function gateRow(row: DueRow, channel: ChannelRow, { scene, fates }: { scene: Scene; fates: Fates }): Gated {
  const isNews = row.stored.about === 'alert' || row.stored.about === 'errand'
  if (!isNews || channel.kind === 'webhook') {
    const people =
      row.userId === null ? [] : [scene.readers.get(row.userId)].filter((reader) => reader !== undefined)
    const isTest = row.stored.about === 'test' && row.stored.to !== null
    const hasAddress = people[0]?.email != null || isTest || row.stored.about === 'customerMail'
    if (channel.kind === 'mail' && !hasAddress) return { row, verdict: 'skip', reason: 'no_receiver' }
    return { row, verdict: 'go', people, tells: [] }
  }
  const addressed = (scene.personal.get(row.cause) ?? []).filter((notice) =>
    isAddressed(notice, row, channel, scene),
  )
  const people: ReaderRow[] = []
  const tells: string[] = []
  let wait: { at: Instant; reason: string } | null = null
  let left: string = 'no_channel'
  for (const notice of addressed) {
    const decision = decide(notice, row, scene)
    if (decision.send) {
      people.push(scene.readers.get(notice.userId)!)
      tells.push(notice.id)
    } else if (decision.fate === 'later') {
      if (wait === null || decision.at < wait.at) wait = { at: decision.at, reason: decision.reason }
    } else {
      left = decision.reason
      fates.set(notice.id, {
        decision: decision.fate === 'brief' ? 'brief' : 'skip',
        reason: decision.reason,
      })
    }
  }
  if (people.length > 0) return { row, verdict: 'go', people, tells }
  if (wait !== null) return { row, verdict: 'later', ...wait }
  return { row, verdict: 'skip', reason: left }
}

/**
 * A mail is for its own reader; a group speaks to everybody of the cause whom it reaches and who still
 * wants it.
 */
function isAddressed(notice: Personal, row: DueRow, channel: ChannelRow, scene: Scene): boolean {
  const reader = scene.readers.get(notice.userId)
  if (!reader || notice.decision !== 'send') return false
  if (row.userId !== null) return notice.userId === row.userId
  return isGroup(channel) && reaches(channel, reader, row.severity, scene.lines)
}

function decide(notice: Personal, row: DueRow, scene: Scene): Decision {
  const { stored } = notice
  if (stored.about !== 'alert' && stored.about !== 'errand') return { send: true, reason: 'first' }
  if (row.alertId !== null && scene.heldBack.has(row.alertId)) {
    return {
      ...{ send: false, reason: 'inhibited', fate: 'later' },
      at: scene.now + HELD_LOOK_MS,
      because: 'first',
    }
  }
  // Told through another channel already, or somebody pressed "send again": this is not a second
  // interruption.
  if (stored.toldAt != null || row.reason === 'resent') return { send: true, reason: 'first' }
  const current = row.alertId === null ? undefined : scene.alerts.get(row.alertId)
  const reader = scene.readers.get(notice.userId)!
  if (stored.about === 'errand') {
    return decideErrand({
      severity: stored.errand.severity,
      reader: readerOf(reader, true, scene.interruptions.get(notice.userId) ?? 0),
      calendar: scene.calendar,
      now: scene.now,
    })
  }
  return decideNotice({
    surface: 'outside',
    alert: {
      ...stored.alert,
      resolved: stored.alert.resolved || (current?.resolved ?? false),
      inhibited: current?.inhibited ?? false,
      silencedUntil: current?.silencedUntil ?? stored.alert.silencedUntil,
    },
    lastTold: row.alertId === null ? null : scene.told.last(row.alertId, notice.userId, 'outside', row.cause),
    reader: readerOf(
      reader,
      stored.responsibleId === notice.userId,
      scene.interruptions.get(notice.userId) ?? 0,
    ),
    calendar: scene.calendar,
    now: scene.now,
  })
}
