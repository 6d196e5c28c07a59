import { sql } from 'kysely'
import type { LinkKind } from '../../../core/knowledge/article.ts'
import { may, type Role } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import {
  type ArticleHead,
  askedOf,
  canOf,
  type Desk,
  getHead,
  hasConfirmed,
  isToRead,
  openDesk,
} from './article-rows.ts'
import { labelLinks } from './links.ts'
import { shapeHead } from './read-articles.ts'

export async function getArticle(ctx: ReadCtx, id: string, asked: number | 'draft' | undefined) {
  const desk = await openDesk(ctx)
  const head = await getHead(ctx, desk, id)
  const can = canOf(head, desk)
  const writes = can.edit === true || can.edit === 'article_retired'
  const wanted = asked ?? head.published_number ?? 'draft'
  // The working text is for those who write it; a reader who asks for it asks for nothing that is there.
  // Earlier versions too: whom an article was for may have been other people then.
  if (wanted !== head.published_number && !writes) throw notFound('article')
  const text = await findText(ctx, id, wanted)
  const isAsked = isToRead(head, desk)
  return {
    ...shapeHead(head, desk, ''),
    title: text.title,
    shown: wanted === 'draft' ? null : wanted,
    body: text.body,
    departmentIds: head.departments.map((department) => department.id),
    links: await linksOf(ctx, id),
    versions: (await versionsOf(ctx, id)).filter(({ number }) => writes || number === head.published_number),
    asking: { roles: head.ask_roles, departmentIds: head.ask_departments },
    readings: await countReadings(ctx, head, desk),
    version: head.version,
    can: {
      ...can,
      confirm: !isAsked
        ? ('article_not_asked' as const)
        : hasConfirmed(head, head.confirmed)
          ? ('article_confirmed' as const)
          : (true as const),
    },
  }
}

async function findText(ctx: ReadCtx, id: string, wanted: number | 'draft') {
  const { rows } = await sql<{ title: string; body: string }>`
    select title, body from ${
      wanted === 'draft'
        ? sql`article where org_id = ${ctx.orgId} and id = ${id}`
        : sql`article_version where org_id = ${ctx.orgId} and article_id = ${id} and number = ${wanted}`
    }`.execute(ctx.db)
  if (!rows[0]) throw notFound('article')
  return rows[0]
}

async function linksOf(ctx: ReadCtx, id: string) {
  const rows = await ctx.db
    .selectFrom('article_link')
    .select(['kind', 'target'])
    .where('org_id', '=', ctx.orgId)
    .where('article_id', '=', id)
    .orderBy('kind')
    .orderBy('target')
    .execute()
  return labelLinks(ctx, rows as { kind: LinkKind; target: string }[])
}

async function versionsOf(ctx: ReadCtx, id: string) {
  const rows = await ctx.db
    .selectFrom('article_version as v')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'v.org_id').onRef('u.id', '=', 'v.published_by'),
    )
    .select(['v.number', 'v.note', 'v.asks_anew as asksAnew', 'u.name as by', 'v.recorded_at as at'])
    .where('v.org_id', '=', ctx.orgId)
    .where('v.article_id', '=', id)
    .orderBy('v.number', 'desc')
    .execute()
  return rows
}

async function countReadings(ctx: ReadCtx, head: ArticleHead, desk: Desk) {
  if (head.asks_from === null || !may(ctx.actor.roles, 'article.publish')) return null
  const rows = await findReaders(ctx, head, { ...desk, among: visibleUsers(ctx, 'article.publish') })
  return { asked: rows.length, confirmed: rows.filter(({ isConfirmed }) => isConfirmed).length }
}

/** Of the people one leads, those who are asked: who has read which version, who has not. */
export async function readReaders(ctx: ReadCtx, id: string) {
  const desk = await openDesk(ctx)
  const among = visibleUsers(ctx, 'article.publish')
  const rows = await findReaders(ctx, await getHead(ctx, desk, id), { ...desk, among })
  return { rows: rows.sort((a, b) => Number(a.isConfirmed) - Number(b.isConfirmed)) }
}

type ReaderRow = {
  id: string
  name: string
  department_id: string | null
  department: string | null
  roles: Role[]
  number: number | null
  at: number | null
}

/** Who is asked, of these people; `among` null: of everybody. */
export async function findReaders(
  ctx: ReadCtx,
  head: ArticleHead,
  { departments, among }: Desk & { among: readonly string[] | null },
) {
  const { rows } = await sql<ReaderRow>`
    select u.id, u.name, u.department_id, d.name as department, r.number, r.recorded_at as at,
      coalesce((select array_agg(x.role) from user_role x where x.org_id = u.org_id and x.user_id = u.id), '{}') as roles
    from app_user u left join department d on d.org_id = u.org_id and d.id = u.department_id
    left join lateral (select number, recorded_at from article_reading r
      where r.org_id = u.org_id and r.article_id = ${head.id} and r.user_id = u.id order by number desc limit 1) r on true
    where u.org_id = ${ctx.orgId} and u.status = 'active' and ${among === null ? sql`true` : sql`u.id = any(${[...among]}::uuid[])`}
    order by d.name nulls last, u.name`.execute(ctx.db)
  return rows
    .filter(({ id, roles, department_id }) =>
      askedOf(head, { userId: id, roles, departmentId: department_id }, departments),
    )
    .map((row) => ({
      person: { id: row.id, name: row.name },
      department: row.department,
      number: row.number,
      at: row.at,
      isConfirmed: hasConfirmed(head, row.number),
    }))
}
