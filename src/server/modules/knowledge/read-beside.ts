import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { articlesBeside } from '../../../api/knowledge.ts'
import { type ArticleKind, type LinkKind, maySee } from '../../../core/knowledge/article.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadDepartments } from './article-rows.ts'
import { EXCERPT_SOURCE, excerptOf } from './read-articles.ts'

type Row = { id: string; kind: ArticleKind; title: string; body: string; audience: string[] }

/** What is linked to a rule, stage or reason: read with every alert and deal, hence by the links alone. */
export async function listBeside(
  ctx: ReadCtx,
  { kind, target }: { kind: LinkKind; target: string },
): Promise<z.output<(typeof articlesBeside)['reply']>> {
  const { rows } = await sql<Row>`
    select a.id, a.kind, v.title, left(v.body, ${EXCERPT_SOURCE}) as body,
      coalesce((select array_agg(d.department_id) from article_department d
        where d.org_id = a.org_id and d.article_id = a.id and d.purpose = 'reads'), '{}') as audience
    from (select distinct l.article_id from article_link l
      where l.org_id = ${ctx.orgId} and l.kind = ${kind} and ${reaches(kind, target)}) l
    join article a on a.org_id = ${ctx.orgId} and a.id = l.article_id and not a.is_retired
    join article_version v on v.org_id = a.org_id and v.article_id = a.id and v.number = a.published_number
    order by v.recorded_at desc, a.id`.execute(ctx.db)
  const isOpen = rows.every(({ audience }) => audience.length === 0)
  const departments = isOpen ? new Map<string, never>() : await loadDepartments(ctx)
  const { userId, roles, departmentId } = ctx.actor
  const reader = { userId: userId ?? '', roles, departmentId }
  const seen = rows.filter(({ audience }) => maySee({ departmentIds: audience }, reader, departments))
  return {
    items: seen.map(({ id, kind: own, title, body }) => ({ id, kind: own, title, excerpt: excerptOf(body) })),
  }
}

/** A reason is written in words of its own each time: an article is for those that contain its word. */
function reaches(kind: LinkKind, target: string): RawBuilder<unknown> {
  if (kind === 'lost_reason') return sql`position(lower(l.target) in ${target.toLowerCase()}) > 0`
  return sql`l.target = ${target}`
}
