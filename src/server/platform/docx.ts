import { Buffer } from 'node:buffer'
import type { Block } from '../../core/document/blocks.ts'
import { zipFiles } from './zip.ts'

const MIME = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
/** Width between the margins of an A4 page, in twentieths of a point. */
const PAGE_WIDTH = 9_070

/**
 * A document as .docx (ECMA-376): nothing but paragraphs and tables, so that every program opens it alike.
 */
export function renderDocx(blocks: readonly Block[], footer: string): Buffer {
  const body = blocks.map(xmlOf).join('')
  const section =
    '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>' +
    '<w:pgMar w:top="1304" w:right="1418" w:bottom="1304" w:left="1418" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
  const namespaces = `xmlns:w="${W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
  const file = (name: string, xml: string) => ({
    name,
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${xml}`, 'utf8'),
  })
  return zipFiles([
    file('[Content_Types].xml', CONTENT_TYPES),
    file(
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    file(
      'word/_rels/document.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`,
    ),
    file('word/document.xml', `<w:document ${namespaces}><w:body>${body}${section}</w:body></w:document>`),
    file(
      'word/footer1.xml',
      `<w:ftr ${namespaces}>${paragraph(footer, { size: 16, align: 'center' })}</w:ftr>`,
    ),
  ])
}

const CONTENT_TYPES =
  `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  `<Override PartName="/word/document.xml" ContentType="${MIME}.main+xml"/>` +
  '<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'

function xmlOf(block: Block): string {
  switch (block.kind) {
    case 'letterhead':
      return [
        paragraph(block.text, { size: 24, align: 'center', bold: true }),
        ...(block.lines ?? []).map((line) => paragraph(line, { size: 18, align: 'center' })),
      ].join('')
    case 'title':
      return paragraph(block.text, { size: 36, align: 'center', bold: true, after: 240 })
    case 'heading':
      return paragraph(block.text, { bold: true, before: 160, keep: true })
    case 'text':
      return block.text
        .split('\n')
        .map((line) => paragraph(line, { bold: block.bold ?? false }))
        .join('')
    case 'table':
      return tableOf(block) + paragraph('', {})
    case 'seals':
      return sealsOf(block)
  }
}

type Look = {
  size?: number
  align?: 'left' | 'center' | 'right'
  bold?: boolean
  before?: number
  after?: number
  /** on the page of what follows: a heading is not left alone at the foot of one */
  keep?: boolean
}

function paragraph(
  text: string,
  { size = 22, align = 'left', bold = false, before = 0, after = 80, keep = false }: Look,
): string {
  const fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun"/>'
  const run = `<w:rPr>${fonts}${bold ? '<w:b/>' : ''}<w:sz w:val="${size}"/></w:rPr>`
  const words = text === '' ? '' : `<w:r>${run}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`
  return `<w:p><w:pPr>${keep ? '<w:keepNext/>' : ''}<w:spacing w:before="${before}" w:after="${after}" w:line="320" w:lineRule="auto"/><w:jc w:val="${align}"/></w:pPr>${words}</w:p>`
}

function tableOf({ head, rows, right }: Extract<Block, { kind: 'table' }>): string {
  const width = Math.floor(PAGE_WIDTH / head.length)
  const line = (cells: readonly string[], bold: boolean) =>
    `<w:tr>${cells
      .map((text, index) => {
        const align = right.includes(index) ? 'right' : 'left'
        return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${paragraph(text, { align, bold, size: 20, after: 20 })}</w:tc>`
      })
      .join('')}</w:tr>`
  return `<w:tbl><w:tblPr><w:tblW w:w="${PAGE_WIDTH}" w:type="dxa"/>${borders('single')}</w:tblPr><w:tblGrid>${head
    .map(() => `<w:gridCol w:w="${width}"/>`)
    .join('')}</w:tblGrid>${line(head, true)}${rows.map((cells) => line(cells, false)).join('')}</w:tbl>`
}

function sealsOf({ parties }: Extract<Block, { kind: 'seals' }>): string {
  const width = Math.floor(PAGE_WIDTH / parties.length)
  const cells = parties.map(({ title, name, lines }) => {
    const words = [title, name, '', '', ...lines].map((text) => paragraph(text, { after: 120 })).join('')
    return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${words}</w:tc>`
  })
  return `${paragraph('', { before: 240 })}<w:tbl><w:tblPr><w:tblW w:w="${PAGE_WIDTH}" w:type="dxa"/>${borders('none')}</w:tblPr><w:tblGrid>${parties
    .map(() => `<w:gridCol w:w="${width}"/>`)
    .join(
      '',
    )}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr></w:tbl>${paragraph('', {})}`
}

function borders(kind: 'single' | 'none'): string {
  const sides = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  return `<w:tblBorders>${sides.map((side) => `<w:${side} w:val="${kind}" w:sz="4" w:space="0" w:color="808080"/>`).join('')}</w:tblBorders>`
}

/** Text as XML holds it; characters that XML has no place for are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
