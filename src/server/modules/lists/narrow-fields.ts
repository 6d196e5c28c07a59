import { type RawBuilder, sql } from 'kysely'
import { boundOf, type CustomTest } from '../../../core/fields/custom-tests.ts'
import { problemOfTest } from '../../../core/fields/fits-kind.ts'
import { LIST_FIELDS, type ListField, type ListName } from '../../../core/list/list-fields.ts'
import { LIST_FIELD_NAMES } from '../../../text/list-fields.ts'
import { containing } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'

/**
 * Conditions for a list narrowed by its own fields. `holding` says where each field is found in the query
 * it is put into; a field that is not there, or a test that its kind cannot answer, is refused.
 */
export function fieldNarrowing(
  list: ListName,
  tests: readonly CustomTest[],
  holding: Readonly<Record<string, RawBuilder<unknown>>>,
): RawBuilder<unknown>[] {
  return tests.map((test) => {
    const field = LIST_FIELDS[list].find(({ key }) => key === test.key)
    const place = holding[test.key]
    if (!field || !place) throw invalid('custom_unknown', { name: test.key })
    const problem = problemOfTest(field.kind, test)
    if (problem) throw invalid(problem, { name: LIST_FIELD_NAMES[list][test.key]!.zh, ...boundGiven(test) })
    return meets(field, place, test)
  })
}

function boundGiven(test: CustomTest): { value?: string } {
  return 'value' in test ? { value: test.value } : {}
}

function meets({ kind }: ListField, place: RawBuilder<unknown>, test: CustomTest): RawBuilder<unknown> {
  switch (test.op) {
    case 'empty':
      return sql`coalesce(${place}::text, '') = ''`
    case 'filled':
      return sql`coalesce(${place}::text, '') <> ''`
    case 'has':
      return sql`${place} ilike ${containing(test.text)}`
    // As text: a value that is no id of anything finds nothing, instead of breaking the query.
    case 'is':
      return sql`${place}::text = any(${test.values}::text[])`
    default: {
      const bound = kind === 'date' ? sql`${test.value}::date` : plain(boundOf(kind as 'number', test.value)!)
      return test.op === 'from' ? sql`${place} >= ${bound}` : sql`${place} <= ${bound}`
    }
  }
}

/** Own fields are compared in millionths; columns of tables are not kept like that. */
function plain(micro: bigint): RawBuilder<unknown> {
  return sql`${micro}::numeric / 1000000`
}
