import type { Block } from '../../core/document/blocks.ts'
import type { Content } from './pdf.ts'

/** The parts of a document as pdfmake draws them. */
export function pdfContent(blocks: readonly Block[]): Content[] {
  return blocks.flatMap((block, index) => {
    if (isKept(blocks[index - 1], block)) return []
    const next = blocks[index + 1]
    if (!isKept(block, next)) return [contentOf(block)]
    return [{ unbreakable: true, stack: [contentOf(block), contentOf(next!)] }]
  })
}

/** A text of so many characters is far from filling a page by itself. */
const SHORT = 800

/** A heading is not left alone at the foot of a page. */
function isKept(block: Block | undefined, next: Block | undefined): boolean {
  return block?.kind === 'heading' && next?.kind === 'text' && next.text.length <= SHORT
}

function contentOf(block: Block): Content {
  switch (block.kind) {
    case 'letterhead':
      return {
        alignment: 'center',
        margin: [0, 0, 0, 4],
        stack: [
          { text: block.text, bold: true, fontSize: 13 },
          ...(block.lines ?? []).map((text) => ({ text, fontSize: 9, margin: [0, 2, 0, 0] })),
        ],
      } as Content
    case 'title':
      return { text: block.text, style: 'title', margin: [0, 0, 0, 14] }
    case 'heading':
      return { text: block.text, bold: true, fontSize: 10.5, margin: [0, 8, 0, 3] }
    case 'text':
      return { text: block.text, fontSize: 10.5, bold: block.bold ?? false, margin: [0, 0, 0, 4] }
    case 'table':
      return {
        margin: [0, 2, 0, 6],
        table: {
          headerRows: 1,
          widths: block.head.map((_, index) => (index === 1 ? '*' : 'auto')),
          body: [
            block.head.map((text, index) => ({ text, style: 'head', ...align(block.right, index) })),
            ...block.rows.map((cells) =>
              cells.map((text, index) => ({ text, ...align(block.right, index) })),
            ),
          ],
        },
      }
    case 'seals':
      return {
        unbreakable: true,
        margin: [0, 24, 0, 0],
        columns: block.parties.map(({ title, name, lines }) => ({
          stack: [title, name, ' ', ' ', ...lines].map((text) => ({ text, margin: [0, 0, 0, 8] })),
          fontSize: 10.5,
        })),
      } as Content
  }
}

function align(right: readonly number[], index: number): { alignment: 'right' | 'left' } {
  return { alignment: right.includes(index) ? 'right' : 'left' }
}
