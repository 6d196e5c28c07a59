import { sql } from 'kysely'
import { disputeSpans } from '../../../core/receivable/dispute.ts'
import {
  type DeltaRow,
  dayIndex,
  type FieldLoader,
  type FieldRow,
  isAmong,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'

type Row = {
  id: string
  at: number
  until: number | null
  marked: boolean
  dispute_at: number | null
  dispute_until: number | null
  resolved_at: number | null
}

/** What is in dispute is not dunned (C104): by the ledger's mark, or as registered; see disputeSpans. */
export const disputedField: FieldLoader = {
  subject: 'instalment',
  fields: ['disputed'],
  load: async (ctx, among) => {
    const { rows } = await sql<Row>`
      select i.id, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until, v.disputed as marked,
        ${ms('d.known_at')} as dispute_at, ${ms('d.voided_at')} as dispute_until, ${ms('d.resolved_at')} as resolved_at
      from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      left join dispute d on d.org_id = i.org_id and d.instalment_id = i.id
      where i.org_id = ${ctx.orgId} and ${isAmong('i.id', among)}
      order by i.id, d.known_at`.execute(ctx.db)
    return [...Map.groupBy(rows, (row) => row.id).values()].flatMap(fieldRows)
  },
}

function fieldRows(rows: readonly Row[]): FieldRow[] {
  const { id, at, until, marked } = rows[0]!
  const disputes = rows.flatMap((row) =>
    row.dispute_at === null
      ? []
      : [{ at: row.dispute_at, until: row.dispute_until, resolvedAt: row.resolved_at }],
  )
  return disputeSpans({ at, until, value: marked }, disputes).map((span) => ({
    subject_id: id,
    field: 'disputed',
    ...span,
  }))
}

/** Since when an instalment is in dispute, while it is: the clock that a dispute has of its own. */
export const disputeClock: MetricLoader = {
  subject: 'instalment',
  metrics: ['dispute_days'],
  load: async (ctx, { ids }) => {
    const mine = sql`d.org_id = ${ctx.orgId} and d.instalment_id = any(${ids}::uuid[])`
    const { rows } = await sql<DeltaRow>`
      select 'dispute_days' as metric, d.instalment_id as subject_id, ${ms('d.known_at')} as at,
        (extract(epoch from least(d.voided_at, d.resolved_at)) * 1000)::float8 as until,
        ${dayIndex(sql`d.occurred_on`)} as on_day, d.amount_fen::float8 as value, null::int as n, x.part, null as grp,
        'dispute' as ref_kind, d.id as ref_id
      from dispute d cross join (values (null), ('gate')) as x (part) where ${mine}`.execute(ctx.db)
    return rows
  },
}
