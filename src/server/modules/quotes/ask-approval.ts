import { offerFacts, offerLines } from '../../../core/quote/offer.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, invalid } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { requestApproval } from '../approvals/index.ts'
import { judgeContent, keepVersion, type OfferForm } from './offer-rows.ts'
import { getQuoteRow } from './quote-rows.ts'
import { groundOf, QUOTE } from './release.ts'
import { lastReleased } from './versions.ts'

/** Keeps the offer as a version and asks for its approval; nothing goes out by that (C057). */
export async function askQuoteApproval(
  ctx: WriteCtx,
  id: string,
  form: OfferForm & { reason: string },
): Promise<{ id: string; version: number; caseId: string }> {
  const quote = await getQuoteRow(ctx, id)
  if (['won', 'lost', 'withdrawn'].includes(quote.status)) throw conflict('quote_decided')
  const content = await judgeContent(ctx, quote, form)
  if (content.offer.amountFen <= 0n) throw invalid('amount_not_positive')
  const ground = await groundOf(ctx, quote, content)
  if (ground) throw conflict('approval_not_needed')
  const before = await lastReleased(ctx, id)
  const version = await keepVersion(ctx, id, content)
  const { caseId } = await requestApproval(ctx, {
    kind: QUOTE,
    subject: { kind: QUOTE, id },
    customerId: quote.customer_id,
    title: { zh: `报价：${quote.title}`, en: `Quote: ${quote.title}` },
    url: `/quotes/${id}`,
    facts: offerFacts(content.judged, content.yuanFen),
    content: {
      hash: version.hash,
      lines: offerLines(content.offer),
      before: before && offerLines(before.offer),
    },
    reason: form.reason,
  })
  await recordEvent(ctx, {
    kind: 'quote.approval_asked',
    subject: { kind: QUOTE, id },
    customerId: quote.customer_id,
    summary: { title: quote.title, version: version.number, caseId },
  })
  await touch(ctx, [{ kind: QUOTE, id }])
  return { id, version: quote.version, caseId }
}
