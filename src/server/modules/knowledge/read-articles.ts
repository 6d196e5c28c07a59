import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { ArticleRow, listArticles as listRoute } from '../../../api/knowledge.ts'
import { searchAlternatives } from '../../../core/customer/name-key.ts'
import { wordsOf } from '../../../core/knowledge/markup.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { containing } from '../../platform/db.ts'
import {
  type ArticleHead,
  BODY,
  type Desk,
  findHeads,
  hasConfirmed,
  isSeen,
  isToRead,
  openDesk,
  TITLE,
} from './article-rows.ts'

type Query = z.output<(typeof listRoute)['query']>

export async function listArticles(ctx: ReadCtx, query: Query) {
  const desk = await openDesk(ctx)
  const all = (await findHeads(ctx, sql`true`, narrowTo(query))).filter((head) => isSeen(head, desk))
  const found = all.filter((head) => head.fits && fitsView(head, query.view, desk))
  const from = (query.page - 1) * query.size
  const shown = found.slice(from, from + query.size)
  const excerpts = await excerptsOf(
    ctx,
    shown.map(({ id }) => id),
  )
  return {
    items: shown.map((head) => shapeHead(head, desk, excerpts.get(head.id) ?? '')),
    total: found.length,
    page: query.page,
    size: query.size,
    counts: {
      asked: all.filter((head) => isOpen(head, desk)).length,
      drafts: all.filter((head) => fitsView(head, 'drafts', desk)).length,
    },
    can: { write: may(ctx.actor.roles, 'article.write') || ('forbidden' as const) },
  }
}

export function shapeHead(head: ArticleHead, desk: Desk, excerpt: string): ArticleRow {
  const isAsked = isToRead(head, desk)
  return {
    id: head.id,
    kind: head.kind,
    title: head.title,
    excerpt,
    author: { id: head.author_id, name: head.author },
    number: head.published_number,
    publishedAt: head.published_at,
    updatedAt: head.updated_at,
    isChanged: head.is_changed,
    isRetired: head.is_retired,
    departments: head.departments.map(({ name }) => name),
    asked: isAsked ? (hasConfirmed(head, head.confirmed) ? 'confirmed' : 'open') : null,
    confirmBy: head.confirm_by,
  }
}

function fitsView(head: ArticleHead, view: Query['view'], desk: Desk): boolean {
  if (view === 'retired') return head.is_retired
  if (head.is_retired) return false
  if (view === 'mine') return head.author_id === desk.reader.userId
  if (view === 'asked') return isOpen(head, desk)
  if (view === 'drafts') {
    const writes = may(desk.reader.roles, 'article.publish') || head.author_id === desk.reader.userId
    return head.is_changed && writes
  }
  return head.published_number !== null
}

function isOpen(head: ArticleHead, desk: Desk): boolean {
  return isToRead(head, desk) && !hasConfirmed(head, head.confirmed)
}

function narrowTo({ text, kind }: Query): RawBuilder<unknown> {
  const words = (text ?? '').split(/\s+/).filter((word) => word !== '')
  return sql.join([sql`true`, ...(kind ? [sql`a.kind = ${kind}`] : []), ...words.map(holds)], sql` and `)
}

/** In title or text as it is written, or by the pinyin initials of the title. */
function holds(word: string): RawBuilder<unknown> {
  const like = containing(word)
  const keys = searchAlternatives(word).map((all) => sql`a.search_keys @> ${all}::text[]`)
  return sql`(${sql.join([sql`${TITLE} ilike ${like}`, sql`${BODY} ilike ${like}`, ...keys], sql` or `)})`
}

export const EXCERPT_SOURCE = 600
const EXCERPT = 90

async function excerptsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; body: string }>`
    select a.id, left(${BODY}, ${EXCERPT_SOURCE}) as body from article a
    left join article_version v on v.org_id = a.org_id and v.article_id = a.id and v.number = a.published_number
    where a.org_id = ${ctx.orgId} and a.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(({ id, body }) => [id, excerptOf(body)]))
}

export function excerptOf(body: string): string {
  const words = wordsOf(body)
  return words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words
}
