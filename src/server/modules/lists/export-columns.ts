import { type CustomValues, keyOfPath } from '../../../core/fields/custom-field.ts'
import {
  columnKeys,
  columnsOf,
  LIST_FIELDS,
  type ListFieldKind,
  type ListName,
} from '../../../core/list/list-fields.ts'
import { LIST_FIELD_NAMES } from '../../../text/list-fields.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutCell, OutColumn } from '../../platform/xlsx-out.ts'
import { customColumns } from '../custom-fields/index.ts'

const CELL: Record<ListFieldKind, OutColumn['kind']> = {
  text: 'text',
  choice: 'text',
  person: 'text',
  'yes-no': 'text',
  number: 'number',
  money: 'money',
  date: 'day',
}

const TITLE_WIDTH = 34

/** What stands under a field in a file; `title` where a file must say more than the page does. */
export type ExportCell<Row> = ((row: Row) => OutCell) | { title?: string; cell: (row: Row) => OutCell }

/**
 * Columns of the file of a list and what a row holds under them: those that were chosen for the page, or
 * all of them where nobody chose. `cells` has one entry for each field that can be a column.
 */
export async function exportColumns<Row extends { custom: CustomValues }>(
  ctx: ReadCtx,
  list: ListName,
  chosen: string | undefined,
  cells: Readonly<Record<string, ExportCell<Row>>>,
): Promise<{ columns: OutColumn[]; cellsOf: (row: Row) => OutCell[] }> {
  const own = await customColumns(ctx, list)
  const all = own.map(({ field }) => field)
  const keys = columnsOf(list, all, chosen ?? columnKeys(list, all).join(','))
  const drawn = keys.map((key) => {
    const ownKey = keyOfPath(key)
    const found = own.find(({ field }) => field.key === ownKey)
    if (found) return { column: found.column, cell: (row: Row) => found.cell(row.custom) }
    const field = LIST_FIELDS[list].find((one) => one.key === key)!
    const told = cells[key]!
    const { title, cell } = typeof told === 'function' ? { cell: told } : told
    const column: OutColumn = {
      title: title ?? LIST_FIELD_NAMES[list][key]!.zh,
      kind: CELL[field.kind],
      ...(field.isTitle ? { width: TITLE_WIDTH } : {}),
    }
    return { column, cell }
  })
  return {
    columns: drawn.map(({ column }) => column),
    cellsOf: (row) => drawn.map(({ cell }) => cell(row)),
  }
}
