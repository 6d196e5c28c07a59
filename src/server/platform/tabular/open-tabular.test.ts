import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import * as XLSX from '@e965/xlsx'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SheetRow } from '../../../core/import/cell.ts'
import { guardFormula, writeErrorCsv, writeErrorWorkbook } from './error-file.ts'
import { type OpenOptions, openTabular } from './open-tabular.ts'
import { TabularError, type TabularErrorCode } from './tabular-error.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
function save(content: string | Buffer): string {
  files += 1
  const path = join(folder, `file-${files}`)
  writeFileSync(path, content)
  return path
}

async function readAll(content: string | Buffer, options: OpenOptions & { sheet?: number } = {}) {
  const file = await openTabular(save(content), options)
  try {
    const rows: SheetRow[] = []
    for await (const batch of file.rows(options.sheet ?? 0)) rows.push(...batch)
    return { file, rows, texts: rows.map((row) => row.cells.map((cell) => cell.text)) }
  } finally {
    await file.close()
  }
}

async function refusal(content: string | Buffer, options: OpenOptions = {}): Promise<TabularError> {
  try {
    await readAll(content, options)
  } catch (error) {
    if (error instanceof TabularError) return error
    throw error
  }
  throw new Error('the file was accepted')
}

/** A zip archive; `declared` overrides the unzipped size the directory claims. */
function zip(parts: Record<string, string | Buffer>, declared?: number): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(data), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(declared ?? data.length, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), head, tail, Buffer.from(name)]),
    )
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006'), end])
}

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
function workbook(
  sheetXml: string,
  more: { strings?: string; styles?: string; properties?: string } = {},
): Buffer {
  return zip(workbookParts(sheetXml, more))
}

function workbookParts(sheetXml: string, more: { strings?: string; styles?: string; properties?: string }) {
  return {
    '_rels/.rels': `<Relationships><Relationship Id="a" Type="${TYPES}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook>${more.properties ?? ''}<sheets><sheet name="明细" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Type="${TYPES}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${TYPES}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${TYPES}/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheetXml,
    'xl/sharedStrings.xml': more.strings ?? '<sst/>',
    'xl/styles.xml': more.styles ?? '<styleSheet/>',
  }
}

describe('text files', () => {
  it('are read in the encodings Chinese companies have', async () => {
    const text = '客户,金额\r\n䶮字号公司,100\r\n'
    const rows = [
      ['客户', '金额'],
      ['䶮字号公司', '100'],
    ]
    const plain = await readAll(text)
    expect([plain.file.encoding, plain.texts]).toEqual(['utf-8', rows])
    const bom = await readAll(`\ufeff${text}`)
    expect([bom.file.encoding, bom.texts]).toEqual(['utf-8', rows])
    const gb = await readAll(iconv.encode(text, 'gb18030'))
    expect([gb.file.encoding, gb.file.encodingSure, gb.texts]).toEqual(['gb18030', true, rows])
    const le = await readAll(iconv.encode(text, 'utf-16le', { addBOM: true }))
    expect([le.file.encoding, le.texts]).toEqual(['utf-16le', rows])
    const be = await readAll(iconv.encode(text, 'utf-16be', { addBOM: true }))
    expect([be.file.encoding, be.texts]).toEqual(['utf-16be', rows])
  })

  it('say that they are not sure when the bytes could be Latin-1', async () => {
    const latin = await readAll(iconv.encode('name,city\nCafé Müller,Zürich\n4,©', 'latin1'))
    expect([latin.file.encoding, latin.file.encodingSure]).toEqual(['latin1', false])
    expect(latin.texts.at(-1)).toEqual(['4', '©'])
    const stated = await readAll(iconv.encode('客户\n甲', 'gb18030'), { encoding: 'gb18030' })
    expect(stated.texts).toEqual([['客户'], ['甲']])
    expect((await refusal(iconv.encode('客户\n甲', 'gb18030'), { encoding: 'utf-8' })).code).toBe(
      'bad_encoding',
    )
  })

  it('may end their lines with CR and hold line breaks in cells', async () => {
    const { texts } = await readAll('a,b,c\r1,2,3\r"Once upon\ra time",5,6\r')
    expect(texts).toEqual([
      ['a', 'b', 'c'],
      ['1', '2', '3'],
      ['Once upon\ra time', '5', '6'],
    ])
  })

  it('are split by the separator they use, and ragged rows keep their width', async () => {
    expect((await readAll('客户;金额\n甲,乙;100\n丙;200\n')).file.delimiter).toBe(';')
    expect((await readAll('客户\t金额\n甲\t1,000\n')).texts[1]).toEqual(['甲', '1,000'])
    const { rows } = await readAll('a,b,c\n1,2\n\n1,2,3,4\n5,,\n')
    expect(rows.map((row) => [row.number, row.width])).toEqual([
      [1, 3],
      [2, 2],
      [3, 1],
      [4, 4],
      [5, 3],
    ])
  })

  it('are refused with a reason when they are none', async () => {
    expect((await refusal('')).code).toBe('file_empty')
    expect((await refusal('a,b\n\0,2\n')).code).toBe('nul_byte')
    expect((await refusal('%PDF-1.7 …')).detail).toEqual({ found: 'PDF' })
    expect((await refusal(`a,b\n"never closed,${'x'.repeat(50)}\n`.repeat(3))).code).toBe('unclosed_quote')
    expect((await refusal(`a,b\n${'x'.repeat(3_000_000)}`)).code).toBe('cell_too_long')
    expect((await refusal(`${'a,'.repeat(16_000)}z\n`)).code).toBe('too_many_columns')
    expect((await refusal('a\n'.repeat(50), { limits: { textRows: 20 } })).code).toBe('too_many_rows')
    await expect(openTabular(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file_missing' })
  })

  it('of 100,000 rows do not grow memory', async () => {
    const line = '客户名称一二三四五六七八九十,2024-01-05,1234567.89,备注备注备注备注\n'
    const path = save(line.repeat(100_000))
    const file = await openTabular(path)
    let rows = 0
    let peak = 0
    const before = process.memoryUsage().rss
    for await (const batch of file.rows(0)) {
      rows += batch.length
      peak = Math.max(peak, process.memoryUsage().rss - before)
    }
    expect(rows).toBe(100_000)
    expect(peak).toBeLessThan(120 * 1024 * 1024)
  })
})

