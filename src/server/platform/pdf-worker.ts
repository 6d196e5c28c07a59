import { parentPort, workerData } from 'node:worker_threads'
import pdfmake from 'pdfmake'

/**
 * Draws one document in a thread of its own: embedding a Chinese font takes the better part of a second.
 * `footer` holds {page} and {pages}, because a function cannot travel here.
 */
export type PdfInput = { content: unknown[]; footer: string; title: string; fonts: Record<string, string> }

const { content, footer, title, fonts } = workerData as PdfInput

// Nothing but the fonts named by us is ever opened: no file and no address that stands in somebody's text.
const own = new Set(Object.values(fonts))
pdfmake.setLocalAccessPolicy((path) => own.has(path))
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setFonts({ Noto: { normal: fonts.normal!, bold: fonts.bold! } })

const document = pdfmake.createPdf({
  info: { title },
  content: content as never,
  pageSize: 'A4',
  pageMargins: [42, 46, 42, 52],
  defaultStyle: { font: 'Noto', fontSize: 9, lineHeight: 1.25 },
  styles: {
    title: { fontSize: 17, bold: true, alignment: 'center' },
    quiet: { color: '#5b6770' },
    head: { bold: true, fillColor: '#eef2f6' },
    strong: { bold: true },
  },
  footer: (page: number, pages: number) => ({
    text: footer.replace('{page}', String(page)).replace('{pages}', String(pages)),
    alignment: 'center',
    fontSize: 8,
    color: '#5b6770',
    margin: [0, 14, 0, 0],
  }),
})
parentPort?.postMessage(await document.getBuffer())
