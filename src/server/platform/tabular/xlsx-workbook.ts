import type { TabularLimits } from './limits.ts'
import { TabularError } from './tabular-error.ts'
import type { XlsxZip } from './xlsx-zip.ts'
import { attribute, XmlScanner } from './xml-scan.ts'

export type XlsxSheet = { name: string; part: string; hidden: boolean }

/** How a style shows numbers: as a date, padded with zeros to a width ("000000"), or plainly. */
export type NumberStyle = 'date' | 'plain' | { digits: number }

export type XlsxWorkbook = {
  sheets: XlsxSheet[]
  date1904: boolean
  styles: NumberStyle[]
  strings: string[]
}

export async function readWorkbook(zip: XlsxZip, limits: TabularLimits): Promise<XlsxWorkbook> {
  const part = await workbookPart(zip)
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const relations = await readRelations(zip, `${folder}_rels/${part.slice(folder.length)}.rels`)
  const { sheets, date1904 } = await readSheetList(zip, part, folder, relations)
  if (sheets.length > limits.sheets) throw new TabularError('too_many_sheets', { limit: limits.sheets })
  const partOf = (kind: string, fallback: string) =>
    resolve(folder, [...relations.values()].find((relation) => relation.kind === kind)?.target ?? fallback)
  return {
    sheets,
    date1904,
    styles: await readStyles(zip, partOf('styles', 'styles.xml'), limits),
    strings: await readStrings(zip, partOf('sharedStrings', 'sharedStrings.xml'), limits),
  }
}

async function workbookPart(zip: XlsxZip): Promise<string> {
  const roots = await readRelations(zip, '_rels/.rels')
  const target = [...roots.values()].find((relation) => relation.kind === 'officeDocument')?.target
  const part = target ? resolve('', target) : 'xl/workbook.xml'
  if (!zip.has(part) || !/workbook[^/]*\.xml$/i.test(part)) {
    if (zip.has('content.xml') && zip.has('mimetype')) throw new TabularError('ods_file')
    throw new TabularError('not_a_spreadsheet', { found: 'zip' })
  }
  return part
}

type Relation = { kind: string; target: string }

async function readRelations(zip: XlsxZip, part: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>()
  await scan(zip, part, {
    open(name, attributes) {
      if (name !== 'Relationship') return
      const id = attribute(attributes, 'Id')
      const type = attribute(attributes, 'Type') ?? ''
      const target = attribute(attributes, 'Target')
      if (id && target) relations.set(id, { kind: type.slice(type.lastIndexOf('/') + 1), target })
    },
  })
  return relations
}

async function readSheetList(
  zip: XlsxZip,
  part: string,
  folder: string,
  relations: Map<string, Relation>,
): Promise<{ sheets: XlsxSheet[]; date1904: boolean }> {
  const sheets: XlsxSheet[] = []
  let date1904 = false
  await scan(zip, part, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '')
      if (name !== 'sheet') return
      const relation = relations.get(relationId(attributes))
      if (relation?.kind !== 'worksheet') return
      sheets.push({
        name: attribute(attributes, 'name') ?? `Sheet${sheets.length + 1}`,
        part: resolve(folder, relation.target),
        hidden: (attribute(attributes, 'state') ?? 'visible') !== 'visible',
      })
    },
  })
  if (sheets.length === 0) throw new TabularError('damaged', { part })
  return { sheets, date1904 }
}

/** `r:id`, whatever prefix the writer chose for the relationships namespace. */
function relationId(attributes: string): string {
  return /\s\w+:id\s*=\s*["']([^"']+)["']/.exec(attributes)?.[1] ?? ''
}

async function readStyles(zip: XlsxZip, part: string, limits: TabularLimits): Promise<NumberStyle[]> {
  const formats = new Map<number, string>()
  const styles: NumberStyle[] = []
  let inCells = false
  await scan(zip, part, {
    open(name, attributes) {
      if (name === 'numFmt') {
        formats.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '')
      } else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        if (styles.length >= limits.styles) throw new TabularError('too_complex')
        const id = Number(attribute(attributes, 'numFmtId') ?? 0)
        styles.push(numberStyle(id, formats.get(id)))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

/** ECMA-376 §18.8.30: the built-in ids that mean dates (27–36 and 50–58 are the East Asian ones). */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47)
    return isDate || (id >= 50 && id <= 58) ? 'date' : 'plain'
  }
  if (/^0{2,}$/.test(code)) return { digits: code.length }
  if (/\[h+\]|\[m+\]|\[s+\]/i.test(code)) return 'plain'
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '')
  return /[ymd]/i.test(bare.replace(/general|red/gi, '')) ? 'date' : 'plain'
}

async function readStrings(zip: XlsxZip, part: string, limits: TabularLimits): Promise<string[]> {
  const strings: string[] = []
  let current = ''
  let chars = 0
  let inText = false
  let inPhonetic = false
  await scan(zip, part, {
    open(name) {
      if (name === 'si') current = ''
      else if (name === 't') inText = !inPhonetic
      else if (name === 'rPh') inPhonetic = true
    },
    text(text) {
      if (inText) current += text
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') inPhonetic = false
      else if (name === 'si') {
        chars += current.length
        if (strings.length >= limits.sharedStrings || chars > limits.sharedStringChars) {
          throw new TabularError('too_complex')
        }
        if (current.length > limits.cellChars) throw new TabularError('cell_too_long')
        strings.push(unescapeControl(current))
      }
    },
  })
  return strings
}

/** `_x000D_` is how the format writes characters that XML cannot hold. */
export function unescapeControl(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

async function scan(
  zip: XlsxZip,
  part: string,
  handler: {
    open(name: string, attributes: string): void
    close?(name: string): void
    text?(text: string): void
  },
): Promise<void> {
  const scanner = new XmlScanner({ close() {}, text() {}, ...handler })
  for await (const chunk of zip.text(part)) scanner.feed(chunk)
}

function resolve(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const parts = folder.split('/').filter(Boolean)
  for (const piece of target.split('/')) {
    if (piece === '..') parts.pop()
    else if (piece !== '.') parts.push(piece)
  }
  return parts.join('/')
}
