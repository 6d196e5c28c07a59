import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import { inOrder, type StepKind } from '../../../core/quote/course.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { insertQuotes } from './insert-quotes.ts'
import { loadSteps, type StepRow } from './quote-rows.ts'
import { type NewStep, refreshQuotes, touchQuotes, voidSteps, writeSteps } from './write-steps.ts'

export type QuoteHistoryStep = {
  kind: StepKind
  at: Instant
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
  responsibleId: string | null
  /** beginning with the request */
  steps: readonly QuoteHistoryStep[]
}

export type SavedQuote = { id: string; outcome: 'new' | 'changed' | 'same' }

type Existing = { id: string; code: string | null; dealId: string | null; title: string }

/**
 * Creates quotes with their history or brings known ones (by number) up to it. Steps that are there stay;
 * from the first that differs on they are corrected. A request that a deal's stage opened and that has no
 * number yet is taken over by the deal's first quote, not doubled.
 */
export async function saveQuotes(ctx: WriteCtx, inputs: readonly QuoteInput[]): Promise<SavedQuote[]> {
  if (inputs.length === 0) return []
  const known = await findExisting(ctx, inputs)
  const stored = await loadSteps(
    ctx,
    known.map(({ id }) => id),
  )
  const plans = inputs.map((input) => {
    const existing =
      known.find(({ code }) => code === input.externalCode) ??
      known.find(({ code, dealId }) => code === null && dealId !== null && dealId === input.dealId)
    // Taken: a second quote of the same deal is a quote of its own.
    if (existing) known.splice(known.indexOf(existing), 1)
    return { input, existing }
  })
  const fresh = plans.filter(({ existing }) => !existing)
  const ids = await insertQuotes(
    ctx,
    fresh.map(({ input }) => ({ ...input, origin: 'request' as const, askedAt: input.steps[0]!.at })),
  )
  const steps: NewStep[] = []
  const outcomes = plans.map(({ input, existing }): SavedQuote => {
    const id = existing?.id ?? ids.shift()!
    const difference = compareSteps(stored.get(id) ?? [], input.steps)
    steps.push(
      ...difference.added.map((step) => ({
        ...step,
        quoteId: id,
        responsibleId: input.responsibleId,
        isCorrection: difference.voided.length > 0,
      })),
    )
    const renamed = existing && (existing.code !== input.externalCode || existing.title !== input.title)
    const isSame = difference.added.length === 0 && difference.voided.length === 0 && !renamed
    return { id, outcome: !existing ? 'new' : isSame ? 'same' : 'changed' }
  })
  const voided = plans.flatMap(({ input, existing }) =>
    existing ? compareSteps(stored.get(existing.id) ?? [], input.steps).voided : [],
  )
  await voidSteps(
    ctx,
    voided.map(({ id }) => id),
  )
  await nameQuotes(
    ctx,
    plans.flatMap(({ input, existing }) => (existing ? [{ input, id: existing.id }] : [])),
  )
  await writeSteps(ctx, steps)
  await refreshQuotes(ctx, [...new Set(voided.map(({ quoteId }) => quoteId))])
  const changed = outcomes.map((one, index) => ({ ...one, responsibleId: inputs[index]!.responsibleId }))
  await touchQuotes(
    ctx,
    changed.filter(({ outcome }) => outcome !== 'same'),
  )
  return outcomes
}

async function findExisting(ctx: WriteCtx, inputs: readonly QuoteInput[]): Promise<Existing[]> {
  const codes = inputs.map(({ externalCode }) => externalCode)
  const deals = inputs.flatMap(({ dealId }) => (dealId ? [dealId] : []))
  const { rows } = await sql<Existing>`
    select q.id, q.external_code as code, q.deal_id as "dealId", q.title from quote q
    where q.org_id = ${ctx.orgId} and q.voided_at is null
      and (q.external_code = any(${codes}) or (q.external_code is null and q.origin = 'stage' and q.deal_id = any(${deals}::uuid[])))
    order by q.external_code nulls last, q.asked_at`.execute(ctx.db)
  return rows
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
      (other.amountFen != null && other.amountFen !== step.amountFen) ||
      (other.validUntil ?? null) !== step.validUntil
    )
  }
  const first = stored.findIndex(differs)
  const kept = first < 0 ? stored.length : first
  const voided = stored.slice(kept)
  const onlyByHand = kept === planned.length && voided.every(({ imported }) => !imported)
  if (onlyByHand) return { voided: [], added: [] }
  return { voided, added: planned.slice(kept) }
}

/** Number, title and person of quotes that were there; unchanged rows are not written. */
async function nameQuotes(ctx: WriteCtx, named: readonly { input: QuoteInput; id: string }[]): Promise<void> {
  for (const { input, id } of named) {
    await sql`
      update quote set external_code = ${input.externalCode}, title = ${input.title},
        responsible_id = coalesce(${input.responsibleId}, responsible_id), version = version + 1
      where org_id = ${ctx.orgId} and id = ${id}
        and (external_code, title, responsible_id) is distinct from
          (${input.externalCode}, ${input.title}, coalesce(${input.responsibleId}::uuid, responsible_id))`.execute(
      ctx.db,
    )
  }
}
