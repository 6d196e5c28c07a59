import type { FastifyReply } from 'fastify'
import { noteDocument } from '../../../core/order/note-paper.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { orgName } from '../../platform/org-name.ts'
import { renderPdf, sendPdf } from '../../platform/pdf.ts'
import { pdfContent } from '../../platform/pdf-blocks.ts'
import { getNote } from './read-notes.ts'
import { tellNote } from './write-notes.ts'

type Wanted = { id: string; lang: 'zh' | 'en'; prices: 'yes' | 'no' }

/** The note that travels with the goods; drivers are often not to know prices. The event stays. */
export async function sendNoteFile(
  ctx: WriteCtx,
  { id, lang, prices }: Wanted,
  response: FastifyReply,
): Promise<{ sent: true }> {
  const note = await getNote(ctx, id)
  const blocks = noteDocument(
    {
      ...note,
      company: await orgName(ctx),
      customer: note.customer.name,
      order: note.order.number,
      contract: note.contract?.number ?? null,
      on: note.shippedOn ?? note.plannedOn,
    },
    { language: lang, withPrices: prices === 'yes' },
  )
  await tellNote(ctx, { id, number: note.number, customerId: note.customer.id }, 'drawn')
  const name = `${lang === 'zh' ? '送货单' : 'delivery-note'}-${note.number}.pdf`
  const footer = `${note.number} · {page} / {pages}`
  return sendPdf(response, name, await renderPdf({ title: note.number, content: pdfContent(blocks), footer }))
}
