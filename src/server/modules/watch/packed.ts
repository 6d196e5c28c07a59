import { type RawBuilder, sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'
import type { DeltaRow } from '../../platform/metric-loader.ts'
import type { Facts } from './facts.ts'

type PackedRow = Pick<DeltaRow, 'metric' | 'part' | 'grp'> & { isPlain: boolean; facts: Buffer }

/**
 * A million facts as a handful of rows: what is alike travels as one run of bytes, in whatever order the
 * database comes across it and without its evidence. For reading the whole past of many subjects at once,
 * where sorting and rows cost more than the question.
 */
export async function loadPacked(
  ctx: ReadCtx,
  query: RawBuilder<DeltaRow>,
  factsOf: (metric: string) => Facts | undefined,
): Promise<void> {
  const sent = (column: string) => sql`float8send(coalesce(${sql.ref(column)}::float8, 'NaN'))`
  const { rows } = await sql<PackedRow>`
    select f.metric, f.part, f.grp, f.is_plain as "isPlain",
      string_agg(uuid_send(f.subject_id) || float8send(f.at) || int4send(f.on_day)
        || case when f.is_plain then '' else ${sent('f.value')} || ${sent('f.until')} || ${sent('f.n')} end, '') as facts
    from (select q.*, q.value = 1 and q.until is null and q.n is null as is_plain from (${query}) q) f
    where f.until is null or f.until > f.at
    group by f.metric, f.part, f.grp, f.is_plain`.execute(ctx.db)
  for (const row of rows) factsOf(row.metric)?.addRun(row)
}
