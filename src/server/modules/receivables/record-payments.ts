import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import { COMPANY_CURRENCY, type Quotation } from '../../../core/exchange/rate.ts'
import { sumFen } from '../../../core/money.ts'
import {
  type AllocationPlan,
  allocateOldest,
  type ChosenPart,
  checkAllocation,
} from '../../../core/receivable/allocate.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, refused } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { touchPromised } from '../customers/index.ts'
import { type Booking, rateColumns } from '../rates/index.ts'
import { type BillPaperInput, dropPayment, insertBills, requirePapers } from './bill-rows.ts'
import { bookDifferences, differencesOf, originalColumns } from './exchange-differences.ts'
import { type DatedPart, findOpen, type Owed, takePart } from './owed-rows.ts'
import { type BookedPayment, bookingsOfDays, bookPayments, type PaymentMoney } from './payment-bookings.ts'
import { settle } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'

/** `write_off` is only for the write-off that was decided (C097); a `bill` comes with its paper. */
export type PaymentInput = PaymentMoney & {
  bill?: BillPaperInput | undefined
  reference?: string | undefined
  remark?: string | undefined
  externalCode?: string | null | undefined
  /**
   * oldest due date first, nothing yet, or parts chosen by instalment or by invoice number (its instalments
   * oldest first); only what is chosen is set against another currency
   */
  allocate:
    | 'oldest'
    | 'none'
    | readonly ({ instalmentId: string; amountFen: bigint } | { invoiceNumber: string; amountFen: bigint })[]
}

export type SavedPayment = {
  id: string
  billId: string | null
  outcome: 'new' | 'changed' | 'same'
  /** in yuan at the rate of the day it came on, like what is left of it */
  allocatedFen: bigint
  unallocatedFen: bigint
  /** what is left of it in its own money; null: in yuan */
  unallocatedMinor: bigint | null
  /** above zero it took more yuan off what is owed than it is worth: a loss */
  differenceFen: bigint
}

/**
 * Records money that came (or a credit note) and sets it against what is owed: load → decide → save, for a
 * whole chunk with four statements. A known external code with the same day and amount is `same`; with others
 * it is a correction: the old payment is voided with its allocations, and the new one recorded.
 */
export async function recordPayments(
  ctx: WriteCtx,
  inputs: readonly PaymentInput[],
): Promise<SavedPayment[]> {
  const staged = await stagePayments(ctx, inputs)
  await insertPayments(ctx, staged)
  await tellCustomers(ctx, staged.customerIds)
  await touchPromised(ctx, staged.customerIds)
  return staged.saved
}

/** For a file, which comes back row by row: what each is booked at; what is there already asks nothing. */
export async function paymentBookings(ctx: ReadCtx, inputs: readonly PaymentInput[]): Promise<Booking[]> {
  const seen = await findByCode(ctx, inputs)
  return bookingsOfDays(
    ctx,
    inputs.map((input) => {
      const known = input.externalCode ? seen.get(input.externalCode) : undefined
      return known && isSame(known, input) ? { ...input, currency: COMPANY_CURRENCY } : input
    }),
  )
}

/** What recording this payment would do, without writing (and without holding anything). */
export async function previewPayment(ctx: ReadCtx, input: PaymentInput) {
  if (input.amountFen <= 0n) throw invalid('amount_not_positive')
  const open = await findOpen(ctx, [input])
  const [money] = await bookPayments(ctx, [input], [...open.values()])
  const plan = decide({ ...input, ...money! }, open, [...open.keys()])
  return { amountFen: money!.purse.fen, rate: money!.rate, ...outcomeOf(money!, plan) }
}

function outcomeOf({ purse, rate }: BookedPayment, plan: AllocationPlan) {
  return {
    allocatedFen: purse.fen - plan.unallocatedFen,
    unallocatedFen: plan.unallocatedFen,
    unallocatedMinor: rate === null ? null : plan.unallocatedMinor,
    differenceFen: sumFen(plan.allocations.map(({ settled }) => settled.offFen - settled.paidFen)),
  }
}

export type StagedPayments = {
  saved: SavedPayment[]
  fresh: readonly Fresh[]
  /** every open instalment of the payers, with what these payments leave open */
  open: ReadonlyMap<string, Owed>
  customerIds: readonly string[]
}

