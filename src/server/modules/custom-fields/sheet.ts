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

/** Columns of an exported list for the own fields in use, and what a row holds under them. */
export async function customColumns(
  ctx: ReadCtx,
  record: CustomRecord,
): Promise<{ columns: OutColumn[]; cells: (values: CustomValues) => OutCell[] }> {
  const fields = (await customFieldsOf(ctx, record)).filter(({ isRetired }) => !isRetired)
  return {
    columns: fields.map(({ name, kind }) => ({ title: name.zh, kind: CELL[kind] })),
    cells: (values) => fields.map(({ key, kind }) => cellOf(kind, values[key])),
  }
}

function cellOf(kind: FieldRow['kind'], value: CustomValues[string] | undefined): OutCell {
  if (value === undefined) return null
  if (kind === 'money') return BigInt(value as number)
  if (typeof value === 'boolean') return value ? '是' : '否'
  return value
}
