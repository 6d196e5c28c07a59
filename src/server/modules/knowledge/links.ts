import { sql } from 'kysely'
import type { LinkKind } from '../../../core/knowledge/article.ts'
import { may } from '../../../core/permission.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { dealScope } from '../deals/index.ts'

export type Link = { kind: LinkKind; target: string }
type Target = { key: string; title: Bilingual; pipeline: string }

/** What an article can be linked to, and the departments it can be for. */
export async function readTargets(ctx: ReadCtx) {
  const departments = await ctx.db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('name')
    .execute()
  return {
    rules: (await rules(ctx)).map(({ key, title }) => ({ code: key, title })),
    stages: (await stages(ctx)).map(({ key, title, pipeline }) => ({ id: key, title, pipeline })),
    lostReasons: await lostReasons(ctx),
    departments,
  }
}

/** Links whose rule or stage has gone since are left out: there is nothing any more where they would show. */
export async function labelLinks(
  ctx: ReadCtx,
  links: readonly Link[],
): Promise<(Link & { label: Bilingual })[]> {
  if (links.length === 0) return []
  const titles = await titlesOf(ctx)
  return links.flatMap((link) => {
    if (link.kind === 'lost_reason') return [{ ...link, label: { zh: link.target, en: link.target } }]
    const label = titles[link.kind].get(link.target)
    return label ? [{ ...link, label }] : []
  })
}

export async function checkLinks(ctx: ReadCtx, links: readonly Link[]): Promise<void> {
  const known = await labelLinks(ctx, links)
  if (known.length < links.length) throw invalid('article_target_unknown')
}

async function titlesOf(ctx: ReadCtx) {
  const byKey = (rows: readonly Target[]) => new Map(rows.map(({ key, title }) => [key, title]))
  return { rule: byKey(await rules(ctx)), stage: byKey(await stages(ctx)) }
}

async function rules(ctx: ReadCtx): Promise<Target[]> {
  const { rows } = await sql<Target>`
    select code as key, spec -> 'title' as title, '' as pipeline from rule where org_id = ${ctx.orgId} order by code`.execute(
    ctx.db,
  )
  return rows
}

async function stages(ctx: ReadCtx): Promise<Target[]> {
  const { rows } = await sql<Target>`
    select s.id as key, jsonb_build_object('zh', s.name, 'en', s.name_en) as title, p.name as pipeline
    from stage s join pipeline p on p.org_id = s.org_id and p.id = s.pipeline_id
    where s.org_id = ${ctx.orgId} order by p.is_default desc, p.name, s.position`.execute(ctx.db)
  return rows
}

const REASONS = 30

/** The reasons that stand at lost deals the caller may see, the most frequent first. */
async function lostReasons(ctx: ReadCtx): Promise<string[]> {
  if (!may(ctx.actor.roles, 'deal.read')) return []
  const { rows } = await sql<{ reason: string }>`
    select d.lost_reason as reason from deal d where d.org_id = ${ctx.orgId} and d.voided_at is null
      and d.lost_reason is not null and length(d.lost_reason) between 1 and 80 and ${dealScope(ctx, 'deal.read')}
    group by d.lost_reason order by count(*) desc, d.lost_reason limit ${REASONS}`.execute(ctx.db)
  return rows.map(({ reason }) => reason)
}
