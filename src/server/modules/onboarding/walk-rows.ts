import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import { maySee } from '../../../core/knowledge/article.ts'
import { type FirstFigure, type PathItem, type Progress, progressOf } from '../../../core/onboarding/path.ts'
import { may, type Role } from '../../../core/permission.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
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
  stopped_at: Instant | null
}
export type WalkProgress = Walk & { progress: Progress }

/** Walks that `where` (over `o` and its person `u`) lets through, the newest first. */
export async function findWalks(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<Walk[]> {
  const { rows } = await sql<Walk>`
    select o.id, o.user_id, u.name, u.department_id, o.role, o.items, o.started_on, o.stopped_at,
      coalesce((select array_agg(r.role) from user_role r where r.org_id = u.org_id and r.user_id = u.id), '{}') as roles
    from onboarding o join app_user u on u.org_id = o.org_id and u.id = o.user_id
    where o.org_id = ${ctx.orgId} and ${where} order by o.started_on desc, u.name, o.id`.execute(ctx.db)
  return rows
}

/** Whose paths one follows: one's people, everybody for those who keep the accounts or audit; null: all. */
export function ledBy(ctx: ReadCtx): readonly string[] | null {
  const { roles } = ctx.actor
  if (may(roles, 'person.write') || may(roles, 'audit.read')) return null
  return may(roles, 'customer.assign') ? visibleUsers(ctx, 'customer.assign') : []
}

/** How far each has come; a handful of people walk at a time, so each is counted by itself. */
export async function withProgress(ctx: ReadCtx, walks: readonly Walk[]): Promise<WalkProgress[]> {
  if (walks.length === 0) return []
  const calendar = await loadCalendar(ctx)
  const articles = await loadArticles(ctx)
  const departments = await loadDepartments(ctx)
  const found: WalkProgress[] = []
  for (const walk of walks) {
    const reader = { userId: walk.user_id, roles: walk.roles, departmentId: walk.department_id }
    const readable = articles.filter(({ audience }) =>
      maySee({ departmentIds: audience }, reader, departments),
    )
    const facts = {
      startedOn: walk.started_on,
      articles: new Set(readable.map(({ id }) => id)),
      read: await loadRead(ctx, walk.user_id),
      ticked: await loadTicks(ctx, walk.id),
      figures: await countFigures(ctx, walk.user_id, walk.started_on),
    }
    found.push({ ...walk, progress: progressOf(walk.items, facts, scene(ctx, calendar)) })
  }
  return found
}

function scene(ctx: ReadCtx, calendar: WorkCalendar) {
  return { calendar, today: dayOf(ctx.now) }
}

type ArticleTitle = { id: string; title: string; audience: string[] }

/** What can be read at all: published and in use. */
export async function loadArticles(ctx: ReadCtx): Promise<ArticleTitle[]> {
  const { rows } = await sql<ArticleTitle>`
    select a.id, v.title, coalesce((select array_agg(d.department_id) from article_department d
      where d.org_id = a.org_id and d.article_id = a.id and d.purpose = 'reads'), '{}') as audience
    from article a join article_version v on v.org_id = a.org_id and v.article_id = a.id and v.number = a.published_number
    where a.org_id = ${ctx.orgId} and not a.is_retired order by v.title, a.id`.execute(ctx.db)
  return rows
}

async function loadDepartments(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('department')
    .select(['id', 'parent_id as parentId'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map(({ id, parentId }) => [id, { parentId }]))
}

async function loadRead(ctx: ReadCtx, userId: string): Promise<Map<string, Instant>> {
  const { rows } = await sql<{ article_id: string; at: Instant }>`
    select r.article_id, min(r.recorded_at) as at from article_reading r
    join article a on a.org_id = r.org_id and a.id = r.article_id
    where r.org_id = ${ctx.orgId} and r.user_id = ${userId} and r.number >= coalesce(a.asks_from, 1)
    group by r.article_id`.execute(ctx.db)
  return new Map(rows.map((row) => [row.article_id, row.at]))
}

async function loadTicks(ctx: ReadCtx, walkId: string): Promise<Map<string, Instant>> {
  const rows = await ctx.db
    .selectFrom('onboarding_tick')
    .select(['item_id', 'recorded_at'])
    .where('org_id', '=', ctx.orgId)
    .where('onboarding_id', '=', walkId)
    .execute()
  return new Map(rows.map((row) => [row.item_id, row.recorded_at]))
}

/** Counted from the facts themselves since the first day; nothing is ticked by hand here. */
async function countFigures(ctx: ReadCtx, userId: string, since: Day): Promise<Record<FirstFigure, number>> {
  const { rows } = await sql<Record<FirstFigure, number>>`
    select
      (select count(*)::int from activity where org_id = ${ctx.orgId} and user_id = ${userId} and occurred_on >= ${since}
        and voided_at is null) as follow_ups,
      (select count(distinct customer_id)::int from activity where org_id = ${ctx.orgId} and user_id = ${userId}
        and occurred_on >= ${since} and voided_at is null) as customers_met,
      (select count(*)::int from deal where org_id = ${ctx.orgId} and responsible_id = ${userId} and created_on >= ${since}
        and voided_at is null) as deals_opened,
      (select count(*)::int from quote where org_id = ${ctx.orgId} and responsible_id = ${userId}
        and sent_at >= ${at(startOfDay(since))} and voided_at is null) as quotes_sent,
      (select count(*)::int from sales_order where org_id = ${ctx.orgId} and responsible_id = ${userId}
        and ordered_on >= ${since} and status <> 'cancelled' and voided_at is null) as orders_placed`.execute(
    ctx.db,
  )
  return rows[0]!
}
