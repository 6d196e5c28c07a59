import { sql } from 'kysely'
import { GRADE_FIELD } from '../../../core/fields/custom-scope.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'

/**
 * What is open of customers whose grade has moved, where a rule is limited by the grade: it begins to look at
 * their claims and documents, or stops.
 */
export async function touchGraded(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0 || !(await asksGrade(ctx))) return
  const ids = sql`any(${[...customerIds]}::uuid[])`
  const { rows } = await sql<{ kind: string; id: string }>`
    select 'instalment' as kind, id from instalment
      where org_id = ${ctx.orgId} and customer_id = ${ids} and voided_at is null and open_fen > 0
    union all select 'order', id from sales_order
      where org_id = ${ctx.orgId} and customer_id = ${ids} and voided_at is null and status in ('open', 'partial')
    union all select 'contract', id from contract
      where org_id = ${ctx.orgId} and customer_id = ${ids} and voided_at is null and status = 'open'
    union all select 'quote', id from quote
      where org_id = ${ctx.orgId} and customer_id = ${ids} and voided_at is null and status not in ('won', 'lost', 'withdrawn')
    union all select 'deal', id from deal
      where org_id = ${ctx.orgId} and customer_id = ${ids} and voided_at is null and outcome in ('open', 'undated')`.execute(
    ctx.db,
  )
  await touch(ctx, rows)
}

async function asksGrade(ctx: WriteCtx): Promise<boolean> {
  const { rows } = await sql<{ asks: boolean }>`
    select exists (select 1 from rule r where r.org_id = ${ctx.orgId} and r.mode <> 'off'
      and r.spec ->> 'subject' <> 'customer' and strpos(r.spec::text, ${GRADE_FIELD.path}) > 0) as asks`.execute(
    ctx.db,
  )
  return rows[0]!.asks
}
