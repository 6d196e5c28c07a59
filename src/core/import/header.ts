import { cellAt, isBlankCell, isBlankRow, looksLikeData, type SheetRow, squeeze } from './cell.ts'
import { fieldsOf } from './fields.ts'
import { IMPORT_TARGETS } from './mapping.ts'
import { headerKey } from './parse-text.ts'

/** Where the table begins. `names` has one unique name per column; '' for a column without one. */
export type Header = { row: number; rows: 1 | 2; names: string[] }

/** The column our own error file adds; it is never data when the mended file comes back. */
export const REASON_HEADER = '失败原因'

const KNOWN: ReadonlySet<string> = new Set(
  IMPORT_TARGETS.flatMap((target) => fieldsOf(target).flatMap((def) => [...def.synonyms, headerKey(def.zh)])),
)
const SUB_LABEL = /(日期|时间|金额|额|方式|数量|单价|备注|期|款|date|amount|method)$/i
const LONGEST_LABEL = 40

/**
 * Finds the header among the first rows of a sheet: banner and title rows above it, merged headers and
 * headers of
 * two rows are what ledgers have. Null when no row looks like one.
 */
export function detectHeader(rows: readonly SheetRow[]): Header | null {
  let best: SheetRow | null = null
  let bestScore = 0
  rows.forEach((row, index) => {
    const score = headerScore(row) - index * 0.25
    if (score > bestScore) {
      best = row
      bestScore = score
    }
  })
  if (best === null) return null
  const row: SheetRow = best
  const above = rows.find((other) => other.number === row.number - 1)
  const below = rows.find((other) => other.number === row.number + 1)
  if (below && isTwoRowHeader(row, below)) return twoRowHeader(row, below)
  if (above && isTwoRowHeader(above, row)) return twoRowHeader(above, row)
  return { row: row.number, rows: 1, names: uniqueNames(labels(row)) }
}

/** The header at a row the user or a mapping names. */
export function headerAt(rows: readonly SheetRow[], number: number, headerRows: 1 | 2): Header | null {
  const row = rows.find((candidate) => candidate.number === number)
  if (!row) return null
  const above = rows.find((candidate) => candidate.number === number - 1)
  if (headerRows === 2 && above) return twoRowHeader(above, row)
  return { row: number, rows: 1, names: uniqueNames(labels(row)) }
}

/** A printed ledger repeats its header on every page. */
export function repeatsHeader(row: SheetRow, names: readonly string[]): boolean {
  let same = 0
  for (let column = 0; column < names.length; column++) {
    const text = squeeze(cellAt(row, column).text)
    if (text === '') continue
    if (text !== names[column]?.replace(/ \(\d+\)$/, '')) return false
    same += 1
  }
  return same >= 2
}

/** Repeated names become "名称 (2)", "名称 (3)", so that a mapping can name each column. */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((name) => {
    if (name === '') return ''
    let unique = name
    for (let n = 2; used.has(unique); n++) unique = `${name} (${n})`
    used.add(unique)
    return unique
  })
}

/** As many labels as the row has cells in a text file, so that slipped rows can be told. */
function labels(row: SheetRow): string[] {
  return Array.from({ length: Math.max(row.cells.length, row.width ?? 0) }, (_, column) =>
    squeeze(cellAt(row, column).text),
  )
}

function headerScore(row: SheetRow): number {
  let score = 0
  let labels = 0
  const seen = new Set<string>()
  for (const cell of row.cells) {
    if (cell.merged || isBlankCell(cell)) continue
    const label = squeeze(cell.text)
    if (looksLikeData(cell)) score -= 2
    else if (label.length > LONGEST_LABEL) score -= 1
    else if (seen.has(label)) score -= 0.5
    else {
      labels += 1
      score += KNOWN.has(headerKey(label)) ? 3 : 1
    }
    seen.add(label)
  }
  // One label alone is a title, unless the whole sheet has a single column.
  return labels === 1 && row.cells.length > 1 ? 0 : score
}

/**
 * 回款1 | (merged) over 日期 | 金额, beside columns that span both rows. It takes a label that spans columns and a
 * column that spans rows: a header followed by a row of text data has neither.
 */
function isTwoRowHeader(top: SheetRow, bottom: SheetRow): boolean {
  if (isBlankRow(top) || isBlankRow(bottom)) return false
  let spansColumns = false
  let spansRows = false
  const width = Math.max(top.cells.length, bottom.cells.length)
  for (let column = 0; column < width; column++) {
    const above = cellAt(top, column)
    const below = cellAt(bottom, column)
    if (looksLikeData(below) && !below.merged) return false
    const aboveText = isBlankCell(above) ? '' : squeeze(above.text)
    const belowText = isBlankCell(below) ? '' : squeeze(below.text)
    if (aboveText !== '' && (belowText === '' || (below.merged && belowText === aboveText))) spansRows = true
    else if (belowText !== '' && (aboveText === '' || above.merged)) {
      if (!isSubLabel(belowText)) return false
      spansColumns = true
    } else if (belowText !== '' && !isSubLabel(belowText)) return false
  }
  return spansColumns && spansRows
}

function isSubLabel(label: string): boolean {
  return label.length <= 12 && (SUB_LABEL.test(label) || KNOWN.has(headerKey(label)))
}

function twoRowHeader(top: SheetRow, bottom: SheetRow): Header {
  const width = Math.max(top.cells.length, bottom.cells.length)
  const names: string[] = []
  let group = ''
  for (let column = 0; column < width; column++) {
    const above = squeeze(cellAt(top, column).text)
    const below = squeeze(cellAt(bottom, column).text)
    if (above !== '') group = above
    if (below === '' || below === above) names.push(above)
    else names.push(`${group}${below}`)
  }
  return { row: bottom.number, rows: 2, names: uniqueNames(names) }
}
