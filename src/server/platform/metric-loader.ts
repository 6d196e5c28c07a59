import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../core/calendar.ts'
import type { FieldChange } from '../../core/watch/evaluate.ts'
import type { Delta } from '../../core/watch/metric.ts'
import type { FieldValue } from '../../core/watch/rule.ts'
import type { SubjectKind } from '../../core/watch/subject.ts'
import type { ReadCtx } from './context.ts'

/**
 * Which subjects, and how far back detail matters: facts known and begun before `since` may come summed up,
 * because nothing will be read before that instant. null: everything, one by one.
 */
export type LoadRange = { ids: readonly string[]; since: Instant | null }

/** Dated changes of one kind of subject. A module says how its facts become deltas, and says it once. */
export type MetricLoader = {
  subject: SubjectKind
  metrics: readonly string[]
  load: (ctx: ReadCtx, range: LoadRange) => Promise<DeltaRow[]>
}

/** Values of subjects that scopes and lines look at, each with the time during which it was known. */
export type FieldLoader = {
  subject: SubjectKind
  fields: readonly string[]
  load: (ctx: ReadCtx, ids: readonly string[]) => Promise<FieldRow[]>
}

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

export function toDelta(row: DeltaRow): Delta {
  const delta: Delta = { at: row.at, on: row.on_day, value: row.value }
  if (row.until !== null) delta.until = row.until
  if (row.n !== null) delta.n = row.n
  if (row.part !== null) delta.part = row.part
  if (row.grp !== null) delta.group = row.grp
  if (row.ref_kind !== null && row.ref_id !== null) delta.ref = { kind: row.ref_kind, id: row.ref_id }
  return delta
}

export function toFieldChange(row: FieldRow): FieldChange {
  return row.until === null
    ? { at: row.at, value: row.value }
    : { at: row.at, until: row.until, value: row.value }
}
