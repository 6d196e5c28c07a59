import { addDays, dayOf, startOfDay } from '../../../core/calendar.ts'
import { ARTICLES, CONFIRMED_BY, type WorldArticle } from '../../../world/articles.ts'
import type { Company } from '../../../world/shapes.ts'
import {
  changeArticle,
  confirmReading,
  createArticle,
  publishArticle,
} from '../../modules/knowledge/index.ts'
import type { Actor, WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const TEN = 10 * 3_600_000
const WORKDAYS = 3

/** What the company has written down, who was asked to read it and who did (C193). */
export async function writeArticles(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actors = actorsOf(company, people)
  const departments = await idsByName(ctx)
  const stages = await idsByKey(ctx)
  for (const article of ARTICLES) {
    const links = article.links.flatMap(({ kind, target }) => {
      const id = kind === 'stage' ? stages.get(target) : target
      return id === undefined ? [] : [{ kind, target: id }]
    })
    const departmentIds = article.department === null ? [] : [departments.get(article.department)!]
    await writeOne(ctx, article, { actors, links, departmentIds })
  }
}

type Scene = {
  actors: ReadonlyMap<string, Actor>
  links: WorldArticle['links']
  departmentIds: readonly string[]
}

async function writeOne(ctx: WriteCtx, article: WorldArticle, scene: Scene): Promise<void> {
  const { actors, links, departmentIds } = scene
  const author = actors.get(article.by)!
  const began = article.before?.daysAgo ?? article.published?.daysAgo ?? 1
  const { kind, title, body } = article
  const written = { kind, title, departmentIds, links }
  const { id } = await createArticle(onDay(ctx, author, began), {
    ...written,
    body: article.before?.body ?? body,
  })
  if (article.published === null) return
  const { by, daysAgo, asksReps } = article.published
  const publisher = actors.get(by)!
  const form = { roles: [], departmentIds: [], workdays: WORKDAYS, asksAnew: false }
  if (article.before) {
    await publishArticle(onDay(ctx, publisher, began), id, { ...form, note: '' })
    await changeArticle(onDay(ctx, publisher, daysAgo), id, { ...written, body })
  }
  await publishArticle(onDay(ctx, publisher, daysAgo), id, {
    ...form,
    roles: asksReps ? ['rep'] : [],
    note: article.before?.note ?? '',
  })
  if (!asksReps) return
  const number = article.before ? 2 : 1
  for (const [index, login] of CONFIRMED_BY.entries()) {
    const reader = actors.get(login)!
    await confirmReading(onDay(ctx, reader, Math.max(daysAgo - 1 - (index % 3), 0)), id, number)
  }
}

/** As somebody at ten o'clock of a day that is over. */
function onDay(ctx: WriteCtx, actor: Actor, daysAgo: number): WriteCtx {
  const then = Math.min(ctx.now, startOfDay(addDays(dayOf(ctx.now), -daysAgo)) + TEN)
  return { ...ctx, actor, now: then, tick: then }
}

async function idsByName(ctx: WriteCtx): Promise<Map<string, string>> {
  const rows = await ctx.db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map(({ id, name }) => [name, id]))
}

async function idsByKey(ctx: WriteCtx): Promise<Map<string, string>> {
  const rows = await ctx.db
    .selectFrom('stage')
    .select(['id', 'key'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map(({ id, key }) => [key, id]))
}
