import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import { decideStep, type NextStep, standingOf } from '../../../core/quote/course.ts'
import { type LineInput, priceLines } from '../../../core/quote/lines.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { checkDocument } from '../credit/index.ts'
import { bookNow, getRateNow, isUnbooked, rateIn } from '../rates/index.ts'
import { judgeContent, keepVersion } from './offer-rows.ts'
import { getQuoteRow, loadSteps } from './quote-rows.ts'
import { requireGround, writeReleases } from './release.ts'
import { refreshQuotes, touchQuotes, voidSteps, writeSteps } from './write-steps.ts'

export type StepForm = {
  kind: NextStep['kind']
  at?: Instant | undefined
  amountFen?: bigint | null | undefined
  validUntil?: Day | null | undefined
  lines?: readonly LineInput[] | undefined
  reason?: string | null | undefined
  competitor?: string | null | undefined
}

/**
 * Something happened to a quote: load → decide (core) → one step, its version, one event (C058 C060 C064). A
 * sending asks the gate about the very content that goes out (C057, decision 0005).
 */
export async function recordStep(
  ctx: WriteCtx,
  id: string,
  form: StepForm,
): Promise<{ id: string; version: number }> {
  const quote = await getQuoteRow(ctx, id)
  const priced = form.lines && form.lines.length > 0 ? priceLines(form.lines) : null
  if (priced && form.amountFen != null && form.amountFen !== priced.totalFen) {
    throw invalid('parts_do_not_sum', { partsFen: priced.totalFen, totalFen: form.amountFen })
  }
  const steps = (await loadSteps(ctx, [id])).get(id)!
  const step: NextStep = {
    kind: form.kind,
    at: form.at ?? ctx.now,
    amountFen: priced?.totalFen ?? form.amountFen,
    validUntil: form.validUntil,
    reason: form.reason,
  }
  const decided = decideStep(standingOf(steps), step, ctx.now)
  if (!decided.ok) throw refused(decided)
  const isSending = form.kind === 'sent'
  const asked = dayOf(quote.asked_at)
  const rate = isSending ? await getRateNow(ctx, quote, asked) : rateIn(quote)
  const amount = step.amountFen == null ? null : bookAmount(step.amountFen, quote.currency, rate)
  if (isSending && quote.customer_id) {
    const amountFen = amount?.fen ?? quote.amount_fen ?? 0n
    await checkDocument(ctx, quote.customer_id, { document: 'quote', amountFen, terms: 'customer' })
  }
  const sent = isSending ? await release(ctx, quote, form) : null
  if (isSending && isUnbooked(quote)) await bookNow(ctx, 'quote', id, rate)
  await writeSteps(ctx, [
    {
      ...{ kind: step.kind, at: step.at, quoteId: id },
      responsibleId: quote.responsible_id,
      versionId: sent,
      amount: isSending ? amount : null,
      validUntil: isSending ? step.validUntil : null,
      reason: form.reason || null,
      competitor: form.kind === 'lost' ? form.competitor || null : null,
    },
  ])
  await recordEvent(ctx, {
    kind: `quote.${form.kind}`,
    subject: { kind: 'quote', id },
    customerId: quote.customer_id,
    summary: { title: quote.title, amountFen: amount?.fen ?? null },
  })
  await touchQuotes(ctx, [{ id, responsibleId: quote.responsible_id }])
  return { id, version: quote.version + 1 }
}

async function release(
  ctx: WriteCtx,
  quote: Awaited<ReturnType<typeof getQuoteRow>>,
  form: StepForm,
): Promise<string> {
  const content = await judgeContent(ctx, quote, form)
  const ground = await requireGround(ctx, quote, content)
  const version = await keepVersion(ctx, quote.id, content)
  await writeReleases(ctx, [{ quoteId: quote.id, version, ...ground }])
  return version.id
}

/** Takes the newest step back (a slip on a phone); the request itself stays. */
export async function undoStep(
  ctx: WriteCtx,
  id: string,
  stepId: string,
): Promise<{ id: string; version: number }> {
  const quote = await getQuoteRow(ctx, id)
  const steps = (await loadSteps(ctx, [id])).get(id)!
  const last = steps.at(-1)
  if (!steps.some((step) => step.id === stepId)) throw notFound('quote_step')
  if (last?.id !== stepId || last.kind === 'asked') throw conflict('step_not_last')
  await voidSteps(ctx, [stepId])
  await refreshQuotes(ctx, [id])
  await recordEvent(ctx, {
    kind: 'quote.undone',
    subject: { kind: 'quote', id },
    customerId: quote.customer_id,
    summary: { title: quote.title, step: last.kind },
  })
  await touchQuotes(ctx, [{ id, responsibleId: quote.responsible_id }])
  return { id, version: quote.version + 1 }
}
