import { isBlankCell, type SheetRow, squeeze } from './cell.ts'

/** How the lines under a table begin, or a line too long to be a cell of one. */
const SENTENCE = /^(注|备注|说明|制表|审核|复核|以上|数据来源|打印|报表|note|source|prepared)|.{40}/i

/** A text row with more or fewer cells than the header has a separator too many or too few somewhere. */
export function slip(row: SheetRow, width: number): string | null {
  if (row.width === undefined || row.width === width) return null
  return row.width > width ? 'row_too_long' : 'row_too_short'
}

export function isSentence(row: SheetRow): boolean {
  return row.cells.some((cell) => SENTENCE.test(squeeze(cell.text)))
}

export function filledCells(row: SheetRow): number {
  return row.cells.filter((cell) => !isBlankCell(cell) && !cell.merged).length
}
