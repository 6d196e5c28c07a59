import { type RawBuilder, sql } from 'kysely'
import { addDays, dayOf, type Instant } from '../../core/calendar.ts'
import { dayIndexOf } from '../../core/watch/day-index.ts'
import type { FieldChange } from '../../core/watch/evaluate.ts'
import type { Delta } from '../../core/watch/metric.ts'
import type { FieldValue } from '../../core/watch/rule.ts'
import type { SubjectKind } from '../../core/watch/subject.ts'
import type { ReadCtx } from './context.ts'

/**
 * Which subjects, and how far back detail matters: facts known and begun before `since` may come summed up,
 * because nothing will be read before that instant, nor of a day before it. null: everything, one by one.
 */
export type LoadRange = {
  ids: readonly string[]
  since: Instant | null
  /** the figures only: facts may share a row and need not be named (see `folded`) */
  bare?: boolean
  /** with `bare`: the metrics whose readings must know how many facts stand behind them; left out: all */
  counted?: ReadonlySet<string> | undefined
  /**
   * with `bare`: subjects of which a state is stored; of the others nothing known and nothing left make the
   * same finding. Left out: all
   */
  held?: ReadonlySet<string> | undefined
  /** the ids are most of those between these two, so that what else lies there may come along */
  dense?: { first: string; last: string } | undefined
  /** set where many are read part by part at one tick: what is asked of all of them is asked once */
  once?: Once | undefined
}

/** The answer under a name: asked by whoever wants it first. */
export type Once = <T>(name: string, ask: () => Promise<T>) => Promise<T>

export function onceEach(): Once {
  const answers = new Map<string, Promise<unknown>>()
  return <T>(name: string, ask: () => Promise<T>) => {
    let answer = answers.get(name) as Promise<T> | undefined
    if (!answer) {
      answer = ask()
      answers.set(name, answer)
    }
    return answer
  }
}

export type Among = Pick<LoadRange, 'ids' | 'dense'>

/** Dated changes of one kind of subject. A module says how its facts become deltas, and says it once. */
export type MetricLoader = {
  subject: SubjectKind
  metrics: readonly string[]
  /** every metric whose deltas go by a name that begins so is this loader's as well */
  prefix?: string
  /** reads what evaluating itself writes: alerts and what hangs on them */
  ofAlerts?: true
  load: (ctx: ReadCtx, range: LoadRange) => Promise<DeltaRow[]>
  /** as `load` for figures alone (`bare`), without a row for each of them */
  figures?: (ctx: ReadCtx, range: LoadRange & { since: Instant }, take: Take) => Promise<void>
  /** as `load` for figures alone, as queries whose rows travel packed: many rows for few subjects */
  packed?: (ctx: ReadCtx, range: LoadRange) => readonly PackedQuery[]
  /** as `packed`, only where nothing of the past may be left out */
  wholePast?: (ctx: ReadCtx, range: LoadRange) => readonly PackedQuery[]
}

export type PackedQuery = { metrics: readonly string[]; query: RawBuilder<DeltaRow> }

export type Take = (metric: string, subjectId: string, delta: Delta) => void

/** Values of subjects that scopes and lines look at, each with the time during which it was known. */
export type FieldLoader = {
  subject: SubjectKind
  fields: readonly string[]
  /** every field whose name begins so is this loader's as well */
  prefix?: string
  load: (ctx: ReadCtx, range: FieldRange) => Promise<FieldRow[]>
}

/** `since`: values that end before it may be left out; left out or null: everything. */
export type FieldRange = Among & { since?: Instant | null }

/** One row of a loader's query; see `deltaColumns`. */
export type DeltaRow = {
  metric: string
  subject_id: string
  at: number
  until: number | null
  on_day: number
  value: number
  n: number | null
  part: 'num' | 'den' | 'gate' | null
  grp: string | null
  ref_kind: string | null
  ref_id: string | null
  period?: { nth: number; last: number; through: number }
}

export type FieldRow = {
  subject_id: string
  field: string
  at: number
  until: number | null
  value: FieldValue
}

/**
 * timestamptz → epoch ms as a number; exact, instants have whole milliseconds. date_part counts in floats,
 * which is several times faster than extract's numeric and off by less than a thousandth of a millisecond.
 */
export function ms(column: string): RawBuilder<number> {
  return sql<number>`round(date_part('epoch', ${sql.ref(column)}) * 1000)`
}

