export type PastedRow = { number: number; cells: string[] }

/** The rows of a table as copied out of a spreadsheet (tabs) or a CSV (commas), without empty ones. */
export function pastedRows(text: string): PastedRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ number: index + 1, cells: cellsOf(line) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
}

/** A tab anywhere means a copy out of a spreadsheet, where a comma is part of the text. */
function cellsOf(line: string): string[] {
  const parts = line.includes('\t') ? line.split('\t') : line.split(/[,，]/)
  return parts.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
}
