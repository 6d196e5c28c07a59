import { sql } from 'kysely'
import { PRESENT_DAYS } from '../../../core/receivable/bill.ts'
import { type DeltaRow, dayIndex, isAmong, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** Bills about to fall due of which nobody has noted anything, and bills that were refused (C091). */
export const billClock: MetricLoader = {
  subject: 'customer',
  metrics: ['bills_due_fen', 'bills_refused_fen'],
  load: async (ctx, range) => {
    const { rows } = await sql<DeltaRow>`
      select x.metric, b.customer_id as subject_id, ${ms('x.at')} as at, ${ms('b.voided_at')} as until,
        ${dayIndex(sql`x.on_day`)} as on_day, x.fen::float8 as value, null::int as n, null::text as part, null::text as grp,
        'bill' as ref_kind, b.id as ref_id
      from (
        select b.*, greatest(b.occurred_on, b.due_on - ${PRESENT_DAYS}::int) as from_on, coalesce(b.passed_on, b.ended_on) as noted_on,
          greatest(b.known_at, coalesce(b.passed_at, b.ended_at)) as noted_at
        from bill b where b.org_id = ${ctx.orgId} and ${isAmong('b.customer_id', range)}
      ) b cross join lateral (values
        ('bills_due_fen', b.known_at, b.from_on, b.amount_fen),
        ('bills_due_fen', b.noted_at, greatest(b.noted_on, b.from_on), -b.amount_fen),
        ('bills_refused_fen', greatest(b.known_at, b.ended_at), case b.ended_how when 'refused' then b.ended_on end, b.amount_fen)
      ) as x (metric, at, on_day, fen)
      where x.on_day is not null and (b.noted_on is not null or x.fen > 0)`.execute(ctx.db)
    return rows
  },
}
