import type { Cell } from '../../../core/import/cell.ts'

export type MergedRange = { top: number; left: number; bottom: number; right: number }

/** "B2:D5" → 1-based rows, 0-based columns; null for a single cell or nonsense. */
export function parseRange(reference: string): MergedRange | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference)
  if (!match) return null
  const range = {
    top: Number(match[2]),
    left: columnIndex(match[1]!),
    bottom: Number(match[4]),
    right: columnIndex(match[3]!),
  }
  return range.top <= range.bottom && range.left <= range.right ? range : null
}

/** "A" → 0, "AA" → 26. */
export function columnIndex(letters: string): number {
  let index = 0
  for (let i = 0; i < letters.length; i++) index = index * 26 + letters.charCodeAt(i) - 64
  return index - 1
}

/**
 * Copies the value of a merged range into its other cells, marked `merged`: a customer's name written once
 * beside
 * five invoices belongs to all five, while an amount copied this way must never be counted again.
 * Rows are fed in order; only ranges that reach the current row are held.
 */
export class MergedCells {
  private readonly waiting: MergedRange[]
  private active: { range: MergedRange; value: Cell | null }[] = []
  private readonly maxColumns: number

  constructor(ranges: readonly MergedRange[], maxColumns: number) {
    this.waiting = [...ranges].sort((a, b) => b.top - a.top)
    this.maxColumns = maxColumns
  }

  fill(rowNumber: number, cells: Cell[]): void {
    while (this.waiting.length > 0 && this.waiting.at(-1)!.top <= rowNumber) {
      this.active.push({ range: this.waiting.pop()!, value: null })
    }
    if (this.active.length === 0) return
    this.active = this.active.filter((merge) => merge.range.bottom >= rowNumber)
    for (const merge of this.active) {
      if (merge.range.top === rowNumber) merge.value = cells[merge.range.left] ?? null
      if (merge.value && merge.value.text !== '') this.copy(merge.range, merge.value, rowNumber, cells)
    }
  }

  private copy(range: MergedRange, value: Cell, rowNumber: number, cells: Cell[]): void {
    const right = Math.min(range.right, this.maxColumns - 1)
    for (let column = range.left; column <= right; column++) {
      if (rowNumber === range.top && column === range.left) continue
      while (cells.length < column) cells.push({ text: '' })
      cells[column] = { ...value, merged: true }
    }
  }
}
