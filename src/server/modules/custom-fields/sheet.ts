import type { CustomRecord, CustomValues } from '../../../core/fields/custom-field.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutCell, OutColumn } from '../../platform/xlsx-out.ts'
import { customFieldsOf, type FieldRow } from './field-rows.ts'

const CELL: Record<FieldRow['kind'], OutColumn['kind']> = {
  text: 'text',
  choice: 'text',
  'yes-no': 'text',
  number: 'number',
  money: 'money',
  date: 'day',
}

/** The own fields in use as columns of an exported list, and what a record holds under each. */
export async function customColumns(
  ctx: ReadCtx,
  record: CustomRecord,
): Promise<{ field: FieldRow; column: OutColumn; cell: (values: CustomValues) => OutCell }[]> {
  const fields = (await customFieldsOf(ctx, record)).filter(({ isRetired }) => !isRetired)
  return fields.map((field) => ({
    field,
    column: { title: field.name.zh, kind: CELL[field.kind] },
    cell: (values) => cellOf(field.kind, values[field.key]),
  }))
}

function cellOf(kind: FieldRow['kind'], value: CustomValues[string] | undefined): OutCell {
  if (value === undefined) return null
  if (kind === 'money') return BigInt(value as number)
  if (typeof value === 'boolean') return value ? '是' : '否'
  return value
}
