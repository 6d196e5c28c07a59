import { sql } from 'kysely'
import { UNSIGNED_DAYS } from '../../../core/order/note.ts'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** A step taken back, or an order taken back with its import, was known until then. */
const stepUntil = sql<number | null>`(extract(epoch from least(s.voided_at, o.voided_at)) * 1000)::float8`

/** Notes that left and nobody has signed for: one more once it is too long, one less once it is signed. */
const unsigned: MetricLoader = {
  subject: 'order',
  metrics: ['unsigned_notes'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select 'unsigned_notes' as metric, s.order_id as subject_id, ${ms('s.known_at')} as at, ${stepUntil} as until,
        ${dayIndex(sql`f.occurred_on`)} + ${UNSIGNED_DAYS}::int + 1 as on_day, case s.kind when 'shipped' then 1 else -1 end::float8 as value,
        null::int as n, null as part, null as grp, 'order' as ref_kind, s.order_id as ref_id
      from delivery_note_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id
      cross join lateral (select x.occurred_on from delivery_note_step x where x.org_id = s.org_id and x.note_id = s.note_id
        and x.kind = 'shipped' and x.known_at <= s.known_at order by x.recorded_at desc limit 1) f
      where s.org_id = ${ctx.orgId} and s.order_id = any(${ids}::uuid[]) and s.kind in ('shipped', 'signed')`.execute(
      ctx.db,
    )
    return rows
  },
}

/** Of the notes a customer signed for, those with goods that came back; each counts once, by its own day. */
const returned: MetricLoader = {
  subject: 'customer',
  metrics: ['returned_notes_bp'],
  load: async (ctx, { ids }) => {
    const mine = sql`d.org_id = ${ctx.orgId} and d.customer_id = any(${ids}::uuid[])`
    const { rows } = await sql<DeltaRow>`
      select 'returned_notes_bp' as metric, d.customer_id as subject_id, ${ms('s.known_at')} as at, ${ms('s.voided_at')} as until,
        ${dayIndex(sql`s.occurred_on`)} as on_day, 1::float8 as value, null::int as n, 'den' as part, null as grp,
        'order' as ref_kind, d.order_id as ref_id
      from delivery_note d join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed' where ${mine}
      union all
      select 'returned_notes_bp', d.customer_id, (extract(epoch from greatest(w.effective_at, s.known_at)) * 1000)::float8,
        (extract(epoch from least(w.ended_at, s.voided_at)) * 1000)::float8, ${dayIndex(sql`s.occurred_on`)}, 1, null, 'num', null, 'order', d.order_id
      from delivery_note d join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed'
      join lateral (select w.effective_at, w.ended_at from allowance w where w.org_id = d.org_id and w.note_id = d.id
        and w.effective_at is not null order by w.ended_at is not null, w.effective_at limit 1) w on true
      where ${mine}`.execute(ctx.db)
    return rows
  },
}

export const goodsMetrics: readonly MetricLoader[] = [unsigned, returned]
