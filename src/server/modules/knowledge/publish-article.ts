import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { asksFrom } from '../../../core/knowledge/article.ts'
import type { Role } from '../../../core/permission.ts'
import { nextReminder } from '../../../core/task/remind.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadCalendar } from '../identity/index.ts'
import { canOf, getHead, lockHead, openDesk } from './article-rows.ts'
import { openReaders, tellReaders } from './confirm.ts'
import { checkDepartments, keysOfTitle, setDepartments } from './save-article.ts'

type Form = {
  note: string
  roles: readonly Role[]
  departmentIds: readonly string[]
  workdays: number
  asksAnew: boolean
}

/** The working text becomes what readers see; who has to confirm it is told in the same transaction. */
export async function publishArticle(
  ctx: WriteCtx,
  id: string,
  form: Form,
): Promise<{ number: number; asked: number }> {
  const desk = await openDesk(ctx)
  const head = await lockHead(ctx, desk, id)
  const { publish } = canOf(head, desk)
  if (publish !== true) throw refused({ code: publish }, publish === 'article_needs_publisher' ? 403 : 409)
  expectVersion(ctx, head.version)
  await checkDepartments(ctx, form.departmentIds)
  const number = (head.published_number ?? 0) + 1
  const asks = form.roles.length > 0 || form.departmentIds.length > 0
  const from = asksFrom(head.asks_from, { number, asks, asksAnew: form.asksAnew })
  const calendar = await loadCalendar(ctx)
  // A correction that asks nobody anew leaves the day by which the others are still to read it.
  const confirmBy =
    from === null
      ? null
      : from === number
        ? addWorkdays(calendar, dayOf(ctx.now), form.workdays)
        : head.confirm_by
  const working = await insertVersion(ctx, { id, number, note: form.note, asksAnew: from === number })
  const wakeAt =
    confirmBy === null
      ? null
      : nextReminder({ isOpen: true, dueOn: confirmBy, reminders: 0 }, calendar, ctx.now)
  await ctx.db
    .updateTable('article')
    .set({
      published_number: number,
      is_changed: false,
      search_keys: keysOfTitle(working.title),
      ask_roles: [...form.roles],
      asks_from: from,
      confirm_by: confirmBy,
      reminders: 0,
      wake_at: atOrNull(wakeAt),
      updated_at: at(ctx.tick),
      version: head.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await setDepartments(ctx, { articleId: id, purpose: 'confirms' }, form.departmentIds)
  await recordEvent(ctx, {
    kind: 'article.published',
    subject: { kind: 'article', id },
    summary: { title: working.title, number },
  })
  const asked = await openReaders(ctx, await getHead(ctx, desk, id), { ...desk, among: null })
  await tellReaders(ctx, { id, number, title: working.title, confirmBy }, 'article-asked', {
    cause: 'asked',
    said: form.note,
    people: from === number ? asked : [],
  })
  return { number, asked: asked.length }
}

async function insertVersion(
  ctx: WriteCtx,
  version: { id: string; number: number; note: string; asksAnew: boolean },
): Promise<{ title: string }> {
  const { rows } = await sql<{ title: string }>`
    insert into article_version (org_id, article_id, number, title, body, note, asks_anew, published_by, recorded_at)
    select org_id, id, ${version.number}, title, body, ${version.note}, ${version.asksAnew}, ${ctx.actor.userId}, ${at(ctx.tick)}
    from article where org_id = ${ctx.orgId} and id = ${version.id} returning title`.execute(ctx.db)
  return rows[0]!
}

/** Out of use, or back in it: nobody is reminded of what is out of use. */
export async function retireArticle(
  ctx: WriteCtx,
  id: string,
  isRetired: boolean,
): Promise<{ id: string; version: number }> {
  const desk = await openDesk(ctx)
  const head = await lockHead(ctx, desk, id)
  const { retire } = canOf(head, desk)
  if (retire !== true) throw refused({ code: retire }, 403)
  expectVersion(ctx, head.version)
  if (head.is_retired === isRetired) return { id, version: head.version }
  const calendar = await loadCalendar(ctx)
  const wakeAt =
    isRetired || head.asks_from === null || head.confirm_by === null
      ? null
      : nextReminder({ isOpen: true, dueOn: head.confirm_by, reminders: 0 }, calendar, ctx.now)
  await ctx.db
    .updateTable('article')
    .set({
      is_retired: isRetired,
      wake_at: atOrNull(wakeAt),
      updated_at: at(ctx.tick),
      version: head.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: isRetired ? 'article.retired' : 'article.restored',
    subject: { kind: 'article', id },
    summary: { title: head.title },
  })
  return { id, version: head.version + 1 }
}
