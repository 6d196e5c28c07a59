import { sql } from 'kysely'
import { bookAmount } from '../../../core/exchange/rate.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { bringOwn } from '../custom-fields/index.ts'
import { bookNow, rateOf, requireBookings } from '../rates/index.ts'
import { insertQuotes } from './insert-quotes.ts'
import { planQuotes, type QuoteInput, type QuotePlan } from './plan-quotes.ts'
import { type NewStep, refreshQuotes, touchQuotes, voidSteps, writeSteps } from './write-steps.ts'

export type SavedQuote = { id: string; outcome: 'new' | 'changed' | 'same' }

/**
 * Creates quotes with their history or brings known ones (by number) up to it. Steps that are there stay;
 * from the first that differs on they are corrected. A request that a deal's stage opened and that has no
 * number yet is taken over by the deal's first quote, not doubled.
 */
export async function saveQuotes(ctx: WriteCtx, inputs: readonly QuoteInput[]): Promise<SavedQuote[]> {
  if (inputs.length === 0) return []
  const plans = await planQuotes(ctx, inputs)
  requireBookings(plans.map(({ booking }) => booking))
  const ids = await insertQuotes(
    ctx,
    plans.flatMap(({ input, existing, responsibleId, booking }) => {
      const made = { responsibleId, rate: rateOf(booking), origin: 'request' as const }
      return existing ? [] : [{ ...input, ...made, askedAt: input.steps[0]!.at }]
    }),
  )
  const placed = plans.map((plan) => ({ ...plan, id: plan.existing?.id ?? ids.shift()! }))
  const voided = plans.flatMap((plan) => plan.voided)
  await voidSteps(
    ctx,
    voided.map(({ id }) => id),
  )
  await nameQuotes(ctx, plans)
  for (const { id, existing, added, booking } of placed) {
    const isPriced = added.some(({ amountFen }) => amountFen != null)
    if (existing?.rate === null && isPriced) await bookNow(ctx, 'quote', id, rateOf(booking))
  }
  await writeSteps(
    ctx,
    placed.flatMap(({ id, responsibleId, added, voided, input, booking }): NewStep[] =>
      added.map(({ amountFen, ...step }) => ({
        ...{ ...step, quoteId: id, responsibleId, isCorrection: voided.length > 0 },
        ...(amountFen == null ? {} : { amount: bookAmount(amountFen, input.currency, rateOf(booking)) }),
      })),
    ),
  )
  await refreshQuotes(ctx, [...new Set(voided.map(({ quoteId }) => quoteId))])
  await touchQuotes(
    ctx,
    placed.filter(({ outcome }) => outcome !== 'same'),
  )
  const saved = placed.map(({ id, outcome }) => ({ id, outcome }))
  return bringOwn(ctx, 'quote', saved, inputs)
}

/** Number, title and person of quotes that were there; unchanged rows are not written. */
async function nameQuotes(ctx: WriteCtx, plans: readonly QuotePlan[]): Promise<void> {
  for (const { input, existing, responsibleId } of plans) {
    if (!existing) continue
    await sql`
      update quote set external_code = ${input.externalCode}, title = ${input.title}, responsible_id = ${responsibleId},
        version = version + 1
      where org_id = ${ctx.orgId} and id = ${existing.id}
        and (external_code, title, responsible_id) is distinct from
          (${input.externalCode}, ${input.title}, ${responsibleId}::uuid)`.execute(ctx.db)
  }
}
