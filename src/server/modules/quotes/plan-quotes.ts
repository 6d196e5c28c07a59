import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import type { BookedRate } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { inOrder, type StepKind } from '../../../core/quote/course.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type Booking, bookingsOf, rateIn } from '../rates/index.ts'
import { loadSteps, type StepRow } from './quote-rows.ts'

export type QuoteHistoryStep = {
  kind: StepKind
  at: Instant
  /** in the quote's currency */
  amountFen?: bigint | null | undefined
  validUntil?: Day | null | undefined
  reason?: string | null | undefined
  competitor?: string | null | undefined
}

export type QuoteInput = {
  externalCode: string
  customerId: string | null
  dealId: string | null
  title: string
  currency: string
  /** what a file says it was booked at */
  toldRate?: BookedRate | null | undefined
  responsibleId: string | null
  /** beginning with the request */
  steps: readonly QuoteHistoryStep[]
  /** own fields, checked already; what is not named stays */
  custom?: CustomValues | undefined
}

type Existing = {
  id: string
  code: string | null
  dealId: string | null
  title: string
  currency: string
  rate: BookedRate | null
  responsibleId: string | null
}

export type QuotePlan = {
  input: QuoteInput
  /** null: not there yet */
  existing: Existing | null
  /** who is told; who answered for it before while nobody is */
  responsibleId: string | null
  /** the rate it is booked at, or why it cannot be */
  booking: Booking
  voided: StepRow[]
  added: readonly QuoteHistoryStep[]
  outcome: 'new' | 'changed' | 'same'
}

/** What saving these quotes would do, without writing: the saving and the preview of an import read it. */
export async function planQuotes(ctx: ReadCtx, inputs: readonly QuoteInput[]): Promise<QuotePlan[]> {
  const known = await findExisting(ctx, inputs)
  const stored = await loadSteps(
    ctx,
    known.map(({ id }) => id),
  )
  const paired = inputs.map((input) => {
    const existing =
      known.find(({ code }) => code === input.externalCode) ??
      known.find(
        ({ code, dealId, currency }) =>
          code === null && dealId !== null && dealId === input.dealId && currency === input.currency,
      )
    // Taken: a second quote of the same deal is a quote of its own.
    if (existing) known.splice(known.indexOf(existing), 1)
    return { input, existing: existing ?? null }
  })
  const plans = paired.map(({ input, existing }): Omit<QuotePlan, 'booking'> => {
    const responsibleId = input.responsibleId ?? existing?.responsibleId ?? ctx.actor.userId
    const plan = { input, existing, responsibleId }
    if (!existing) return { ...plan, ...compareSteps([], input.steps), outcome: 'new' }
    const difference = compareSteps(stored.get(existing.id)!, input.steps)
    const isSame =
      difference.added.length + difference.voided.length === 0 &&
      existing.code === input.externalCode &&
      existing.title === input.title &&
      existing.responsibleId === responsibleId
    return { ...plan, ...difference, outcome: isSame ? 'same' : 'changed' }
  })
  const bookings = await bookingsOf(
    ctx,
    plans.map(({ input, existing, added }) => ({
      number: input.externalCode,
      currency: input.currency,
      day: dayOf(input.steps[0]!.at),
      stored: existing,
      told: input.toldRate,
      isAsStored: added.every(({ amountFen }) => amountFen == null),
    })),
  )
  return plans.map((plan, index) => ({ ...plan, booking: bookings[index]! }))
}

async function findExisting(ctx: ReadCtx, inputs: readonly QuoteInput[]): Promise<Existing[]> {
  const codes = inputs.map(({ externalCode }) => externalCode)
  const deals = inputs.flatMap(({ dealId }) => (dealId ? [dealId] : []))
  const { rows } = await sql<Omit<Existing, 'rate'> & Parameters<typeof rateIn>[0]>`
    select q.id, q.external_code as code, q.deal_id as "dealId", q.title, q.currency, q.rate_micro, q.rate_per, q.rate_day,
      q.responsible_id as "responsibleId" from quote q
    where q.org_id = ${ctx.orgId} and q.voided_at is null
      and (q.external_code = any(${codes}) or (q.external_code is null and q.origin = 'stage' and q.deal_id = any(${deals}::uuid[])))
    order by q.external_code nulls last, q.asked_at`.execute(ctx.db)
  return rows.map((row) => ({ ...row, rate: rateIn(row) }))
}

/** What to take back and to add; a file that says less than people have noted since leaves theirs alone. */
function compareSteps(stored: readonly StepRow[], told: readonly QuoteHistoryStep[]) {
  const planned = inOrder(told)
  const differs = (step: StepRow, index: number) => {
    const other = planned[index]
    return (
      other === undefined ||
      other.kind !== step.kind ||
      other.at !== step.at ||
      (other.amountFen != null && other.amountFen !== (step.originalMinor ?? step.amountFen)) ||
      (other.validUntil ?? null) !== step.validUntil ||
      (step.imported &&
        ((other.reason ?? step.reason) !== step.reason ||
          (other.competitor ?? step.competitor) !== step.competitor))
    )
  }
  const first = stored.findIndex(differs)
  const kept = first < 0 ? stored.length : first
  const voided = stored.slice(kept)
  const onlyByHand = kept === planned.length && voided.every(({ imported }) => !imported)
  if (onlyByHand) return { voided: [], added: [] }
  return { voided, added: planned.slice(kept) }
}
