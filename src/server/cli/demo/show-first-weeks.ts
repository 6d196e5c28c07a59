import { sql } from 'kysely'
import { addDays, dayOf, startOfDay } from '../../../core/calendar.ts'
import { NEWCOMERS, REP_PATH } from '../../../world/first-weeks.ts'
import { BOSS, teamManager } from '../../../world/people.ts'
import type { Company } from '../../../world/shapes.ts'
import { savePath, startOnboarding, tickItem } from '../../modules/onboarding/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const TEN = 10 * 3_600_000

/** Two people of the demo are new: what they were given, and how far they have come (C194). */
export async function showFirstWeeks(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actors = actorsOf(company, people)
  const boss = { ...ctx, actor: actors.get(BOSS)! }
  const { rows } = await sql<{ id: string; title: string }>`
    select a.id, v.title from article a join article_version v on v.org_id = a.org_id and v.article_id = a.id
      and v.number = a.published_number where a.org_id = ${ctx.orgId}`.execute(ctx.db)
  const articles = new Map(rows.map(({ id, title }) => [title, id]))
  const items = REP_PATH.map(({ title, ...item }) => ({
    ...item,
    id: newId(ctx.now),
    title: item.kind === 'do' ? title : '',
    articleId: item.kind === 'read' ? articles.get(title)! : null,
  }))
  await savePath(boss, 'rep', { isOn: true, items })
  const tasks = items.filter(({ kind }) => kind === 'do')
  for (const { login, daysAgo, ticked } of NEWCOMERS) {
    const began = startOfDay(addDays(dayOf(ctx.now), -daysAgo)) + TEN
    const then = { ...boss, now: began, tick: began }
    const { id } = await startOnboarding(then, { userId: people.get(login)!, role: 'rep' })
    const actor = actors.get(teamManager(login))!
    for (const task of tasks.slice(0, ticked))
      await tickItem({ ...then, actor }, id, { itemId: task.id, isDone: true })
  }
}