/** date → day number since 1970-01-01. */
export function dayIndex(date: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(${date} - date '1970-01-01')`
}

/**
 * Whether a column names one of the subjects. The list is hidden from the planner: it would hold each member
 * against the statistics of the column, which costs more than reading. It goes as one text: the driver would
 * quote each id. Dense ids are told by their bounds.
 */
export function isAmong(column: string, { ids, dense }: Among): RawBuilder<boolean> {
  const one = sql.ref(column)
  if (!dense) return sql<boolean>`${one} = any((select ${`{${ids.join(',')}}`}::uuid[])::uuid[])`
  return sql<boolean>`${one} between ${dense.first}::uuid and ${dense.last}::uuid`
}

const COLUMNS = sql`metric, subject_id, at, until, on_day, value, n, part, grp, ref_kind, ref_id`

/** Facts that are over and done with before `since`, as far as `windowDays` back from there. */
function isBefore(since: Instant, windowDays: number): RawBuilder<boolean> {
  const day = dayIndexOf(since) - windowDays
  return sql`(f.at <= ${since}::float8 and f.until is null and f.on_day <= ${day}::int)`
}

/**
 * The rows of a loader's query (columns of `DeltaRow`, in its order) with what lies before `since` added up:
 * per fact what is left of it, and one row for all facts of which nothing is left, so that their number stays
 * what it is. For folds that sum; a row that stands alone in its fact stays as it is.
 */
export function addedUp(rows: RawBuilder<DeltaRow>, since: Instant | null): RawBuilder<DeltaRow> {
  if (since === null) return rows
  return sql`(
    with f as materialized (${rows}), rest as (
      select metric, subject_id, part, ref_kind, ref_id, min(at) as at, min(on_day) as on_day, sum(value) as value, count(*)::int as n
      from f where ${isBefore(since, 0)} group by 1, 2, 3, 4, 5
    )
    select ${COLUMNS} from f where not ${isBefore(since, 0)}
    union all
    select metric, subject_id, at, null, on_day, value, n, part, null, ref_kind, ref_id from rest where value <> 0
    union all
    select metric, subject_id, min(at), null, min(on_day), 0, sum(n)::int, part, null, null, null from rest
    where value = 0 group by metric, subject_id, part)`
}

/** As `addedUp` for a fold over a window: what no window can hold any more is one row, whatever the fact. */
export function lastWindow(
  rows: RawBuilder<DeltaRow>,
  since: Instant | null,
  windowDays: number,
): RawBuilder<DeltaRow> {
  if (since === null) return rows
  const before = isBefore(since, windowDays)
  return sql`(
    with f as materialized (${rows})
    select ${COLUMNS} from f where not ${before}
    union all
    select metric, subject_id, min(at), null, max(on_day), sum(value), count(*)::int, part, null, null, null
    from f where ${before} group by metric, subject_id, part)`
}

/** As `addedUp` for an age: of what lies before `since` only the newest can still set the clock. */
export function newestBefore(rows: RawBuilder<DeltaRow>, since: Instant | null): RawBuilder<DeltaRow> {
  if (since === null) return rows
  return sql`(
    with f as materialized (${rows})
    select ${COLUMNS} from f where not ${isBefore(since, 0)}
    union all
    (select distinct on (metric, subject_id) ${COLUMNS} from f where ${isBefore(since, 0)}
    order by metric, subject_id, on_day desc, at desc, ref_id desc))`
}

/**
 * As `addedUp` (`windowDays` 0) and `lastWindow` where only figures are asked for: facts that no reading
 * after `since` can tell apart share one row, whatever they are. One pass over the rows, and one row per
 * subject of most of the past.
 */
export function folded(rows: RawBuilder<DeltaRow>, since: Instant, windowDays: number): RawBuilder<DeltaRow> {
  const day = dayIndexOf(since) - windowDays
  return sql`(
    select metric, subject_id, greatest(at, ${since}::float8) as at, until, greatest(on_day, ${day}::int) as on_day,
      sum(value) as value, sum(coalesce(n, 1))::int as n, part, grp, null as ref_kind, null::uuid as ref_id
    from (${rows}) f where ${isKnownAfter(since)}
    group by 1, 2, 3, 4, 5, part, grp)`
}

/**
 * As `folded` for rows that still have their columns as they are stored (`known_at`, `voided_at`,
 * `occurred_on` in place of at, until and on_day): a whole company's facts are many, and turning each instant
 * into a number costs more than adding up.
 */
export function foldedFacts(
  rows: RawBuilder<unknown>,
  since: Instant,
  windowDays: number,
): RawBuilder<DeltaRow> {
  const from = sql`to_timestamp(${since / 1000}::double precision)::timestamptz(3)`
  return sql`(
    select metric, subject_id, ${ms('g.at')} as at, ${ms('g.until')} as until, ${dayIndex(sql`g.on_day`)} as on_day, value, n, part,
      null as grp, null as ref_kind, null::uuid as ref_id
    from (
      select f.metric, f.subject_id, greatest(f.known_at, ${from}) as at, f.voided_at as until,
        greatest(f.occurred_on, ${addDays(dayOf(since), -windowDays)}::date) as on_day, sum(f.value) as value, count(*)::int as n, f.part
      from (${rows}) f where f.voided_at is null or (f.voided_at > ${from} and f.voided_at > f.known_at)
      group by 1, 2, 3, 4, 5, 8) g)`
}

/** Facts of these subjects; `isIn` says of the column of their business day whether they are wanted. */
export type FactsOf = (
  ids: readonly string[],
  isIn: (column: string) => RawBuilder<boolean>,
) => RawBuilder<unknown>

/**
 * As `foldedFacts`, without going through what no window after `since` can hold: of that only whether there
 * is anything matters, so that subjects of whom nothing newer is known for good are asked for with all their
 * past.
 */
export async function windowedFacts(
  ctx: ReadCtx,
  facts: FactsOf,
  { ids, since, metrics }: Pick<LoadRange, 'ids'> & { since: Instant; metrics: readonly string[] },
  windowDays: number,
): Promise<DeltaRow[]> {
  const after = addDays(dayOf(since), -windowDays)
  const isIn = (column: string) => sql<boolean>`${sql.ref(column)} > ${after}::date`
  const { rows } = await foldedFacts(facts(ids, isIn), since, windowDays).execute(ctx.db)
  const keyOf = (metric: string, id: string) => `${metric} ${id}`
  const known = new Set<string>()
  for (const { metric, subject_id: id, at, until } of rows)
    if (until === null && at <= since) known.add(keyOf(metric, id))
  const unsure = ids.filter((id) => metrics.some((metric) => !known.has(keyOf(metric, id))))
  if (unsure.length === 0) return rows
  const { rows: all } = await foldedFacts(
    facts(unsure, () => sql<boolean>`true`),
    since,
    windowDays,
  ).execute(ctx.db)
  const again = new Set(unsure)
  return [...rows.filter(({ subject_id: id }) => !again.has(id)), ...all]
}

/** As `folded` for an age: of facts that are known together only the newest sets the clock. */
export function foldedAge(rows: RawBuilder<DeltaRow>, since: Instant): RawBuilder<DeltaRow> {
  const day = dayIndexOf(since)
  return sql`(
    select metric, subject_id, at, until, max(on_day) as on_day, 1 as value, null as n, part, null as grp, null as ref_kind, null::uuid as ref_id
    from (
      select metric, subject_id, greatest(at, ${since}::float8) as at, until, on_day, part,
        case when on_day > ${day}::int then on_day end as ahead
      from (${rows}) f where ${isKnownAfter(since)}
    ) g group by metric, subject_id, at, until, part, ahead)`
}

function isKnownAfter(since: Instant): RawBuilder<boolean> {
  return sql`(until is null or (until > ${since}::float8 and until > at))`
}

/** What changed between two instants, as a row of a loader's own query tells it. */
export function changeOf(
  row: { at: number; until: number | null },
  on: number,
  value: number,
  n: number,
): Delta {
  return row.until === null ? { at: row.at, on, value, n } : { at: row.at, until: row.until, on, value, n }
}

export function toDelta(row: DeltaRow): Delta {
  const delta: Delta = { at: row.at, on: row.on_day, value: row.value }
  if (row.until !== null) delta.until = row.until
  if (row.n !== null) delta.n = row.n
  if (row.part !== null) delta.part = row.part
  if (row.grp !== null) delta.group = row.grp
  if (row.period !== undefined) delta.period = row.period
  if (row.ref_kind !== null && row.ref_id !== null) delta.ref = { kind: row.ref_kind, id: row.ref_id }
  return delta
}

export function toFieldChange(row: FieldRow): FieldChange {
  return row.until === null
    ? { at: row.at, value: row.value }
    : { at: row.at, until: row.until, value: row.value }
}
