import { dayOf } from '../../../core/calendar.ts'
import { quoteDocument } from '../../../core/quote/document.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import { renderPdf } from '../../platform/pdf.ts'
import { pdfContent } from '../../platform/pdf-blocks.ts'
import { quoteScope } from './quote-rows.ts'
import { lastReleased, loadVersions } from './versions.ts'

/** The offer that went out last, or the draft, which says on its face that it is none; the event stays. */
export async function drawQuoteFile(
  ctx: WriteCtx,
  { id, lang }: { id: string; lang: 'zh' | 'en' },
): Promise<FileOut> {
  const row = await ctx.db
    .selectFrom('quote as q')
    .leftJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'q.org_id').onRef('c.id', '=', 'q.customer_id'),
    )
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'q.org_id').onRef('u.id', '=', 'q.responsible_id'),
    )
    .select(['q.title', 'q.external_code', 'q.customer_id', 'c.name as customer', 'u.name as responsible'])
    .where('q.org_id', '=', ctx.orgId)
    .where('q.id', '=', id)
    .where('q.voided_at', 'is', null)
    .where(quoteScope(ctx, 'quote.read'))
    .executeTakeFirst()
  if (!row) throw notFound('quote')
  const sent = await lastReleased(ctx, id)
  const version = sent ?? (await loadVersions(ctx, id))[0]
  if (!version) throw conflict('quote_without_offer')
  const blocks = quoteDocument(
    {
      company: await orgName(ctx),
      letterhead: await orgLetterhead(ctx),
      customer: row.customer ?? '',
      title: row.title,
      code: row.external_code,
      version: version.number,
      on: dayOf(version.sentAt ?? version.at),
      responsible: row.responsible,
      isSent: sent !== null,
      offer: version.offer,
    },
    lang,
  )
  await recordEvent(ctx, {
    kind: 'quote.drawn',
    subject: { kind: 'quote', id },
    customerId: row.customer_id,
    summary: { title: row.title, version: version.number, lang },
  })
  const name =
    `${lang === 'zh' ? '报价单' : 'quotation'}-${row.external_code ?? row.title}-V${version.number}.pdf` as const
  const content = pdfContent(blocks)
  return fileOut(name, await renderPdf({ title: row.title, content, footer: '{page} / {pages}' }))
}
