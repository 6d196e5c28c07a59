import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { type DunnedItem, EFFECT_DAYS, MIN_CASES, stageEffects } from '../../../core/dunning/effect.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { isWrittenOff } from '../receivables/index.ts'

/** What came after each stage (C089): of what the actor may see. */
export async function readEffect(ctx: ReadCtx) {
  const { rows } = await sql<DunnedItem & { on: Day }>`
    select di.stage, s.occurred_on as on, di.open_fen as fen,
      case when i.open_fen = 0 and not ${isWrittenOff('i')} then (select max(a.occurred_on) from allocation a
        where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null) end as "paidOn"
    from dunning_item di join dunning_step s on s.org_id = di.org_id and s.id = di.step_id
    join instalment i on i.org_id = di.org_id and i.id = di.instalment_id
    where di.org_id = ${ctx.orgId} and s.voided_at is null and i.voided_at is null
      and s.customer_id in (${scopedCustomerIds(ctx, 'receivable.read')})`.execute(ctx.db)
  return {
    days: EFFECT_DAYS,
    minCases: MIN_CASES,
    items: stageEffects(rows, dayOf(ctx.now)).map(({ interval, ...effect }) => ({
      ...effect,
      lowBp: interval && Math.round(interval.low * 10_000),
      highBp: interval && Math.round(interval.high * 10_000),
    })),
  }
}
