import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { pastMoment, recordThen, rowThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'

/**
 * The tables an order is shown from: `o` the order, `c` its customer, `d` its deal, `k` its contract, `u` who
 * answers for it. Of a past day they stand as they stood at its end, the course of the order by business
 * date.
 */
export type OrdersOn = {
  tables: RawBuilder<unknown>
  of: (column: keyof DB['sales_order']) => RawBuilder<unknown>
  /** documents of the order until then */
  invoiced: RawBuilder<unknown>
}

export function ordersOn(ctx: ReadCtx, asOf: Day): OrdersOn {
  const moment = pastMoment(ctx, asOf)
  const invoiced = sql`v.org_id = o.org_id and v.order_id = o.id and v.voided_at is null`
  const of = (column: string) => sql.ref(`o.${column}`)
  if (moment === null)
    return {
      of,
      invoiced,
      tables: sql`sales_order o
        join customer c on c.org_id = o.org_id and c.id = o.customer_id
        left join deal d on d.org_id = o.org_id and d.id = o.deal_id
        left join contract k on k.org_id = o.org_id and k.id = o.contract_id
        left join app_user u on u.org_id = o.org_id and u.id = o.responsible_id`,
    }
  const contract = sql`jsonb_populate_record(null::contract, ${rowThen(ctx, { entity: 'contract', id: sql`n.id`, moment })})`
  const taken = new Set<string>(['status', 'planned_on', 'delivered_on'])
  return {
    of: (column) => sql.ref(`${taken.has(column) ? 'x' : HELD_NOW.has(column) ? 'o' : 't'}.${column}`),
    invoiced: sql`${invoiced} and v.occurred_on <= ${asOf}`,
    tables: sql`sales_order o
      cross join lateral (${recordThen(ctx, 'sales_order', { alias: 'o', moment })}) t
      cross join lateral (${courseBy(ctx, asOf)}) x
      join ${customersThen(ctx, asOf)} c on c.org_id = o.org_id and c.id = o.customer_id
      left join lateral (select n.id, r.title from deal n cross join lateral (${recordThen(ctx, 'deal', { alias: 'n', moment })}) r
        where n.org_id = o.org_id and n.id = t.deal_id) d on true
      left join lateral (select n.id, r.number, case when r.approved_at <= ${at(moment)} then r.approved_at end as approved_at
        from contract n cross join lateral ${contract} r where n.org_id = o.org_id and n.id = t.contract_id) k on true
      left join ${peopleThen(ctx, moment)} u on u.org_id = o.org_id and u.id = t.responsible_id`,
  }
}

/** What does not change, or is corrected for all days alike. */
const HELD_NOW = new Set<string>(['id', 'org_id', 'customer_id', 'ordered_on', 'voided_at'])

/** Where the steps of order `o` had led by the end of a day, as `orderStanding` of core says it. */
function courseBy(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  const last = (what: RawBuilder<unknown>, kinds: readonly string[]) => sql`(select ${what} from order_step s
    where s.org_id = ${ctx.orgId} and s.order_id = o.id and s.voided_at is null and s.occurred_on <= ${asOf} and s.kind = any(${kinds})
    order by s.occurred_on desc, array_position(${LAST_FIRST}::text[], s.kind), s.recorded_at desc, s.id desc limit 1)`
  const status = sql`case s.kind when 'completed' then 'delivered' when 'delivered' then 'partial' else 'cancelled' end`
  return sql`select coalesce(${last(status, ['delivered', 'completed', 'cancelled'])}, 'open') as status,
    ${last(sql`s.planned_on`, ['ordered', 'replanned'])} as planned_on,
    ${last(sql`s.occurred_on`, ['completed'])} as delivered_on`
}

const LAST_FIRST = ['cancelled', 'completed', 'delivered', 'replanned', 'corrected', 'ordered']
