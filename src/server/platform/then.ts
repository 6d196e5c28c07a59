import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../core/calendar.ts'
import type { ReadCtx } from './context.ts'
import { at } from './db.ts'

/** Which record of a tracked table (`call track_table`), and at which moment. */
type Asked = { entity: string; id: RawBuilder<unknown>; moment: Instant }

/**
 * A tracked record as it stood at a moment, as JSON with fen as text: its last version by then; of a record
 * that came later (imported history) the first version there is.
 */
export function rowThen(ctx: ReadCtx, { entity, id, moment }: Asked): RawBuilder<unknown> {
  const versions = sql`select v.row from record_version v
    where v.org_id = ${ctx.orgId} and v.entity = ${entity} and v.id = (${id})::text`
  return sql`coalesce(
    (${versions} and v.recorded_at <= ${at(moment)} order by v.recorded_at desc, v.version desc limit 1),
    (${versions} and v.recorded_at > ${at(moment)} order by v.recorded_at, v.version limit 1))`
}

/**
 * All columns of record `alias` of a table with `updated_at`, as they stood at a moment; for a lateral join.
 * Only what was changed since is looked up among the versions.
 */
export function recordThen(
  ctx: ReadCtx,
  table: 'customer' | 'deal',
  { alias, moment }: { alias: string; moment: Instant },
): RawBuilder<unknown> {
  const own = sql.ref(alias)
  const changedAt = sql.ref(`${alias}.updated_at`)
  const row = rowThen(ctx, { entity: table, id: sql.ref(`${alias}.id`), moment })
  return sql`select ${own}.* where ${changedAt} <= ${at(moment)}
    union all
    select r.* from jsonb_populate_record(null::${sql.table(table)}, ${row}) r where ${changedAt} > ${at(moment)}`
}
