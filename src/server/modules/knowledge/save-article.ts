import { sql } from 'kysely'
import { searchKeys } from '../../../core/customer/name-key.ts'
import type { ArticleKind } from '../../../core/knowledge/article.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { initialsOf } from '../customers/index.ts'
import { type ArticleHead, canOf, type Desk, lockHead, openDesk } from './article-rows.ts'
import { askWider, tellReaders } from './confirm.ts'
import { checkLinks, type Link, labelLinks } from './links.ts'

export type Written = {
  kind: ArticleKind
  title: string
  body: string
  departmentIds: readonly string[]
  links: readonly Link[]
}
type Reply = { id: string; version: number }

export async function createArticle(
  ctx: WriteCtx,
  written: Written,
  sourceCaseId: string | null = null,
): Promise<Reply> {
  await checkLinks(ctx, written.links)
  await checkDepartments(ctx, written.departmentIds)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('article')
    .values({
      org_id: ctx.orgId,
      id,
      kind: written.kind,
      title: written.title,
      body: written.body,
      author_id: ctx.actor.userId!,
      source_case_id: sourceCaseId,
      search_keys: keysOfTitle(written.title),
      recorded_at: at(ctx.tick),
      updated_at: at(ctx.tick),
    })
    .execute()
  await setDepartments(ctx, { articleId: id, purpose: 'reads' }, written.departmentIds)
  await setLinks(ctx, id, written.links)
  await recordEvent(ctx, {
    kind: 'article.drafted',
    subject: { kind: 'article', id },
    summary: { title: written.title },
  })
  return { id, version: 1 }
}

/**
 * Writes on. Readers keep the version they have; whom a published article is for and where it is shown acts
 * at once, and is therefore asked of whoever publishes.
 */
export async function changeArticle(ctx: WriteCtx, id: string, written: Written): Promise<Reply> {
  const desk = await openDesk(ctx)
  const head = await lockHead(ctx, desk, id)
  const can = canOf(head, desk)
  if (can.edit !== true) throw refused({ code: can.edit }, can.edit === 'article_retired' ? 409 : 403)
  expectVersion(ctx, head.version)
  const links = await linksNow(ctx, id)
  if (can.arrange !== true && isRearranged(head, links, written)) throw refused({ code: can.arrange }, 403)
  await checkLinks(
    ctx,
    written.links.filter(({ kind, target }) => !links.includes(`${kind}:${target}`)),
  )
  await checkDepartments(ctx, written.departmentIds)
  await sql`
    update article a set kind = ${written.kind}, title = ${written.title}, body = ${written.body},
      is_changed = not exists (select 1 from article_version v where v.org_id = a.org_id and v.article_id = a.id
        and v.number = a.published_number and v.title = ${written.title} and v.body = ${written.body}),
      search_keys = case when published_number is null then ${keysOfTitle(written.title)}::text[] else search_keys end,
      updated_at = ${at(ctx.tick)}, version = version + 1
    where org_id = ${ctx.orgId} and id = ${id}`.execute(ctx.db)
  await setDepartments(ctx, { articleId: id, purpose: 'reads' }, written.departmentIds)
  await setLinks(ctx, id, written.links)
  await tellNewReaders(ctx, head, written, desk)
  await recordEvent(ctx, {
    kind: 'article.changed',
    subject: { kind: 'article', id },
    summary: { title: written.title },
  })
  return { id, version: head.version + 1 }
}

/** Working days for those who are asked because an article was opened to them. */
const WIDENED_WORKDAYS = 3

/** Opened to more departments, it may ask people whom nobody has told. */
async function tellNewReaders(
  ctx: WriteCtx,
  before: ArticleHead,
  written: Written,
  desk: Desk,
): Promise<void> {
  if (before.published_number === null) return
  const after = { ...before, departments: written.departmentIds.map((id) => ({ id, name: '' })) }
  const wider = await askWider(ctx, { before, after }, { desk, workdays: WIDENED_WORKDAYS })
  if (!wider) return
  await ctx.db
    .updateTable('article')
    .set({ confirm_by: wider.confirmBy, reminders: 0, wake_at: atOrNull(wider.wakeAt) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', before.id)
    .execute()
  const told = {
    id: before.id,
    number: before.published_number,
    title: before.title,
    confirmBy: wider.confirmBy,
  }
  const cause = `asked:${before.version + 1}`
  await tellReaders(ctx, told, 'article-asked', { cause, said: '', people: wider.people })
}

function isRearranged(head: ArticleHead, links: readonly string[], written: Written): boolean {
  const same = (a: readonly string[], b: readonly string[]) =>
    [...new Set(a)].sort().join() === [...new Set(b)].sort().join()
  return !(
    head.kind === written.kind &&
    same(
      head.departments.map(({ id }) => id),
      written.departmentIds,
    ) &&
    same(
      links,
      written.links.map(({ kind, target }) => `${kind}:${target}`),
    )
  )
}

/** As the form was shown them: what leads nowhere any more was left out and is no change. */
async function linksNow(ctx: WriteCtx, articleId: string): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('article_link')
    .select(['kind', 'target'])
    .where('org_id', '=', ctx.orgId)
    .where('article_id', '=', articleId)
    .execute()
  return (await labelLinks(ctx, rows as Link[])).map(({ kind, target }) => `${kind}:${target}`)
}

export async function checkDepartments(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await ctx.db
    .selectFrom('department')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...ids])
    .execute()
  if (rows.length < new Set(ids).size) throw notFound('department')
}

export async function setDepartments(
  ctx: WriteCtx,
  { articleId, purpose }: { articleId: string; purpose: 'reads' | 'confirms' },
  ids: readonly string[],
): Promise<void> {
  await ctx.db
    .deleteFrom('article_department')
    .where('org_id', '=', ctx.orgId)
    .where('article_id', '=', articleId)
    .where('purpose', '=', purpose)
    .execute()
  if (ids.length === 0) return
  await ctx.db
    .insertInto('article_department')
    .values(
      [...new Set(ids)].map((departmentId) => ({
        org_id: ctx.orgId,
        article_id: articleId,
        purpose,
        department_id: departmentId,
      })),
    )
    .execute()
}

async function setLinks(ctx: WriteCtx, articleId: string, links: readonly Link[]): Promise<void> {
  await ctx.db
    .deleteFrom('article_link')
    .where('org_id', '=', ctx.orgId)
    .where('article_id', '=', articleId)
    .execute()
  if (links.length === 0) return
  await ctx.db
    .insertInto('article_link')
    .values(links.map(({ kind, target }) => ({ org_id: ctx.orgId, article_id: articleId, kind, target })))
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export function keysOfTitle(title: string): string[] {
  return searchKeys({ name: title, core: title, initials: initialsOf(title), phones: [], code: null })
}
