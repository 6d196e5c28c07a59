import type { Own } from '../../../core/import/suggest-mapping.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customFieldsOf } from '../custom-fields/index.ts'

/** The company's own fields by the kind of import that writes them (C223). */
export async function loadOwn(ctx: ReadCtx): Promise<Own> {
  const fields = await customFieldsOf(ctx)
  return {
    customers: fields.filter(({ record }) => record === 'customer'),
    deals: fields.filter(({ record }) => record === 'deal'),
  }
}
