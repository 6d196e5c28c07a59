/**
 * A cell as a spreadsheet holds it. `text` is what a person would read; `number` is there when the file
 * stored a
 * number (so 18-digit codes can be refused, not silently rounded); `serial` when that number is shown as a
 * date
 * (days since 1899-12-30, fraction = time of day). `merged` marks a copy of the top-left cell of a merged
 * range.
 */
export type Cell = { text: string; number?: number; serial?: number; merged?: true; error?: true }

/**
 * `number` is the 1-based row a spreadsheet program shows; for text files the record counted the same way.
 * `width` is
 * how many cells a text file wrote: a row with more or fewer than its header has slipped.
 */
export type SheetRow = { number: number; cells: readonly Cell[]; width?: number }

export const EMPTY_CELL: Cell = { text: '' }

export function cellAt(row: SheetRow, column: number): Cell {
  return row.cells[column] ?? EMPTY_CELL
}

export function isBlankCell(cell: Cell): boolean {
  return cell.text.trim() === ''
}

export function isBlankRow(row: SheetRow): boolean {
  return row.cells.every(isBlankCell)
}

const HAS_WIDE = /[\uff01-\uff5e\uffe5\u3000\u00a0\u200b-\u200d\ufeff]/

/**
 * Full-width forms become half-width (１２３，ＡＢＣ → 123,ABC), the ideographic and no-break spaces become a space,
 * zero-width characters vanish. Chinese text and punctuation without a half-width twin stay.
 */
export function toHalfWidth(text: string): string {
  if (!HAS_WIDE.test(text)) return text
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0xff01 && code <= 0xff5e) out += String.fromCharCode(code - 0xfee0)
    else if (code === 0xffe5) out += '¥'
    else if (code === 0x3000 || code === 0xa0) out += ' '
    else if (code === 0x200b || code === 0xfeff || code === 0x200c || code === 0x200d) continue
    else out += text[i]
  }
  return out
}

const UNEVEN_SPACE = /^\s|\s$|\s\s|[^\S ]/

/** One line, single spaces, no ends: how a header or a name is compared and kept. */
export function squeeze(text: string): string {
  const half = toHalfWidth(text)
  return UNEVEN_SPACE.test(half) ? half.replace(/\s+/g, ' ').trim() : half
}

const DATA_LIKE =
  /^[-+(]?[¥$]?\s*\d[\d,.]*\s*[)%万元]*$|^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(\s.*)?$|^[^@\s]+@[^@\s]+$/

/** Whether a cell looks like data (a number, a date, an address) rather than like a label. */
export function looksLikeData(cell: Cell): boolean {
  return cell.number !== undefined || cell.serial !== undefined || DATA_LIKE.test(squeeze(cell.text))
}
