import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import type { CustomKind, CustomRecord, CustomValues } from '../../../core/fields/custom-field.ts'
import { boundOf, type CustomTest } from '../../../core/fields/custom-tests.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, containing } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { customFieldsOf } from './field-rows.ts'

/**
 * Conditions on the id of a record (`c.id`) for a list narrowed by own fields, each answered by an index of
 * custom_value. As of a past day the values known by its end count.
 */
export async function customNarrowing(
  ctx: ReadCtx,
  record: CustomRecord,
  tests: readonly CustomTest[],
  { column, asOf }: { column: string; asOf: Day | undefined },
): Promise<RawBuilder<unknown>[]> {
  if (tests.length === 0) return []
  const kinds = new Map((await customFieldsOf(ctx, record)).map(({ key, kind }) => [key, kind]))
  return tests.map((test) => {
    const kind = kinds.get(test.key)
    if (kind === undefined) throw invalid('custom_unknown', { name: test.key })
    const holding = sql`select v.record_id from custom_value v where v.org_id = ${ctx.orgId}
      and v.record = ${record} and v.key = ${test.key} and ${heldAt(asOf)}`
    if (test.op === 'empty') return sql`${sql.ref(column)} not in (${holding})`
    return sql`${sql.ref(column)} in (${holding} ${meets(kind, test)})`
  })
}

function meets(kind: CustomKind, test: CustomTest): RawBuilder<unknown> {
  if (test.op === 'is') return sql`and v.text_value = any(${test.values}::text[])`
  if (test.op === 'has') return sql`and v.text_value ilike ${containing(test.text)}`
  if (!('value' in test)) return sql``
  const bound = boundOf(kind, test.value)
  if (bound === null) throw invalid('custom_bound', { value: test.value })
  return test.op === 'from'
    ? sql`and v.micro_value >= ${bound}::bigint`
    : sql`and v.micro_value <= ${bound}::bigint`
}

function heldAt(asOf: Day | undefined): RawBuilder<unknown> {
  if (asOf === undefined) return sql`v.valid_to is null`
  const then = at(endOfDay(asOf))
  return sql`v.valid_from <= ${then} and (v.valid_to is null or v.valid_to > ${then})`
}

/** The own fields of a record as of a past day, as one object; `column` is the record's id. */
export function customAsOf(
  ctx: ReadCtx,
  record: CustomRecord,
  column: string,
  asOf: Day,
): RawBuilder<CustomValues> {
  return sql`coalesce((select jsonb_object_agg(v.key, v.value) from custom_value v where v.org_id = ${ctx.orgId}
    and v.record = ${record} and v.record_id = ${sql.ref(column)} and ${heldAt(asOf)}), '{}')`
}
