import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { nextReminder } from '../../../core/task/remind.ts'
import { addWorkdays, closingOf } from '../../../core/workdays.ts'
import { visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { conflict, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadCalendar } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import {
  type ArticleHead,
  canOf,
  type Desk,
  findHeads,
  getHead,
  hasConfirmed,
  isToRead,
  openDesk,
} from './article-rows.ts'
import { findReaders } from './read-article.ts'

/** "I have read this version." Said once, of what readers see at this moment. */
export async function confirmReading(ctx: WriteCtx, id: string, number: number): Promise<{ ok: true }> {
  const desk = await openDesk(ctx)
  const head = await getHead(ctx, desk, id)
  if (!isToRead(head, desk)) throw conflict('article_not_asked')
  if (head.published_number !== number) throw conflict('article_moved_on')
  if (hasConfirmed(head, head.confirmed)) return { ok: true }
  await ctx.db
    .insertInto('article_reading')
    .values({
      org_id: ctx.orgId,
      article_id: id,
      number,
      user_id: desk.reader.userId,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'article.confirmed',
    subject: { kind: 'article', id },
    summary: { title: head.title, number },
  })
  return { ok: true }
}

/** Reminds by hand those one leads; the same person hears of the same version once a day at most. */
export async function remindReaders(ctx: WriteCtx, id: string): Promise<{ reminded: number }> {
  const desk = await openDesk(ctx)
  const head = await getHead(ctx, desk, id)
  const { remind } = canOf(head, desk)
  if (remind !== true) throw refused({ code: remind }, remind === 'article_needs_publisher' ? 403 : 409)
  const among = visibleUsers(ctx, 'article.publish')
  const people = await openReaders(ctx, head, { ...desk, among })
  await tellReaders(ctx, toldOf(head), 'article-reminded', {
    cause: `day:${dayOf(ctx.now)}`,
    said: '',
    people,
  })
  return { reminded: people.length }
}

const ARTICLES_PER_LOOK = 50

/** Reminds of what is late at the opening of working days, as of tasks; an index probe finds when. */
export async function tendReadings(ctx: WriteCtx): Promise<{ reminded: number }> {
  const { rows } = await sql<{ id: string; reminders: number }>`
    select id, reminders from article where org_id = ${ctx.orgId} and wake_at <= ${at(ctx.now)}
    order by wake_at limit ${ARTICLES_PER_LOOK} for update`.execute(ctx.db)
  if (rows.length === 0) return { reminded: 0 }
  const calendar = await loadCalendar(ctx)
  const desk = await openDesk(ctx)
  for (const row of rows) {
    const [head] = await findHeads(ctx, sql`a.id = ${row.id}`)
    const people = await openReaders(ctx, head!, { ...desk, among: null })
    const reminders = row.reminders + 1
    const next = { isOpen: people.length > 0, dueOn: head!.confirm_by!, reminders }
    await ctx.db
      .updateTable('article')
      .set({ reminders, wake_at: atOrNull(nextReminder(next, calendar, ctx.now)) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.id)
      .execute()
    await tellReaders(ctx, toldOf(head!), 'article-reminded', {
      cause: `day:${dayOf(ctx.now)}`,
      said: '',
      people,
    })
  }
  return { reminded: rows.length }
}

function toldOf(head: ArticleHead): Told {
  return { id: head.id, number: head.published_number!, title: head.title, confirmBy: head.confirm_by }
}

/** Who is asked and has not confirmed, of these people or (null) of everybody. */
export async function openReaders(
  ctx: WriteCtx,
  head: ArticleHead,
  desk: Desk & { among: readonly string[] | null },
): Promise<string[]> {
  const rows = await findReaders(ctx, head, desk)
  return rows.filter(({ isConfirmed }) => !isConfirmed).map(({ person }) => person.id)
}

/** How a change of whom an article asks comes out: who is newly asked, and until when all may take. */
export type Widened = { people: string[]; confirmBy: Day | null; wakeAt: Instant | null }

/**
 * Who is asked now and was not before has not been told and has had no day: they are told, and the day by
 * which the article is to be read moves on for everybody rather than lie behind those who are new.
 */
export async function askWider(
  ctx: WriteCtx,
  { before, after }: { before: ArticleHead; after: ArticleHead },
  { desk, workdays }: { desk: Desk; workdays: number },
): Promise<Widened | null> {
  if (after.asks_from === null) return null
  const everybody = { ...desk, among: null }
  const isAnew = after.asks_from !== before.asks_from
  const earlier = isAnew ? [] : await findReaders(ctx, before, everybody)
  const told = new Set(earlier.map(({ person }) => person.id))
  const people = (await openReaders(ctx, after, everybody)).filter((one) => !told.has(one))
  if (people.length === 0 && !isAnew) return null
  const calendar = await loadCalendar(ctx)
  const day = addWorkdays(calendar, dayOf(ctx.now), workdays)
  const former = isAnew ? null : before.confirm_by
  const confirmBy = former !== null && former > day ? former : day
  return {
    people,
    confirmBy,
    wakeAt: nextReminder({ isOpen: true, dueOn: confirmBy, reminders: 0 }, calendar, ctx.now),
  }
}

type Told = { id: string; number: number; title: string; confirmBy: Day | null }

/** A word to those who are to read it, on the ordinary way of notices. */
export async function tellReaders(
  ctx: WriteCtx,
  article: Told,
  kind: 'article-asked' | 'article-reminded',
  word: { cause: string; said: string; people: readonly string[] },
): Promise<void> {
  const people = word.people.filter((one) => one !== ctx.actor.userId)
  if (people.length === 0 || article.confirmBy === null) return
  await notifyErrands(ctx, [
    {
      cause: `article:${article.id}:${article.number}:${word.cause}`,
      errand: {
        kind,
        severity: 3,
        title: { zh: article.title, en: article.title },
        customer: null,
        amountFen: null,
        by: ctx.actor.name,
        said: word.said,
        dueAt: closingOf(await loadCalendar(ctx), article.confirmBy),
        url: `/knowledge/${article.id}`,
      },
      customerId: null,
      subjectId: article.id,
      people,
    },
  ])
}