describe('workbooks', () => {
  const SHEET = `<?xml version="1.0"?><x:worksheet xmlns:x="m"><x:sheetData>
    <x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="C1" t="inlineStr"><x:is><x:t>金额 &amp; 税_x000D_</x:t></x:is></x:c></x:row>
    <x:row r="3"><x:c r="A3" t="s"><x:v>1</x:v></x:c><x:c r="B3" s="1"><x:v>42852.5</x:v></x:c><x:c r="C3"><x:v>129.69599999999997</x:v></x:c><x:c r="D3" s="2"><x:v>42</x:v></x:c><x:c r="E3" t="b"><x:v>1</x:v></x:c><x:c r="F3" t="e"><x:v>#N/A</x:v></x:c><x:c r="G3"><x:f>SUM(A1)</x:f></x:c><x:c r="XFD3" s="1"/></x:row>
    <x:row r="4"><x:c r="B4" s="3"><x:v>42852</x:v></x:c></x:row>
    </x:sheetData><x:mergeCells count="1"><x:mergeCell ref="A3:A4"/></x:mergeCells></x:worksheet>`
  const MORE = {
    strings:
      '<sst><si><t>客户</t><rPh><t>kehu</t></rPh></si><si><r><t>甲</t></r><r><t>公司</t></r></si></sst>',
    styles:
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>',
  }

  it('give text, numbers, dates, padded codes, errors and copies of merged cells', async () => {
    const { file, rows } = await readAll(workbook(SHEET, MORE))
    expect(file.sheets).toEqual([{ name: '明细', rows: null, hidden: false }])
    expect(rows.map((row) => row.number)).toEqual([1, 3, 4])
    expect(rows[0]!.cells).toEqual([{ text: '客户' }, { text: '' }, { text: '金额 & 税\r' }])
    expect(rows[1]!.cells).toEqual([
      { text: '甲公司' },
      { text: '2017-04-27 12:00', number: 42_852.5, serial: 42_852.5 },
      { text: '129.69599999999997', number: 129.69599999999997 },
      { text: '000042', number: 42 },
      { text: 'TRUE' },
      { text: '#N/A', error: true },
      { text: '', error: true },
    ])
    expect(rows[2]!.cells).toEqual([
      { text: '甲公司', merged: true },
      { text: '42852', number: 42_852 },
    ])
  })

  it('of the 1904 calendar are shifted', async () => {
    const sheet =
      '<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>41390</v></c></row></sheetData></worksheet>'
    const { texts } = await readAll(workbook(sheet, { ...MORE, properties: '<workbookPr date1904="1"/>' }))
    expect(texts).toEqual([['2017-04-27']])
  })

  it('are scanned right wherever their text is cut into pieces', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, i) =>
        `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is><t>第${i}行 &lt;a&gt;</t></is></c><c r="B${i + 1}"><v>${i / 7}</v></c></row>`,
    )
    const { texts } = await readAll(
      workbook(`<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`),
    )
    expect(texts).toEqual(Array.from({ length: 3000 }, (_, i) => [`第${i}行 <a>`, String(i / 7)]))
  })

  const sheet = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
  const locked = Buffer.alloc(4096)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(locked)
  Buffer.from('EncryptedPackage', 'utf16le').copy(locked, 1024)

  it.each<[string, TabularErrorCode, () => Buffer]>([
    ['a bomb by its declared size', 'zip_bomb', () => zip(workbookParts(sheet, {}), 3_000_000_000)],
    [
      'a bomb by its ratio',
      'zip_bomb',
      () => zip({ ...workbookParts(sheet, {}), 'xl/media/x': Buffer.alloc(80 * 1024 * 1024, 32) }),
    ],
    ['a size that is a lie', 'damaged', () => zip(workbookParts(sheet, {}), 400)],
    ['16,000 columns', 'too_many_columns', () => workbook(sheet.replace('r="A1"', 'r="XFD1"'))],
    ['too many rows', 'too_many_rows', () => workbook(sheet.replace('<row r="1">', '<row r="900000">'))],
    ['a password', 'encrypted', () => locked],
    ['a letter', 'not_a_spreadsheet', () => zip({ 'word/document.xml': '<w/>' })],
    ['an open document', 'ods_file', () => zip({ mimetype: 'x', 'content.xml': '<o/>' })],
    ['half a file', 'damaged', () => Buffer.from('PK\u0003\u0004 and nothing')],
    ['an .xls of five million cells', 'too_complex', () => oldBomb(20_000)],
    ['a table of three million cells in markup', 'too_complex', () => markupBomb(3_000_000)],
    ['a text with NUL bytes', 'nul_byte', () => Buffer.from('a,b\n\0,2\n')],
  ])('with %s are refused at once', async (_what, code, made) => {
    const bytes = made()
    const before = process.threadCpuUsage()
    expect((await refusal(bytes)).code).toBe(code)
    // Of the processor and not by the clock, so that what runs beside this one does not count.
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(4_000)
  })

  it('may name entities, which are not followed', async () => {
    const entities = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`
    expect((await readAll(workbook(entities))).texts).toEqual([['&b;']])
  })
})

/** An old workbook whose sheet goes on with rows of 256 empty cells, two bytes each. */
function oldBomb(rows: number): Buffer {
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['客户']]), '明细')
  const small = XLSX.CFB.read(XLSX.write(book, { type: 'buffer', bookType: 'biff8' }), { type: 'buffer' })
  const stream = Buffer.from(XLSX.CFB.find(small, '/Workbook')!.content as Uint8Array)
  const row = Buffer.alloc(4 + 6 + 512)
  row.writeUInt16LE(0x00be, 0)
  row.writeUInt16LE(6 + 512, 2)
  row.writeUInt16LE(255, 4 + 6 + 510)
  const end = stream.subarray(-4)
  const body = Buffer.concat([stream.subarray(0, -4), ...Array<Buffer>(rows).fill(row), end])
  const bomb = XLSX.CFB.utils.cfb_new()
  XLSX.CFB.utils.cfb_add(bomb, '/Workbook', body)
  return XLSX.CFB.write(bomb, { type: 'buffer' }) as Buffer
}

function markupBomb(cells: number): Buffer {
  return Buffer.from(`<html><table><tr>${'<td>'.repeat(cells)}</tr></table></html>`)
}

describe('old workbooks', () => {
  const old = () => {
    const book = XLSX.utils.book_new()
    const sheet = XLSX.utils.aoa_to_sheet([
      ['客户名称', '日期', '金额'],
      ['甲公司', 42_852, 1.5],
      ['', 42_853, 2],
    ])
    sheet['B2']!.z = 'yyyy-mm-dd'
    sheet['B3']!.z = 'yyyy-mm-dd'
    sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }]
    XLSX.utils.book_append_sheet(book, sheet, '明细')
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['b']]), '第二张')
    return book
  }

  it('are read in a thread, with dates and merged cells', async () => {
    const { file, rows } = await readAll(XLSX.write(old(), { type: 'buffer', bookType: 'biff8' }))
    expect(file.format).toBe('xls')
    expect(file.sheets.map((sheet) => sheet.name)).toEqual(['明细', '第二张'])
    expect(rows[1]!.cells).toEqual([
      { text: '甲公司' },
      { text: '2017-04-27', number: 42_852, serial: 42_852 },
      { text: '1.5', number: 1.5 },
    ])
    expect(rows[2]!.cells[0]).toEqual({ text: '甲公司', merged: true })
  })

  it('may be an HTML table that calls itself .xls, as ERP systems export it', async () => {
    const html =
      '<html><head><meta charset="utf-8"></head><body><table><tr><td>客户</td><td>金额</td></tr><tr><td>甲</td><td>100</td></tr></table></body></html>'
    expect((await readAll(html)).texts).toEqual([
      ['客户', '金额'],
      ['甲', '100'],
    ])
    expect((await refusal('<html><body>请先登录</body></html>')).code).toBe('not_a_spreadsheet')
  })

  it('that are damaged or never end cost neither the server nor its time', async () => {
    const bytes = XLSX.write(old(), { type: 'buffer', bookType: 'biff8' }) as Buffer
    expect((await refusal(bytes.subarray(0, 1500))).code).toBe('damaged')
    expect((await refusal(bytes, { limits: { oldWorkbookMs: 1 } })).code).toBe('old_workbook_timeout')
  })
})

describe('the error file', () => {
  const above: SheetRow[] = [
    { number: 1, cells: [{ text: '2024 年台账' }] },
    { number: 2, cells: [{ text: '客户' }, { text: '金额' }] },
  ]
  const row: SheetRow = { number: 7, cells: [{ text: '=cmd|x' }, { text: '12%', number: 0.12 }] }
  const marked = [{ row, badColumns: new Set([1]), reason: '金额：不是金额' }]

  it('is the user’s own table with the bad rows, red cells and a reason column', async () => {
    const path = join(folder, 'errors.xlsx')
    await writeErrorWorkbook(
      path,
      { sheet: '明细', above, headerRow: 2, width: 2, reasonHeader: '失败原因' },
      marked,
    )
    const file = await openTabular(path)
    const rows: SheetRow[] = []
    for await (const batch of file.rows(0)) rows.push(...batch)
    await file.close()
    expect(rows.map((one) => one.cells.map((cell) => cell.text))).toEqual([
      ['2024 年台账'],
      ['客户', '金额', '失败原因'],
      ['=cmd|x', '12%', '金额：不是金额'],
    ])
    const raw = XLSX.read(readFileSync(path), { cellStyles: true })
    const bad = raw.Sheets['明细']!['B3'] as { s?: { fgColor?: { rgb?: string } }; f?: string }
    expect(bad.s?.fgColor?.rgb).toContain('FFC7CE')
    expect((raw.Sheets['明细']!['A3'] as { f?: string }).f).toBeUndefined()
  })

  it('as text cannot act as a formula', async () => {
    const path = join(folder, 'errors.csv')
    await writeErrorCsv(path, { above, headerRow: 2, width: 2, reasonHeader: '失败原因' }, marked)
    const file = await openTabular(path)
    const rows: SheetRow[] = []
    for await (const batch of file.rows(0)) rows.push(...batch)
    expect(rows.at(-1)!.cells.map((cell) => cell.text)).toEqual(["'=cmd|x", '12%', '金额：不是金额'])
    expect(guardFormula('-12.5')).toBe('-12.5')
    expect(guardFormula('-A')).toBe("'-A")
    expect(guardFormula('@SUM')).toBe("'@SUM")
    expect(guardFormula('-1+cmd')).toBe("'-1+cmd")
  })
})
