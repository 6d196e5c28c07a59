import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { checkContent } from '../../../core/contract/content.ts'
import { type ContractStepKind, type KnownContract, newsOf } from '../../../core/contract/course.ts'
import type { BookedRate } from '../../../core/exchange/rate.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { type Booking, bookingsOf, rateIn } from '../rates/index.ts'
import { type ContractInput, contentOf } from './content-of.ts'

export type ExistingContract = KnownContract & {
  id: string
  customerId: string
  title: string
  currency: string
  rate: BookedRate | null
  responsibleId: string | null
}

export type ContractPlan = {
  input: ContractInput
  /** null: not there yet */
  existing: ExistingContract | null
  /** the same number earlier among these inputs; that one counts */
  isTwin: boolean
  /** who is told; who answered for it before while nobody is */
  responsibleId: string | null
  /** the rate it is booked at, or why it cannot be */
  booking: Booking
  news: ContractStepKind[]
  outcome: 'new' | 'changed' | 'same'
}

/** What saving these contracts would do, without writing: the saving and an import's preview read it. */
export async function planContracts(ctx: ReadCtx, inputs: readonly ContractInput[]): Promise<ContractPlan[]> {
  for (const input of inputs) checkContract(input)
  const known = await findContracts(
    ctx,
    inputs.map(({ number }) => number),
  )
  const seen = new Set<string>()
  const plans = inputs.map((input): Omit<ContractPlan, 'booking'> => {
    const existing = known.get(input.number)
    const isTwin = seen.has(input.number)
    seen.add(input.number)
    const responsibleId = input.responsibleId ?? existing?.responsibleId ?? ctx.actor.userId
    const plan = { input, existing: existing ?? null, isTwin, responsibleId }
    if (isTwin) return { ...plan, news: [], outcome: 'same' }
    if (!existing) return { ...plan, news: [], outcome: 'new' }
    const news = newsOf(existing, { ...input, approvedOn: input.approvedOn ?? null })
    const isSame =
      news.length === 0 && existing.title === input.title && existing.responsibleId === responsibleId
    return { ...plan, news, outcome: isSame ? 'same' : 'changed' }
  })
  const bookings = await bookingsOf(
    ctx,
    plans.map(({ input, outcome }) => ({
      number: input.number,
      currency: input.currency,
      day: contractDay(ctx, input),
      stored: known.get(input.number) ?? null,
      isAsStored: outcome === 'same',
      told: input.toldRate,
    })),
  )
  return plans.map((plan, index) => ({ ...plan, booking: bookings[index]! }))
}

/** The day whose rate a contract is booked at: signed, else in force from, else today; at latest today. */
export function contractDay(
  { now }: ReadCtx,
  { signedOn, effectiveOn }: Pick<ContractInput, 'signedOn' | 'effectiveOn'>,
): Day {
  const today = dayOf(now)
  const day = signedOn ?? effectiveOn ?? today
  return day < today ? day : today
}

function checkContract(input: ContractInput): void {
  const checked = checkContent(contentOf(input))
  if (!checked.ok) throw invalid(checked.code, checked.detail)
}

/** By number. The organisation's tick is held by whoever writes, so nothing need be locked here. */
export async function findContracts(
  ctx: ReadCtx,
  numbers: readonly string[],
): Promise<Map<string, ExistingContract>> {
  type Row = Omit<ExistingContract, 'rate'> & Parameters<typeof rateIn>[0] & { number: string }
  const { rows } = await sql<Row>`
    select k.id, k.number, k.customer_id as "customerId", k.title, k.responsible_id as "responsibleId",
      k.status = 'open' as "isOpen", k.approved_at is not null as "isApproved",
      coalesce(k.original_minor, k.amount_fen) as "amountFen", k.currency, k.rate_micro, k.rate_per, k.rate_day, k.ends_on as "endsOn"
    from contract k where k.org_id = ${ctx.orgId} and k.number = any(${numbers}) and k.voided_at is null`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ number, ...row }) => [number, { ...row, rate: rateIn(row) }]))
}
