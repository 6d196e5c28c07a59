import { sql } from 'kysely'
import type { ContentLine } from '../../../core/approval/content.ts'
import { DEFAULT_ECONOMICS, type Economics, oddsLine } from '../../../core/credit/break-even.ts'
import { UNAGREED_TERM_DAYS } from '../../../core/credit/policy.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import type { ReadCtx } from '../../platform/context.ts'

type Row = {
  economics: Economics | null
  grade: Grade | null
  defaultBp: number | null
  termDays: number | null
}

/**
 * What credit of this amount is expected to bring, as a line of its approval (methods §4.2): from the
 * assumptions of the company and the rating in force. Without an agreed term an invoice is due in thirty
 * days.
 */
export async function creditOdds(
  ctx: ReadCtx,
  customerId: string,
  asked: { amountFen: bigint | null; termDays?: number | null },
): Promise<ContentLine> {
  const { rows } = await sql<Row>`
    select (select s.value -> 'economics' from org_setting s where s.org_id = c.org_id and s.id = 'creditPolicy') as economics,
      r.grade, r.default_bp as "defaultBp", c.term_days as "termDays"
    from customer c left join credit_rating r on r.org_id = c.org_id and r.customer_id = c.id and r.valid_to is null
    where c.org_id = ${ctx.orgId} and c.id = ${customerId}`.execute(ctx.db)
  const { economics, grade, defaultBp, termDays } = rows[0]!
  return oddsLine({
    amountFen: asked.amountFen,
    termDays: asked.termDays ?? termDays ?? UNAGREED_TERM_DAYS,
    economics: economics ?? DEFAULT_ECONOMICS,
    odds: grade === null || defaultBp === null ? null : { grade, defaultBp },
  })
}
