import { sql } from 'kysely'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import { LESSONS } from '../../../world/lessons.ts'
import type { Company } from '../../../world/shapes.ts'
import { writeCase } from '../../modules/cases/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

/** Whoever closed an alert wrote down what was learnt from it, a day later; one for each rule. */
export async function writeLessons(
  ctx: WriteCtx,
  { company, people }: { company: Company; people: People },
): Promise<number> {
  const actors = actorsOf(company, people)
  const { rows } = await sql<{ id: string; rule: string; login: string; resolved: Instant }>`
    select distinct on (a.rule_code) a.id, a.rule_code as rule, u.login, a.resolved_at as resolved
    from alert a join app_user u on u.org_id = a.org_id and u.id = a.resolved_by
    where a.org_id = ${ctx.orgId} and a.mode = 'on' and a.rule_code = any(${Object.keys(LESSONS)}::text[])
    order by a.rule_code, a.money_fen desc, a.id`.execute(ctx.db)
  let written = 0
  for (const { id, rule, login, resolved } of rows) {
    const actor = actors.get(login)
    const at = Math.min(resolved + DAY_MS, ctx.now)
    if (!actor) continue
    await writeCase({ ...ctx, actor, now: at, tick: at }, id, LESSONS[rule]!)
    written += 1
  }
  return written
}
