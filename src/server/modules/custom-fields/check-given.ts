import { checkValues } from '../../../core/fields/check-values.ts'
import type { CustomRecord, CustomValue, CustomValues } from '../../../core/fields/custom-field.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { refused } from '../../platform/errors.ts'
import { customFieldsOf } from './field-rows.ts'

/** What a record holds of its own fields after a form was sent, or the refusal that names the field. */
export async function checkGiven(
  ctx: ReadCtx,
  record: CustomRecord,
  before: CustomValues,
  given: Readonly<Record<string, unknown>>,
): Promise<Record<string, CustomValue>> {
  const checked = checkValues(await customFieldsOf(ctx, record), before, given)
  if (!checked.ok) throw refused(checked, 400)
  return checked.value
}
