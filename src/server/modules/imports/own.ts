import { IMPORT_TARGETS } from '../../../core/import/mapping.ts'
import { recordOfTarget } from '../../../core/import/own-fields.ts'
import type { Own } from '../../../core/import/suggest-mapping.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customFieldsOf } from '../custom-fields/index.ts'

/** The company's own fields by the kind of import that writes them (C223). */
export async function loadOwn(ctx: ReadCtx): Promise<Own> {
  const fields = await customFieldsOf(ctx)
  const own: Own = {}
  for (const target of IMPORT_TARGETS) {
    const record = recordOfTarget(target)
    if (record !== null) own[target] = fields.filter((field) => field.record === record)
  }
  return own
}
