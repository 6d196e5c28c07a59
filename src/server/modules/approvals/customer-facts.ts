import { sql } from 'kysely'
import type { CreditGrade, FlowFacts, Level } from '../../../core/approval/flow.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * Credit grade and level of whom a request is about, as they are when it is asked (C182). Looked up here and
 * not by each document, so that no kind of request can leave them out.
 */
export async function customerFacts(
  ctx: ReadCtx,
  customerId: string | null,
): Promise<Pick<FlowFacts, 'grade' | 'level'>> {
  if (customerId === null) return { grade: null, level: null }
  const { rows } = await sql<{ grade: CreditGrade | null; level: Level }>`
    select case when c.key_level = 'key' then 'key' else 'normal' end as level,
      (select r.grade from credit_rating r
        where r.org_id = c.org_id and r.customer_id = c.id and r.valid_to is null) as grade
    from customer c where c.org_id = ${ctx.orgId} and c.id = ${customerId}`.execute(ctx.db)
  const [found] = rows
  return found ? { grade: found.grade ?? 'unrated', level: found.level } : { grade: null, level: null }
}
