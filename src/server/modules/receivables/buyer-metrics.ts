import { sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** Twelve months and a day: what no window from `since` on can hold is left out. */
const WINDOW_DAYS = 366

/**
 * What each customer was billed, less credit notes, by the day (C029): sales as the house counts them
 * elsewhere, without opening balances.
 */
export const largestBuyers: MetricLoader = {
  subject: 'org',
  metrics: ['revenue_top1_bp'],
  load: async (ctx, { since }) => {
    const from = since === null ? '1900-01-01' : addDays(dayOf(since), -WINDOW_DAYS)
    const { rows } = await sql<DeltaRow>`
      select 'revenue_top1_bp' as metric, ${ctx.orgId}::uuid as subject_id, ${ms('f.known_at')} as at, ${ms('f.voided_at')} as until,
        ${dayIndex(sql`f.occurred_on`)} as on_day, sum(f.fen)::float8 as value, count(*)::int as n, null as part,
        f.customer_id::text as grp, null as ref_kind, null::uuid as ref_id
      from (
        select i.customer_id, i.known_at, i.voided_at, i.occurred_on, i.amount_fen as fen
        from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
        where i.org_id = ${ctx.orgId} and i.occurred_on > ${from}::date and v.kind <> 'opening'
        union all
        select p.customer_id, p.known_at, p.voided_at, p.occurred_on, -p.amount_fen from payment p
        where p.org_id = ${ctx.orgId} and p.occurred_on > ${from}::date and p.kind = 'credit_note'
      ) f group by f.customer_id, f.known_at, f.voided_at, f.occurred_on`.execute(ctx.db)
    return rows
  },
}