/**
 * Decides what each payment is set against, among what is stored and `unwritten`: instalments of the same
 * transaction that are not yet there.
 */
export async function stagePayments(
  ctx: WriteCtx,
  inputs: readonly PaymentInput[],
  unwritten: readonly Owed[] = [],
): Promise<StagedPayments> {
  if (inputs.length === 0) return { saved: [], fresh: [], open: new Map(), customerIds: [] }
  if (inputs.some((input) => input.amountFen <= 0n)) throw invalid('amount_not_positive')
  requirePapers(ctx, inputs)
  const [seen, found] = await Promise.all([findByCode(ctx, inputs), findOpen(ctx, inputs, true)])
  const changed = await voidChanged(ctx, inputs, seen)
  // What a voided payment was set against is open again.
  const open = changed.size === 0 ? found : await findOpen(ctx, inputs, true)
  for (const instalment of unwritten) open.set(instalment.id, instalment)
  const ofCustomer = Map.groupBy(open.keys(), (id) => open.get(id)!.customerId)
  const booked = await bookPayments(
    ctx,
    inputs.map((input) => (isKnown(seen, input) ? { ...input, currency: COMPANY_CURRENCY } : input)),
    [...open.values()],
  )
  const saved: SavedPayment[] = []
  const fresh: Fresh[] = []
  for (const [index, input] of inputs.entries()) {
    const existing = input.externalCode ? seen.get(input.externalCode) : undefined
    if (existing) {
      saved.push(asKnown(existing.id))
      continue
    }
    const money = booked[index]!
    const plan = decide({ ...input, ...money }, open, ofCustomer.get(input.customerId) ?? [])
    const id = newId(ctx.now)
    if (input.externalCode) seen.set(input.externalCode, { ...input, currency: money.purse.currency, id })
    const isChange = input.externalCode != null && changed.has(input.externalCode)
    const known = isChange ? correctionKnownAt(ctx, input.receivedOn) : knownAt(ctx, input.receivedOn)
    const parts = plan.allocations.flatMap((part) => takePart(part, { input, known, open }))
    const billId = input.bill ? newId(ctx.now) : null
    fresh.push({ ...{ id, billId, input, money, known, parts }, plan })
    saved.push({
      ...{ id, billId },
      outcome: isChange ? 'changed' : 'new',
      ...outcomeOf(money, plan),
    })
  }
  const customerIds = [...fresh.map((row) => row.input.customerId), ...changed.values()]
  return { saved, fresh, open, customerIds }
}

type Fresh = {
  id: string
  billId: string | null
  input: PaymentInput
  money: BookedPayment
  plan: AllocationPlan
  known: Instant
  parts: readonly DatedPart[]
}

/** `ids`: the instalments of the payer among all that are open. */
function decide(
  input: PaymentInput & BookedPayment,
  open: ReadonlyMap<string, Owed>,
  ids: readonly string[],
): AllocationPlan {
  const { purse } = input
  if (input.allocate === 'none')
    return { allocations: [], unallocatedFen: purse.fen, unallocatedMinor: purse.minor }
  // Of what falls due on one day the lower number is paid first: the order of ids is chance.
  const own = ids
    .map((id) => open.get(id)!)
    .filter((instalment) => instalment.openFen > 0n)
    .sort((one, other) => (one.invoiceNumber < other.invoiceNumber ? -1 : 1))
  if (input.allocate === 'oldest') return allocateOldest(purse, own)
  const chosen = input.allocate.flatMap((part) => {
    if ('instalmentId' in part) return [part]
    const ofInvoice = own.filter((instalment) => instalment.invoiceNumber === part.invoiceNumber)
    return partsOfInvoice(input, part.amountFen, ofInvoice)
  })
  if (input.kind === 'bill' && chosen.some(({ instalmentId }) => open.get(instalmentId)?.foreign))
    throw conflict('bill_yuan_only')
  const checked = checkAllocation({ ...input, isAtBook: input.kind === 'write_off' }, chosen, open)
  if (!checked.ok) throw refused(checked)
  return checked.value
}

/** Whoever names an invoice means it in whatever money it is. */
function partsOfInvoice(
  { purse, rates }: BookedPayment,
  amount: bigint,
  ofInvoice: readonly Owed[],
): ChosenPart[] {
  const fen = amount === purse.minor ? purse.fen : (purse.fen * amount) / purse.minor
  const across = new Map<string, Quotation | null>([...rates, [COMPANY_CURRENCY, null]])
  return allocateOldest({ ...purse, minor: amount, fen }, ofInvoice, across).allocations.map(
    ({ instalmentId, settled }) => ({ instalmentId, amountFen: settled.paidMinor }),
  )
}

