import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { maySee, type Reader } from '../../../core/knowledge/article.ts'
import { type FirstFigure, type PathItem, type Progress, progressOf } from '../../../core/onboarding/path.ts'
import { may, type Role } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'

export type Walk = {
  id: string
  user_id: string
  name: string
  roles: Role[]
  department_id: string | null
  role: Role
  items: PathItem[]
  started_on: Day
  finished_on: Day | null
  stopped_at: Instant | null
}
export type WalkProgress = Walk & { progress: Progress }

/** Walks that `where` (over `o` and its person `u`) lets through, the newest first. */
export async function findWalks(
  ctx: ReadCtx,
  where: RawBuilder<unknown>,
  most: number | null = null,
): Promise<Walk[]> {
  const { rows } = await sql<Walk>`
    select o.id, o.user_id, u.name, u.department_id, o.role, o.items, o.started_on, o.finished_on, o.stopped_at,
      coalesce((select array_agg(r.role) from user_role r where r.org_id = u.org_id and r.user_id = u.id), '{}') as roles
    from onboarding o join app_user u on u.org_id = o.org_id and u.id = o.user_id
    where o.org_id = ${ctx.orgId} and ${where} order by o.started_on desc, u.name, o.id limit ${most}`.execute(
    ctx.db,
  )
  return rows
}

/** Whose paths one follows: one's people, everybody for those who keep the accounts or audit; null: all. */
export function ledBy(ctx: ReadCtx): readonly string[] | null {
  const { roles } = ctx.actor
  if (may(roles, 'person.write') || may(roles, 'audit.read')) return null
  return may(roles, 'customer.assign') ? visibleUsers(ctx, 'customer.assign') : []
}

/** How far each has come: articles, ticks, readings and figures are read once for all of them. */
export async function withProgress(ctx: ReadCtx, walks: readonly Walk[]): Promise<WalkProgress[]> {
  if (walks.length === 0) return []
  const scene = { calendar: await loadCalendar(ctx), today: dayOf(ctx.now) }
  const [articles, ticks, readings, figures] = [
    await loadArticles(ctx),
    await loadTicks(ctx, walks),
    await loadReadings(ctx, walks),
    await countFigures(ctx, walks),
  ]
  return walks.map((walk) => {
    const reader = { userId: walk.user_id, roles: walk.roles, departmentId: walk.department_id }
    const facts = {
      startedOn: walk.started_on,
      articles: new Set(articles.seenBy(reader).map(({ id }) => id)),
      read: readings.get(walk.user_id) ?? new Map<string, Instant>(),
      ticked: ticks.get(walk.id) ?? new Map<string, Instant>(),
      figures: figures.get(walk.id)!,
    }
    return { ...walk, progress: progressOf(walk.items, facts, scene) }
  })
}

type ArticleTitle = { id: string; title: string; audience: string[] }

/** What can be read at all: published and in use; a title is shown to those whom it is for. */
export async function loadArticles(ctx: ReadCtx) {
  const { rows } = await sql<ArticleTitle>`
    select a.id, v.title, coalesce((select array_agg(d.department_id) from article_department d
      where d.org_id = a.org_id and d.article_id = a.id and d.purpose = 'reads'), '{}') as audience
    from article a join article_version v on v.org_id = a.org_id and v.article_id = a.id and v.number = a.published_number
    where a.org_id = ${ctx.orgId} and not a.is_retired order by v.title, a.id`.execute(ctx.db)
  const departments = await loadDepartments(ctx)
  const seenBy = (reader: Reader) =>
    rows.filter(({ audience }) => maySee({ departmentIds: audience }, reader, departments))
  const { userId, roles, departmentId } = ctx.actor
  return { seenBy, mine: seenBy({ userId: userId ?? '', roles, departmentId }) }
}

async function loadDepartments(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('department')
    .select(['id', 'parent_id as parentId'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map(({ id, parentId }) => [id, { parentId }]))
}

type Moments = Map<string, Map<string, Instant>>

function gather(rows: readonly { owner: string; id: string; at: Instant }[]): Moments {
  const found: Moments = new Map()
  for (const { owner, id, at: moment } of rows) {
    const own = found.get(owner) ?? new Map<string, Instant>()
    found.set(owner, own.set(id, moment))
  }
  return found
}

async function loadReadings(ctx: ReadCtx, walks: readonly Walk[]): Promise<Moments> {
  const { rows } = await sql<{ owner: string; id: string; at: Instant }>`
    select r.user_id as owner, r.article_id as id, min(r.recorded_at) as at from article_reading r
    join article a on a.org_id = r.org_id and a.id = r.article_id
    where r.org_id = ${ctx.orgId} and r.user_id = any(${walks.map(({ user_id }) => user_id)}::uuid[])
      and r.number >= coalesce(a.asks_from, 1) group by r.user_id, r.article_id`.execute(ctx.db)
  return gather(rows)
}

async function loadTicks(ctx: ReadCtx, walks: readonly Walk[]): Promise<Moments> {
  const { rows } = await sql<{ owner: string; id: string; at: Instant }>`
    select onboarding_id as owner, item_id as id, recorded_at as at from onboarding_tick
    where org_id = ${ctx.orgId} and onboarding_id = any(${walks.map(({ id }) => id)}::uuid[])`.execute(ctx.db)
  return gather(rows)
}

type Figures = Record<FirstFigure, number>

/** Counted from the facts themselves since each first day; nothing is ticked by hand here. */
async function countFigures(ctx: ReadCtx, walks: readonly Walk[]): Promise<Map<string, Figures>> {
  const { rows } = await sql<Figures & { id: string }>`
    select o.id, a.follow_ups, a.customers_met,
      (select count(*)::int from deal d where d.org_id = o.org_id and d.responsible_id = o.user_id
        and d.created_on >= o.started_on and d.voided_at is null) as deals_opened,
      (select count(distinct q.id)::int from quote q join quote_step s on s.org_id = q.org_id and s.quote_id = q.id
        where q.org_id = o.org_id and q.responsible_id = o.user_id and q.voided_at is null and s.kind = 'sent'
        and s.occurred_on >= o.started_on and s.voided_at is null) as quotes_sent,
      (select count(*)::int from sales_order s where s.org_id = o.org_id and s.responsible_id = o.user_id
        and s.ordered_on >= o.started_on and s.status <> 'cancelled' and s.voided_at is null) as orders_placed
    from onboarding o cross join lateral (
      select count(*)::int as follow_ups, count(distinct x.customer_id)::int as customers_met from activity x
      where x.org_id = o.org_id and x.user_id = o.user_id and x.occurred_on >= o.started_on and x.voided_at is null) a
    where o.org_id = ${ctx.orgId} and o.id = any(${walks.map(({ id }) => id)}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(({ id, ...figures }) => [id, figures]))
}
