import { sql } from 'kysely'
import { asksFrom } from '../../../core/knowledge/article.ts'
import type { Role } from '../../../core/permission.ts'
import { nextReminder } from '../../../core/task/remind.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadCalendar } from '../identity/index.ts'
import { canOf, lockHead, openDesk } from './article-rows.ts'
import { askWider, openReaders, tellReaders } from './confirm.ts'
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
  const working = await insertVersion(ctx, { id, number, note: form.note, asksAnew: from === number })
  const after = {
    ...head,
    published_number: number,
    ask_roles: [...form.roles],
    ask_departments: [...form.departmentIds],
    asks_from: from,
  }
  const wider = await askWider(ctx, { before: head, after }, { desk, workdays: form.workdays })
  await ctx.db
    .updateTable('article')
    .set({
      published_number: number,
      is_changed: false,
      search_keys: keysOfTitle(working.title),
      ask_roles: after.ask_roles,
      asks_from: from,
      // A correction that asks nobody else leaves day and reminders of the others as they are.
      ...(from === null ? { confirm_by: null, reminders: 0, wake_at: null } : {}),
      ...(wider ? { confirm_by: wider.confirmBy, reminders: 0, wake_at: atOrNull(wider.wakeAt) } : {}),
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
  if (wider) {
    const told = { id, number, title: working.title, confirmBy: wider.confirmBy }
    await tellReaders(ctx, told, 'article-asked', { cause: 'asked', said: form.note, people: wider.people })
  }
  const asked = await openReaders(ctx, after, { ...desk, among: null })
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