function asKnown(id: string): SavedPayment {
  const nothing = { allocatedFen: 0n, unallocatedFen: 0n, unallocatedMinor: null, differenceFen: 0n }
  return { id, billId: null, outcome: 'same', ...nothing }
}

type Seen = { id: string; receivedOn: Day; amountFen: bigint; currency: string; customerId: string }

function isSame(old: Seen, input: PaymentInput): boolean {
  return (
    old.receivedOn === input.receivedOn &&
    old.amountFen === input.amountFen &&
    old.currency === (input.currency ?? COMPANY_CURRENCY) &&
    old.customerId === input.customerId
  )
}

function isKnown(seen: ReadonlyMap<string, Seen>, { externalCode }: PaymentInput): boolean {
  return externalCode != null && seen.has(externalCode)
}

async function findByCode(ctx: ReadCtx, inputs: readonly PaymentInput[]): Promise<Map<string, Seen>> {
  const codes = inputs.flatMap((input) => (input.externalCode ? [input.externalCode] : []))
  if (codes.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('payment')
    .select([
      'id',
      'external_code',
      'occurred_on as receivedOn',
      sql<bigint>`coalesce(original_minor, amount_fen)`.as('amountFen'),
      'currency',
      'customer_id as customerId',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('external_code', '=', sql<string>`any(${codes})`)
    .where('voided_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.external_code!, row]))
}

/**
 * Voids payments whose code came again with another day, amount or customer, and forgets them in `seen`.
 * Gives the customer each of those codes belonged to.
 */
async function voidChanged(
  ctx: WriteCtx,
  inputs: readonly PaymentInput[],
  seen: Map<string, Seen>,
): Promise<ReadonlyMap<string, string>> {
  const changed = new Map<string, string>()
  for (const input of inputs) {
    const old = input.externalCode ? seen.get(input.externalCode) : undefined
    if (!old || !input.externalCode) continue
    if (isSame(old, input) || changed.has(input.externalCode)) continue
    await dropPayment(ctx, old.id)
    seen.delete(input.externalCode)
    changed.set(input.externalCode, old.customerId)
  }
  return changed
}

/** `written`: whether an instalment's open amount is stored and has to be brought down. */
export async function insertPayments(
  ctx: WriteCtx,
  { fresh }: StagedPayments,
  written: (instalmentId: string) => boolean = () => true,
): Promise<void> {
  if (fresh.length === 0) return
  const stamp = (input: PaymentInput) => ({
    customer_id: input.customerId,
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
    batch_id: ctx.source?.batchId ?? null,
  })
  await insertBills(ctx, fresh)
  await insertRows(
    ctx.db,
    'payment',
    fresh.map((row) => ({
      org_id: ctx.orgId,
      id: row.id,
      bill_id: row.billId,
      bill_move: row.billId === null ? null : 'received',
      external_code: row.input.externalCode ?? null,
      kind: row.input.kind,
      amount_fen: row.money.purse.fen,
      unallocated_fen: row.plan.unallocatedFen,
      currency: row.money.purse.currency,
      original_minor: row.money.rate === null ? null : row.money.purse.minor,
      unallocated_minor: row.money.rate === null ? null : row.plan.unallocatedMinor,
      ...rateColumns(row.money.rate),
      reference: row.input.reference ?? '',
      remark: row.input.remark ?? '',
      occurred_on: row.input.receivedOn,
      known_at: row.known,
      ...stamp(row.input),
    })),
  )
  const parts = fresh.flatMap((row) => row.parts.map((part) => ({ ...part, payment: row })))
  const rows = parts.map(({ payment, isOwedForeign, settled, ...part }) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    payment_id: payment.id,
    instalment_id: part.instalmentId,
    amount_fen: part.amountFen,
    ...originalColumns(settled, { isOwedForeign, isPaidForeign: payment.money.rate !== null }),
    occurred_on: part.on,
    known_at: part.known,
    ...stamp(payment.input),
  }))
  await settle(ctx, rows, written)
  await bookDifferences(ctx, differencesOf(parts, rows))
}
