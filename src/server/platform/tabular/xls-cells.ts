import * as XLSX from '@e965/xlsx'

/**
 * How many cells an old workbook says it has, counted along its records without reading one of them: a few
 * megabytes may hold five million, which cost seconds and gigabytes to read and hold nobody's ledger.
 */
export function countCells(bytes: Buffer): number {
  const isCompound = bytes.length >= 4 && bytes.readUInt32BE(0) === 0xd0cf11e0
  return isCompound ? countRecords(workbookStream(bytes)) : countTags(bytes)
}

const ROW_OF_RK = 0x00bd
const ROW_OF_BLANKS = 0x00be
/** FORMULA, BLANK, NUMBER, LABEL, BOOLERR, LABELSST, RK: one cell each. */
const ONE_CELL = new Set([0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00fd, 0x027e])
const ROW_HEAD = 6
const RK_BYTES = 6
const BLANK_BYTES = 2

function countRecords(stream: Buffer): number {
  let cells = 0
  for (let at = 0; at + 4 <= stream.length; ) {
    const kind = stream.readUInt16LE(at)
    const length = stream.readUInt16LE(at + 2)
    if (ONE_CELL.has(kind)) cells += 1
    else if (kind === ROW_OF_RK) cells += Math.max(0, (length - ROW_HEAD) / RK_BYTES)
    else if (kind === ROW_OF_BLANKS) cells += Math.max(0, (length - ROW_HEAD) / BLANK_BYTES)
    at += 4 + length
  }
  return Math.round(cells)
}

/** The stream in which a compound file keeps its sheets; none is for the reader to complain about. */
function workbookStream(bytes: Buffer): Buffer {
  const file = XLSX.CFB.read(bytes, { type: 'buffer' })
  const found = XLSX.CFB.find(file, '/Workbook') ?? XLSX.CFB.find(file, '/Book')
  return found ? Buffer.from(found.content as Uint8Array) : Buffer.alloc(0)
}

/** Of a table in markup: its cells by their tags (td, th, Cell). */
function countTags(bytes: Buffer): number {
  let cells = 0
  for (let at = bytes.indexOf(0x3c); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
    const letters = bytes
      .subarray(at + 1, at + 5)
      .toString('latin1')
      .toLowerCase()
    if (letters.startsWith('td') || letters.startsWith('th') || letters === 'cell') cells += 1
  }
  return cells
}
