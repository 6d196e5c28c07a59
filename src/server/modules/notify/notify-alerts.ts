import { sql } from 'kysely'
import { type AlertNow, decideNotice, type LastTold, type SendReason } from '../../../core/notify/decide.ts'
import type { NoticeContent } from '../../../core/notify/message.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { withPlan } from './plan-words.ts'
import { type ReaderRow, readerOf } from './readers.ts'
import { fateOf, loadNoticeScene, type NoticeRow, type NoticeScene, saveNotices } from './save-notices.ts'
import { PAGE_SKIPS, readStored, type Stored } from './stored.ts'

/** One piece of news about one alert, as the watch module tells it inside the alert's own transaction. */
export type AlertNotice = {
  alertId: string
  /**
   * What happened, unique per alert: `opened`, `worsened:2`, `escalated:1`, `assigned:<user>`,
   * `repeat:<tick>`, `resolved`.
   */
  cause: string
  content: NoticeContent
  customerId: string | null
  responsibleId: string
  /** The responsible person and whoever the rule informs. */
  people: readonly string[]
  /** groups hear of it otherwise: with the others of the team */
  isPartOfGroup?: true
  alert: AlertNow
}

/**
 * Makes the notices of alerts: in the page exactly once per cause and person (a unique index sees to it),
 * outside through each person's channels. Nothing is sent here: rows say what is to be sent, and the
 * wake-up rides along.
 */
export async function notifyAlerts(ctx: WriteCtx, notices: readonly AlertNotice[]): Promise<void> {
  if (notices.length === 0) return
  const inputs = await withPlan(ctx, notices)
  const people = [...new Set(inputs.flatMap((input) => input.people))]
  const scene: Scene = {
    ...(await loadNoticeScene(ctx, people)),
    told: await loadTold(ctx, [...new Set(inputs.map((input) => input.alertId))]),
  }
  await saveNotices(
    ctx,
    inputs.flatMap((input) => rowsOf(ctx, input, scene)),
    scene,
  )
}

type Scene = NoticeScene & { told: ToldIndex }

function rowsOf(ctx: WriteCtx, input: AlertNotice, scene: Scene): NoticeRow[] {
  const cause = `alert:${input.alertId}:${input.cause}`
  const personal = [...new Set(input.people)].flatMap((userId) => {
    const reader = scene.readers.get(userId)
    return reader ? [personalRow(ctx, { input, cause, reader }, scene)] : []
  })
  if (input.isPartOfGroup) return personal
  // One row for the groups: a robot says it once, however many people it mentions.
  const anyone = personal.filter((row) => row.dueAt !== null).map((row) => row.dueAt!)
  const group: NoticeRow = {
    id: newId(ctx.now),
    cause,
    userId: null,
    ...subjectOf(input),
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
  return { id: newId(ctx.now), cause, userId: reader.id, ...subjectOf(input), ...fateOf(outside, scene.now) }
}

const SENT_AS: Partial<Record<NoticeContent['kind'], SendReason>> = { opened: 'first', repeat: 'resumed' }

/** What a row keeps of its news: facts, never words. */
function subjectOf({ content, alert, customerId, responsibleId, alertId }: AlertNotice) {
  const stored: Stored = { about: 'alert', content, alert, customerId, responsibleId }
  const sentAs = SENT_AS[content.kind] ?? content.kind
  return { kind: content.kind, severity: content.severity, alertId, stored, sentAs }
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
