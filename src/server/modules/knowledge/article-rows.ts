import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import {
  type ArticleCan,
  type ArticleKind,
  canArticle,
  type Departments,
  isAsked,
  maySee,
  type Reader,
} from '../../../core/knowledge/article.ts'
import { may, type Role, scopeFor } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'

/** An article without its text: small enough that whoever may see it is decided in one place, in core. */
export type ArticleHead = {
  id: string
  kind: ArticleKind
  /** what readers see; while nothing is published, the working text's */
  title: string
  author_id: string
  author: string
  published_number: number | null
  published_at: Instant | null
  is_changed: boolean
  is_retired: boolean
  ask_roles: Role[]
  asks_from: number | null
  confirm_by: Day | null
  updated_at: Instant
  version: number
  departments: { id: string; name: string }[]
  ask_departments: string[]
  /** the newest version that the reader has confirmed */
  confirmed: number | null
  /** the reader's own path of the first weeks has it (C194) */
  on_path: boolean
  /** see `fits` of findHeads */
  fits: boolean
}

/** Where the words of `findHeads` stand: `a` the article, `v` the version that readers see. */
export const TITLE = sql`coalesce(v.title, a.title)`
export const BODY = sql`coalesce(v.body, a.body)`

/** `fits`: a condition that is told of each instead of leaving the others out. */
export async function findHeads(
  ctx: ReadCtx,
  where: RawBuilder<unknown>,
  fits: RawBuilder<unknown> = sql`true`,
): Promise<ArticleHead[]> {
  const { rows } = await sql<ArticleHead>`
    select ${fits} as fits, a.id, a.kind, ${TITLE} as title, a.author_id, u.name as author, a.published_number, v.recorded_at as published_at,
      a.is_changed, a.is_retired, a.ask_roles, a.asks_from, a.confirm_by, a.updated_at, a.version,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) order by d.name) from article_department x
        join department d on d.org_id = x.org_id and d.id = x.department_id
        where x.org_id = a.org_id and x.article_id = a.id and x.purpose = 'reads'), '[]') as departments,
      coalesce((select jsonb_agg(x.department_id) from article_department x
        where x.org_id = a.org_id and x.article_id = a.id and x.purpose = 'confirms'), '[]') as ask_departments,
      (select max(r.number) from article_reading r
        where r.org_id = a.org_id and r.article_id = a.id and r.user_id = ${ctx.actor.userId}) as confirmed,
      a.id::text in (select i ->> 'articleId' from onboarding o, jsonb_array_elements(o.items) i where o.org_id = ${ctx.orgId}
        and o.user_id = ${ctx.actor.userId} and o.stopped_at is null and i ->> 'articleId' is not null) as on_path
    from article a join app_user u on u.org_id = a.org_id and u.id = a.author_id
    left join article_version v on v.org_id = a.org_id and v.article_id = a.id and v.number = a.published_number
    where a.org_id = ${ctx.orgId} and ${where}
    order by coalesce(v.recorded_at, a.updated_at) desc, a.id`.execute(ctx.db)
  return rows
}

/** Who is reading, and how the departments hang together. */
export type Desk = { reader: Reader; departments: Departments }

export async function openDesk(ctx: ReadCtx): Promise<Desk> {
  const { userId, roles, departmentId } = ctx.actor
  return { reader: { userId: userId ?? '', roles, departmentId }, departments: await loadDepartments(ctx) }
}

export async function loadDepartments(ctx: ReadCtx): Promise<Departments> {
  const rows = await ctx.db
    .selectFrom('department')
    .select(['id', 'parent_id as parentId'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map(({ id, parentId }) => [id, { parentId }]))
}

/** Readers see what is published and in use; drafts and what is out of use, who writes and who publishes. */
export function isSeen(head: ArticleHead, { reader, departments }: Desk): boolean {
  if (head.author_id === reader.userId) return true
  if (!maySee(audienceOf(head), reader, departments)) return false
  if (may(reader.roles, 'article.publish')) return true
  if (head.published_number === null) return false
  return !head.is_retired || scopeFor(reader.roles, 'article.read') === 'all'
}

export function askedOf(head: ArticleHead, reader: Reader, departments: Departments): boolean {
  if (head.asks_from === null || head.is_retired) return false
  const asking = { roles: head.ask_roles, departmentIds: head.ask_departments }
  return isAsked({ audience: audienceOf(head), asking }, reader, departments)
}

/** Whether a confirmation of this version, the newest one of a person, still counts. */
export function hasConfirmed(head: ArticleHead, number: number | null): boolean {
  return number !== null && number >= (head.asks_from ?? 1)
}

/** Whether the reader is to confirm it: asked by the article, or by the own path of the first weeks. */
export function isToRead(head: ArticleHead, { reader, departments }: Desk): boolean {
  if (head.published_number === null || head.is_retired) return false
  return head.on_path || askedOf(head, reader, departments)
}

function audienceOf({ departments }: ArticleHead) {
  return { departmentIds: departments.map(({ id }) => id) }
}

export function canOf(head: ArticleHead, { reader }: Desk): ArticleCan {
  return canArticle(
    {
      authorId: head.author_id,
      published: head.published_number,
      isChanged: head.is_changed,
      isRetired: head.is_retired,
    },
    {
      userId: reader.userId,
      mayWrite: may(reader.roles, 'article.write'),
      mayPublish: may(reader.roles, 'article.publish'),
    },
  )
}

/** An article the caller may see; "not there" and "not for you" are one answer. */
export async function getHead(ctx: ReadCtx, desk: Desk, id: string): Promise<ArticleHead> {
  const [head] = await findHeads(ctx, sql`a.id = ${id}`)
  if (!head || !isSeen(head, desk)) throw notFound('article')
  return head
}

/** The same, and nobody else changes it meanwhile. */
export async function lockHead(ctx: ReadCtx, desk: Desk, id: string): Promise<ArticleHead> {
  await sql`select 1 from article where org_id = ${ctx.orgId} and id = ${id} for update`.execute(ctx.db)
  return getHead(ctx, desk, id)
}
