import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import {
  type Allocation,
  type AllocationPlan,
  allocateOldest,
  checkAllocation,
  type OpenInstalment,
} from '../../../core/receivable/allocate.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type WriteCtx } from '../../platform/context.ts'
import { invalid, refused } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { touchPromised } from '../customers/index.ts'
import { type BillPaperInput, dropPayment, insertBills, requirePapers } from './bill-rows.ts'
import { type Dated, datePart, loadRooms, type Room } from './rooms.ts'
import { later, settle } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'

export type PaymentInput = {
  customerId: string
  /** `write_off` is only for the write-off that was decided (C097); a `bill` comes with its paper. */
  kind: 'payment' | 'credit_note' | 'write_off' | 'bill'
  bill?: BillPaperInput | undefined
  receivedOn: Day
  amountFen: bigint
  reference?: string | undefined
  remark?: string | undefined
  externalCode?: string | null | undefined
  /**
   * oldest due date first, nothing yet, or parts chosen by instalment or by invoice number (its instalments
   * oldest first)
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
  allocatedFen: bigint
  unallocatedFen: bigint
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
  const [seen, found] = await Promise.all([findByCode(ctx, inputs), lockOpen(ctx, inputs)])
  const changed = await voidChanged(ctx, inputs, seen)
  // What a voided payment was set against is open again.
  const open = changed.size === 0 ? found : await lockOpen(ctx, inputs)
  for (const instalment of unwritten) open.set(instalment.id, instalment)
  const ofCustomer = Map.groupBy(open.keys(), (id) => open.get(id)!.customerId)
  const saved: SavedPayment[] = []
  const fresh: Fresh[] = []
  for (const input of inputs) {
    const existing = input.externalCode ? seen.get(input.externalCode) : undefined
    if (existing) {
      saved.push({ id: existing.id, billId: null, outcome: 'same', allocatedFen: 0n, unallocatedFen: 0n })
      continue
    }
    const plan = decide(input, open, ofCustomer.get(input.customerId) ?? [])
    const id = newId(ctx.now)
    if (input.externalCode) seen.set(input.externalCode, { ...input, id })
    const isChange = input.externalCode != null && changed.has(input.externalCode)
    const known = isChange ? correctionKnownAt(ctx, input.receivedOn) : knownAt(ctx, input.receivedOn)
    const parts = plan.allocations.flatMap((part) => takePart(part, { input, known, open }))
    const billId = input.bill ? newId(ctx.now) : null
    fresh.push({ ...{ id, billId, input, known, parts }, unallocatedFen: plan.unallocatedFen })
    saved.push({
      ...{ id, billId },
      outcome: isChange ? 'changed' : 'new',
      allocatedFen: input.amountFen - plan.unallocatedFen,
      unallocatedFen: plan.unallocatedFen,
    })
  }
  const customerIds = [...fresh.map((row) => row.input.customerId), ...changed.values()]
  return { saved, fresh, open, customerIds }
}

type Fresh = {
  id: string
  billId: string | null
  input: PaymentInput
  known: Instant
  parts: readonly Dated[]
  unallocatedFen: bigint
}
export type Owed = OpenInstalment & {
  amountFen: bigint
  invoiceNumber: string
  issuedOn: Day
  knownAt: Instant
  /** what stood against it on past days, where that was ever more than later */
  room?: Room | undefined
}

/** Takes a part off what is open, and says from when on it stands there. */
function takePart(
  part: Allocation,
  { input, known, open }: { input: PaymentInput; known: Instant; open: Map<string, Owed> },
): Dated[] {
  const instalment = open.get(part.instalmentId)!
  const { amountFen: owedFen, room } = instalment
  open.set(part.instalmentId, { ...instalment, openFen: instalment.openFen - part.amountFen })
  const on = later(input.receivedOn, instalment.issuedOn)
  return datePart({ ...part, on, known: Math.max(known, instalment.knownAt) }, { owedFen, room })
}

/** `ids`: the instalments of the payer among all that are open. */
function decide(
  input: PaymentInput,
  open: ReadonlyMap<string, Owed>,
  ids: readonly string[],
): AllocationPlan {
  if (input.allocate === 'none') return { allocations: [], unallocatedFen: input.amountFen }
  // Of what falls due on one day the lower number is paid first: the order of ids is chance.
  const own = ids
    .map((id) => open.get(id)!)
    .filter((instalment) => instalment.openFen > 0n)
    .sort((one, other) => (one.invoiceNumber < other.invoiceNumber ? -1 : 1))
  if (input.allocate === 'oldest') return allocateOldest(input.amountFen, own)
  const chosen = input.allocate.flatMap((part) => {
    if ('instalmentId' in part) return [part]
    const ofInvoice = own.filter((instalment) => instalment.invoiceNumber === part.invoiceNumber)
    return allocateOldest(part.amountFen, ofInvoice).allocations
  })
  const checked = checkAllocation(input, chosen, open)
  if (!checked.ok) throw refused(checked)
  return checked.value
}

type Seen = { id: string; receivedOn: Day; amountFen: bigint; customerId: string }

async function findByCode(ctx: WriteCtx, inputs: readonly PaymentInput[]): Promise<Map<string, Seen>> {
  const codes = inputs.flatMap((input) => (input.externalCode ? [input.externalCode] : []))
  if (codes.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('payment')
    .select([
      'id',
      'external_code',
      'occurred_on as receivedOn',
      'amount_fen as amountFen',
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
    const same =
      old.receivedOn === input.receivedOn &&
      old.amountFen === input.amountFen &&
      old.customerId === input.customerId
    if (same || changed.has(input.externalCode)) continue
    await dropPayment(ctx, old.id)
    seen.delete(input.externalCode)
    changed.set(input.externalCode, old.customerId)
  }
  return changed
}

async function lockOpen(ctx: WriteCtx, inputs: readonly PaymentInput[]): Promise<Map<string, Owed>> {
  const customers = [...new Set(inputs.map((input) => input.customerId))]
  const rooms = await loadRooms(ctx, customers)
  const rows = await ctx.db
    .selectFrom('instalment as i')
    .innerJoin('invoice as v', (join) =>
      join.onRef('v.org_id', '=', 'i.org_id').onRef('v.id', '=', 'i.invoice_id'),
    )
    .select([
      'i.id',
      'i.customer_id as customerId',
      'i.due_on as dueOn',
      'i.seq',
      'i.amount_fen as amountFen',
      'i.open_fen as openFen',
      'v.number as invoiceNumber',
      'i.occurred_on as issuedOn',
      'i.known_at as knownAt',
    ])
    .where('i.org_id', '=', ctx.orgId)
    .where('i.customer_id', '=', sql<string>`any(${customers}::uuid[])`)
    .where('i.open_fen', '>', 0n)
    .where('i.voided_at', 'is', null)
    .orderBy('i.id')
    .forUpdate('i')
    .execute()
  return new Map(rows.map((row) => [row.id, { ...row, room: rooms.get(row.id) }]))
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
      amount_fen: row.input.amountFen,
      unallocated_fen: row.unallocatedFen,
      reference: row.input.reference ?? '',
      remark: row.input.remark ?? '',
      occurred_on: row.input.receivedOn,
      known_at: row.known,
      ...stamp(row.input),
    })),
  )
  await settle(
    ctx,
    fresh.flatMap((row) =>
      row.parts.map((part) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        payment_id: row.id,
        instalment_id: part.instalmentId,
        amount_fen: part.amountFen,
        occurred_on: part.on,
        known_at: part.known,
        ...stamp(row.input),
      })),
    ),
    written,
  )
}
