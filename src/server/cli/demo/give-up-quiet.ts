import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import { giveUp } from '../../modules/customers/index.ts'
import type { WriteCtx } from '../../platform/context.ts'

const QUIET_DAYS = 30
const MOST = 8
const REASONS = ['连续几次联系不上', '采购负责人换了，暂无需求', '项目取消', '只问价，不下单']

/** What nobody has talked to for a month and owes nothing lies in the pool: no empty page to look at. */
export async function giveUpQuiet(ctx: WriteCtx, today: Day): Promise<number> {
  const { rows } = await sql<{ id: string; responsible_id: string }>`
    select c.id, c.responsible_id from customer c
    join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and c.key_level <> 'key' and c.responsible_id is not null
      and s.open_fen = 0 and s.open_deals = 0 and s.last_activity_at < ${addDays(today, -QUIET_DAYS)}::date
      and not exists (select 1 from sales_order o where o.org_id = c.org_id and o.customer_id = c.id
        and o.status in ('open', 'partial') and o.voided_at is null)
    order by s.last_activity_at, c.id limit ${MOST}`.execute(ctx.db)
  for (const [index, { id, responsible_id: responsibleId }] of rows.entries()) {
    await giveUp(ctx, { id, responsibleId }, { kind: 'released', reason: REASONS[index % REASONS.length]! })
  }
  return rows.length
}
