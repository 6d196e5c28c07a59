import { noteDocument } from '../../../core/order/note-paper.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import { renderPdf } from '../../platform/pdf.ts'
import { pdfContent } from '../../platform/pdf-blocks.ts'
import { getNote } from './read-notes.ts'
import { tellNote } from './write-notes.ts'

type Wanted = { id: string; lang: 'zh' | 'en'; prices: 'yes' | 'no' }

/** The note that travels with the goods; drivers are often not to know prices. The event stays. */
export async function drawNoteFile(ctx: WriteCtx, { id, lang, prices }: Wanted): Promise<FileOut> {
  const note = await getNote(ctx, id)
  const blocks = noteDocument(
    {
      ...note,
      company: await orgName(ctx),
      letterhead: await orgLetterhead(ctx),
      customer: note.customer.name,
      order: note.order.number,
      contract: note.contract?.number ?? null,
      on: note.shippedOn ?? note.plannedOn,
    },
    { language: lang, withPrices: prices === 'yes' },
  )
  await tellNote(ctx, { id, number: note.number, customerId: note.customer.id }, 'drawn')
  const name = `${lang === 'zh' ? '送货单' : 'delivery-note'}-${note.number}.pdf` as const
  const footer = `${note.number} · {page} / {pages}`
  return fileOut(name, await renderPdf({ title: note.number, content: pdfContent(blocks), footer }))
}
