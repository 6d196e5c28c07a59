import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../core/calendar.ts'
import type { ReadCtx } from './context.ts'
import { at } from './db.ts'

/** The end of a day that is over; null for today and after, where what is stored is what holds. */
export function pastMoment(ctx: ReadCtx, day: Day): Instant | null {
  return day < dayOf(ctx.now) ? endOfDay(day) : null
}

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
  table: 'customer' | 'deal' | 'quote' | 'sales_order',
  { alias, moment }: { alias: string; moment: Instant },
): RawBuilder<unknown> {
  const own = sql.ref(alias)
  const changedAt = sql.ref(`${alias}.updated_at`)
  const row = rowThen(ctx, { entity: table, id: sql.ref(`${alias}.id`), moment })
  return sql`select ${own}.* where ${changedAt} <= ${at(moment)}
    union all
    select r.* from jsonb_populate_record(null::${sql.table(table)}, ${row}) r where ${changedAt} > ${at(moment)}`
}

/**
 * All records of a small tracked table at a moment, each as in `rowThen`: a table of id and row to join.
 * `known`: it was there by then.
 */
export function rowsThen(ctx: ReadCtx, entity: string, moment: Instant): RawBuilder<unknown> {
  const before = sql`v.recorded_at <= ${at(moment)}`
  return sql`(select n.org_id, n.id, n.row, n.known from (
      select distinct on (v.id) v.org_id, v.id::uuid as id, v.row, v.operation, ${before} as known
      from record_version v where v.org_id = ${ctx.orgId} and v.entity = ${entity}
      order by v.id, (${before}) desc, case when ${before} then v.recorded_at end desc, v.recorded_at,
        case when ${before} then -v.version else v.version end) n
    where not (n.known and n.operation = 'delete'))`
}

/** A small tracked table to join, with its columns: as it stood at a moment, or as it is without one. */
export function tableThen(ctx: ReadCtx, entity: string, moment: Instant | null): RawBuilder<unknown> {
  const table = sql.table(entity)
  if (moment === null) return table
  return sql`(select r.* from ${rowsThen(ctx, entity, moment)} x
    cross join lateral jsonb_populate_record(null::${table}, x.row) r)`
}

/**
 * A WITH clause under which a query reads some columns of tracked tables as they stood at a moment; nothing
 * where it reads the present. Each record is looked up by its id.
 */
export function tablesThen(
  ctx: ReadCtx,
  columns: Readonly<Record<string, readonly string[]>>,
  moment: Instant | null,
): RawBuilder<unknown> {
  if (moment === null) return sql``
  const tables = Object.entries(columns).map(([entity, names]) => {
    const table = sql.table(entity)
    const row = rowThen(ctx, { entity, id: sql`x.id`, moment })
    const taken = sql.join(names.map((name) => sql.ref(`t.${name}`)))
    return sql`${table} as not materialized (select x.org_id, x.id, ${taken} from ${table} x
      cross join lateral jsonb_populate_record(null::${table}, ${row}) t where x.org_id = ${ctx.orgId})`
  })
  return sql`with ${sql.join(tables)}`
}
