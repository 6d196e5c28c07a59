import type { Day, Instant } from '../../../core/calendar.ts'
import { decideStep, type NextStep, standingOf } from '../../../core/quote/course.ts'
import { type LineInput, priceLines } from '../../../core/quote/lines.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { getQuoteRow, loadSteps } from './quote-rows.ts'
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

/** Something happened to a quote: load → decide (core) → one step, its lines, one event (C058 C060 C064). */
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
  await writeSteps(ctx, [
    {
      ...step,
      quoteId: id,
      responsibleId: quote.responsible_id,
      amountFen: isSending ? step.amountFen : null,
      validUntil: isSending ? step.validUntil : null,
      reason: form.reason || null,
      competitor: form.kind === 'lost' ? form.competitor || null : null,
    },
  ])
  if (priced) await replaceLines(ctx, id, priced.lines)
  await recordEvent(ctx, {
    kind: `quote.${form.kind}`,
    subject: { kind: 'quote', id },
    customerId: quote.customer_id,
    summary: { title: quote.title, amountFen: step.amountFen ?? null },
  })
  await touchQuotes(ctx, [{ id, responsibleId: quote.responsible_id }])
  return { id, version: quote.version + 1 }
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

async function replaceLines(
  ctx: WriteCtx,
  quoteId: string,
  lines: ReturnType<typeof priceLines>['lines'],
): Promise<void> {
  await ctx.db
    .deleteFrom('quote_line')
    .where('org_id', '=', ctx.orgId)
    .where('quote_id', '=', quoteId)
    .execute()
  await ctx.db
    .insertInto('quote_line')
    .values(
      lines.map((line, seq) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        quote_id: quoteId,
        seq,
        product: line.product,
        quantity_milli: line.quantityMilli,
        unit: line.unit,
        unit_price_fen: line.unitPriceFen,
        amount_fen: line.amountFen,
      })),
    )
    .execute()
}
