import { sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** A year and a day: what no window from `since` on can hold is left out. */
const WINDOW_DAYS = 366

/**
 * What was given up less what came back of it, against credit sales as the losses count them (C098). A
 * recovery bears the name of its write-off, so that the two stand in one row.
 */
export const badDebt: MetricLoader = {
  subject: 'org',
  metrics: ['bad_debt_bp'],
  load: async (ctx, { since }) => {
    const from = since === null ? '1900-01-01' : addDays(dayOf(since), -WINDOW_DAYS)
    const wanted = (alias: string) =>
      sql`${sql.ref(`${alias}.org_id`)} = ${ctx.orgId} and ${sql.ref(`${alias}.occurred_on`)} > ${from}::date`
    const { rows } = await sql<DeltaRow>`
      select 'bad_debt_bp' as metric, ${ctx.orgId}::uuid as subject_id, ${ms('f.known_at')} as at, ${ms('f.voided_at')} as until,
        ${dayIndex(sql`f.occurred_on`)} as on_day, f.fen::float8 as value, null::int as n, f.part, null as grp, f.ref_kind, f.ref_id
      from (
        select p.known_at, p.voided_at, p.occurred_on, p.amount_fen as fen, 'num' as part, 'payment' as ref_kind, p.id as ref_id
        from payment p where ${wanted('p')} and p.kind = 'write_off'
        union all
        select r.known_at, r.voided_at, r.occurred_on, -r.amount_fen, 'num', 'payment', r.payment_id
        from recovery r where ${wanted('r')}
        union all
        select i.known_at, i.voided_at, i.occurred_on, i.amount_fen, 'den', 'instalment', i.id
        from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
        where ${wanted('i')} and v.kind <> 'opening'
        union all
        select p.known_at, p.voided_at, p.occurred_on, -p.amount_fen, 'den', 'payment', p.id
        from payment p where ${wanted('p')} and p.kind = 'credit_note'
      ) f`.execute(ctx.db)
    return rows
  },
}
