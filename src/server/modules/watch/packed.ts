import { type RawBuilder, sql } from 'kysely'
import type { Delta } from '../../../core/watch/metric.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { DeltaRow } from '../../platform/metric-loader.ts'

type PackedRow = Pick<DeltaRow, 'metric' | 'subject_id' | 'part' | 'grp'> & {
  ats: string
  days: string
  /** one number when all are alike */
  vals: string
  untils: string | null
  ns: string | null
}

/**
 * A million facts as a hundred thousand rows: those of one subject travel as lists of numbers, without their
 * evidence. For reading the whole past of many subjects at once, where rows cost more than the question.
 */
export async function loadPacked(
  ctx: ReadCtx,
  query: RawBuilder<DeltaRow>,
  take: (metric: string, subjectId: string, deltas: Delta[]) => void,
): Promise<void> {
  const list = (column: string) => sql`array_to_string(array_agg(${sql.ref(column)}::int8), ',', '')`
  const { rows } = await sql<PackedRow>`
    select q.metric, q.subject_id, q.part, q.grp, ${list('q.at')} as ats, ${list('q.on_day')} as days,
      case when min(q.value) = max(q.value) then min(q.value)::text
        else array_to_string(array_agg(q.value), ',') end as vals,
      case when count(q.until) > 0 then ${list('q.until')} end as untils,
      case when count(q.n) > 0 then ${list('q.n')} end as ns
    from (${query}) q where q.until is null or q.until > q.at
    group by q.subject_id, q.metric, q.part, q.grp`.execute(ctx.db)
  for (const row of rows) take(row.metric, row.subject_id, unpacked(row))
}

function unpacked({ ats, days, vals, untils, ns, part, grp }: PackedRow): Delta[] {
  const ons = days.split(',')
  const values = vals.split(',')
  const ends = untils?.split(',')
  const counts = ns?.split(',')
  return ats.split(',').map((at, index) => {
    const value = Number(values.length === 1 ? vals : values[index])
    const delta: Delta = { at: Number(at), on: Number(ons[index]), value }
    if (ends?.[index]) delta.until = Number(ends[index])
    if (counts?.[index]) delta.n = Number(counts[index])
    if (part !== null) delta.part = part
    if (grp !== null) delta.group = grp
    return delta
  })
}
