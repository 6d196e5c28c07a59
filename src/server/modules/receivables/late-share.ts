import { sql } from 'kysely'
import { type Entry, settledSpans } from '../../../core/receivable/settled.ts'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

type Row = {
  id: string
  customer_id: string
  amount_fen: number
  due_on: number
  until: number | null
  entry_at: number
  entry_until: number | null
  entry_on: number
  entry_fen: number
}

/**
 * Instalments paid in full, and those of them paid after their due day. Each counts on the day the last of
 * it came, from when that was known.
 */
export const lateShare: MetricLoader = {
  subject: 'customer',
  metrics: ['late_share_180d'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<Row>`
      select i.id, i.customer_id, i.amount_fen::float8 as amount_fen, ${dayIndex(sql`i.due_on`)} as due_on,
        ${ms('i.voided_at')} as until, round(date_part('epoch', greatest(a.known_at, i.known_at)) * 1000) as entry_at,
        ${ms('a.voided_at')} as entry_until, ${dayIndex(sql`greatest(a.occurred_on, i.occurred_on)`)} as entry_on,
        a.amount_fen::float8 as entry_fen
      from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
      where a.org_id = ${ctx.orgId} and a.customer_id = any(${ids}::uuid[])
        and (a.voided_at is null or a.voided_at > greatest(a.known_at, i.known_at))
      order by i.id, a.known_at`.execute(ctx.db)
    return [...Map.groupBy(rows, (row) => row.id).values()].flatMap(deltasOf)
  },
}

function deltasOf(rows: readonly Row[]): DeltaRow[] {
  const { id, customer_id, amount_fen, due_on, until } = rows[0]!
  const entries = rows.map(
    (row): Entry => ({ at: row.entry_at, until: row.entry_until, on: row.entry_on, fen: row.entry_fen }),
  )
  return settledSpans(amount_fen, entries).flatMap((span) => {
    const settled: DeltaRow = {
      metric: 'late_share_180d',
      subject_id: customer_id,
      at: span.at,
      until: span.until === null ? until : until === null ? span.until : Math.min(span.until, until),
      on_day: span.on,
      value: 1,
      n: null,
      part: 'den',
      grp: null,
      ref_kind: 'instalment',
      ref_id: id,
    }
    return span.on > due_on ? [settled, { ...settled, part: 'num' }] : [settled]
  })
}
