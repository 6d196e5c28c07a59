import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { sumFen } from '../../../core/money.ts'
import type { OpenInstalment } from '../../../core/receivable/allocate.ts'
import type { Retention } from '../../../core/receivable/retention.ts'
import type { InvoiceTax } from '../../../core/receivable/tax.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { bringOwn } from '../custom-fields/index.ts'
import { rateColumns, requireBookings } from '../rates/index.ts'
import { followDisputes } from './follow-disputes.ts'
import { type BookedInvoice, bookInvoice, type InvoiceMoney, invoiceBookings } from './invoice-bookings.ts'
import { isWrittenOff } from './reading.ts'
import { moveAllocations } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'

type Kept = Retention & { acceptedOn?: Day | null | undefined }

export type InvoiceInput = Omit<InvoiceMoney, 'instalments'> & {
  kind: 'invoice' | 'opening' | 'contract'
  responsibleId?: string | null | undefined
  disputed?: boolean | undefined
  externalCode?: string | null | undefined
  /** of its amount; left out: as it is */
  tax?: InvoiceTax | null | undefined
  /** the order this invoice (and with it its instalments) belongs to; none: the one it belonged to before */
  orderId?: string | null | undefined
  /** own fields, checked already; what is not named stays, and they alone are no correction */
  custom?: CustomValues | undefined
  contractId?: string | null | undefined
  instalments: readonly {
    label?: string | undefined
    dueOn: Day
    amountFen: bigint
    /** kept back by the customer; see core/receivable/retention.ts */
    retention?: Kept | undefined
  }[]
}

export type SavedInvoice = { id: string; outcome: 'new' | 'changed' | 'same'; instalmentIds: string[] }

/**
 * Records invoices and opening balances with their instalments; the parts must sum to the whole. The same
 * number of the same customer again is `same`; with other content it is a correction: the old rows are
 * voided, new ones added (law 2), and money that was set against the old ones moves over.
 */
export async function recordInvoices(
  ctx: WriteCtx,
  inputs: readonly InvoiceInput[],
): Promise<SavedInvoice[]> {
  const staged = await stageInvoices(ctx, inputs)
  await insertStaged(ctx, staged)
  await tellCustomers(ctx, staged.customerIds)
  return staged.saved
}

export type StagedInvoices = {
  saved: SavedInvoice[]
  rows: readonly InvoiceRow[]
  customerIds: readonly string[]
}

/** Decides what becomes of each invoice and voids what is corrected; the new rows wait for `insertStaged`. */
export async function stageInvoices(ctx: WriteCtx, inputs: readonly InvoiceInput[]): Promise<StagedInvoices> {
  for (const input of inputs) checkParts(input)
  const known = await findExisting(ctx, inputs)
  const bookings = await invoiceBookings(ctx, inputs)
  requireBookings(bookings)
  const fresh = new Map<string, InvoiceRow>()
  const outcomes: { key: string; outcome: SavedInvoice['outcome'] }[] = []
  for (const [index, input] of inputs.entries()) {
    const key = keyOf(input)
    const existing = known.get(key)
    const waiting = fresh.get(key)
    const before = waiting ? asExisting(waiting) : existing
    if (before && isSame(before, input)) {
      outcomes.push({ key, outcome: 'same' })
      continue
    }
    if (existing?.written_off && !isSameMoney(existing, input))
      throw conflict('invoice_written_off', { number: input.number })
    if (existing && !waiting) await voidInvoiceRows(ctx, existing)
    // The same number twice in one chunk: the later one counts, as it would in a chunk of its own.
    const booked = bookInvoice(input, bookings[index]!)
    if (booked.parts.some((part) => part <= 0n)) throw invalid('amount_not_positive')
    fresh.set(key, newRow(ctx, { input, booked, corrects: existing ?? null }, before ?? null))
    outcomes.push({ key, outcome: before ? 'changed' : 'new' })
  }
  const rows = [...fresh.values()]
  const saved = outcomes.map(({ key, outcome }) => {
    const { id, instalments } = fresh.get(key) ?? known.get(key)!
    return { id, outcome, instalmentIds: instalments.map((part) => part.id) }
  })
  return {
    saved: await bringOwn(ctx, 'invoice', saved, inputs),
    rows,
    customerIds: rows.map(({ input }) => input.customerId),
  }
}

type Left = ReadonlyMap<string, Pick<OpenInstalment, 'openFen' | 'foreign'>>

/** `left`: what is open of an instalment that money was already set against before it was written. */
export async function insertStaged(
  ctx: WriteCtx,
  { rows }: StagedInvoices,
  left: Left = new Map(),
): Promise<void> {
  await insertInvoices(ctx, rows, left)
  for (const row of rows) {
    if (row.corrects?.paid) await moveAllocations(ctx, row.corrects.id, row.instalments)
    if (row.corrects?.contested) await followDisputes(ctx, row.corrects.id, row.instalments)
  }
}

function checkParts(input: InvoiceInput): void {
  if (input.amountFen <= 0n || input.instalments.some((part) => part.amountFen <= 0n))
    throw invalid('amount_not_positive')
  const parts = sumFen(input.instalments.map((part) => part.amountFen))
  if (parts !== input.amountFen)
    throw invalid('parts_do_not_sum', { partsFen: Number(parts), totalFen: Number(input.amountFen) })
}

type Existing = {
  id: string
  customerId: string
  number: string
  issued_on: Day
  currency: string
  /** in its own currency, like those of its parts */
  amount: bigint
  disputed: boolean
  tax: bigint | null
  rate_bp: number | null
  order_id: string | null
  contract_id: string | null
  custom: CustomValues
  paid: boolean
  /** money was given up on it: with another amount there would be nothing to set that against */
  written_off: boolean
  contested: boolean
  instalments: Part[]
}

type Part = { id: string; due_on: Day; amount: bigint; is_retention: boolean; months: number | null }

const keyOf = (input: { customerId: string; number: string }) => `${input.customerId}|${input.number}`

async function findExisting(ctx: WriteCtx, inputs: readonly InvoiceInput[]): Promise<Map<string, Existing>> {
  const { rows } = await sql<Existing & { parts: (Omit<Part, 'amount'> & { amount: string })[] }>`
    select v.id, v.customer_id as "customerId", v.number, v.occurred_on as issued_on, v.currency,
      coalesce(v.original_minor, v.amount_fen) as amount, v.disputed, v.tax_minor as tax, v.tax_rate_bp as rate_bp, v.order_id, v.contract_id, v.custom,
      exists (select 1 from instalment i join allocation a on a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null
        where i.org_id = v.org_id and i.invoice_id = v.id) as paid,
      exists (select 1 from instalment i where i.org_id = v.org_id and i.invoice_id = v.id and ${isWrittenOff('i')}) as written_off,
      exists (select 1 from instalment i join dispute d on d.org_id = i.org_id and d.instalment_id = i.id and d.voided_at is null
        where i.org_id = v.org_id and i.invoice_id = v.id) as contested,
      (select jsonb_agg(jsonb_build_object('id', i.id, 'due_on', i.due_on, 'amount', coalesce(i.original_minor, i.amount_fen)::text,
          'is_retention', i.is_retention, 'months', i.retention_months) order by i.seq)
        from instalment i where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null) as parts
    from unnest(${inputs.map((input) => input.customerId)}::uuid[], ${inputs.map((input) => input.number)}::text[]) as wanted (customer_id, number)
    join invoice v on v.org_id = ${ctx.orgId} and v.customer_id = wanted.customer_id and v.number = wanted.number and v.voided_at is null`.execute(
    ctx.db,
  )
  return new Map(
    rows.map((row) => [
      keyOf(row),
      { ...row, instalments: row.parts.map((part) => ({ ...part, amount: BigInt(part.amount) })) },
    ]),
  )
}

function isSame(existing: Existing, input: InvoiceInput): boolean {
  return (
    isSameMoney(existing, input) &&
    existing.issued_on === input.issuedOn &&
    existing.disputed === (input.disputed ?? existing.disputed) &&
    isSameTax(existing, input) &&
    existing.order_id === (input.orderId ?? existing.order_id) &&
    existing.contract_id === (input.contractId ?? existing.contract_id) &&
    existing.instalments.length === input.instalments.length &&
    existing.instalments.every((part, index) => {
      const other = input.instalments[index]!
      return (
        part.due_on === other.dueOn &&
        part.amount === other.amountFen &&
        part.is_retention === (other.retention !== undefined) &&
        part.months === (other.retention?.months ?? null)
      )
    })
  )
}

function isSameTax(existing: Existing, { tax }: InvoiceInput): boolean {
  return tax == null || (existing.tax === tax.taxFen && existing.rate_bp === tax.rateBp)
}

function isSameMoney(existing: Existing, { amountFen, currency = COMPANY_CURRENCY }: InvoiceInput): boolean {
  return existing.amount === amountFen && existing.currency === currency
}

async function voidInvoiceRows(ctx: WriteCtx, existing: Existing): Promise<void> {
  await ctx.db
    .updateTable('invoice')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', existing.id)
    .execute()
  await ctx.db
    .updateTable('instalment')
    .set({ voided_at: at(ctx.tick), open_fen: 0n })
    .where('org_id', '=', ctx.orgId)
    .where('invoice_id', '=', existing.id)
    .where('voided_at', 'is', null)
    .execute()
}

/** A row that waits to be inserted, as it will be found once it is. */
function asExisting(row: InvoiceRow): Existing {
  return {
    id: row.id,
    customerId: row.input.customerId,
    number: row.input.number,
    issued_on: row.input.issuedOn,
    currency: row.booked.currency,
    amount: row.input.amountFen,
    disputed: row.input.disputed ?? false,
    ...{ tax: row.tax?.taxFen ?? null, rate_bp: row.tax?.rateBp ?? null },
    ...{ order_id: row.orderId, contract_id: row.contractId, custom: row.custom },
    paid: false,
    written_off: false,
    contested: false,
    instalments: row.instalments.map((part, index) => ({
      id: part.id,
      due_on: part.dueOn,
      amount: row.input.instalments[index]!.amountFen,
      is_retention: part.retention !== null,
      months: part.retention?.months ?? null,
    })),
  }
}

export type InvoiceRow = {
  id: string
  input: InvoiceInput
  booked: BookedInvoice
  known: number
  corrects: Existing | null
  tax: InvoiceTax | null
  orderId: string | null
  contractId: string | null
  custom: CustomValues
  instalments: {
    id: string
    issuedOn: Day
    dueOn: Day
    /** in yuan */
    amountFen: bigint
    foreign: OpenInstalment['foreign']
    label: string
    retention: Kept | null
  }[]
}

/** `before`: what the number stood for until now, stored or waiting. */
function newRow(
  ctx: WriteCtx,
  { input, booked, corrects }: Pick<InvoiceRow, 'input' | 'booked' | 'corrects'>,
  before: Existing | null,
): InvoiceRow {
  const { currency, rate } = booked
  return {
    id: newId(ctx.now),
    input,
    booked,
    corrects,
    tax: input.tax ?? keptTax(before, input),
    orderId: input.orderId ?? before?.order_id ?? null,
    contractId: input.contractId ?? before?.contract_id ?? null,
    custom: { ...before?.custom, ...input.custom },
    known: corrects ? correctionKnownAt(ctx, input.issuedOn) : knownAt(ctx, input.issuedOn),
    instalments: input.instalments.map((part, index) => ({
      id: newId(ctx.now),
      issuedOn: input.issuedOn,
      dueOn: part.dueOn,
      amountFen: booked.parts[index]!,
      foreign: rate === null ? null : { currency, minor: part.amountFen },
      label: part.label ?? '',
      retention: part.retention ?? null,
    })),
  }
}

/** Of another amount the old tax says nothing. */
function keptTax(before: Existing | null, input: InvoiceInput): InvoiceTax | null {
  if (before?.tax == null || !isSameMoney(before, input)) return null
  return { taxFen: before.tax, rateBp: before.rate_bp }
}

async function insertInvoices(ctx: WriteCtx, rows: readonly InvoiceRow[], left: Left): Promise<void> {
  if (rows.length === 0) return
  const stamp = (row: InvoiceRow) => ({
    customer_id: row.input.customerId,
    responsible_id: row.input.responsibleId ?? null,
    occurred_on: row.input.issuedOn,
    known_at: row.known,
    recorded_at: ctx.tick,
    batch_id: ctx.source?.batchId ?? null,
  })
  const invoices = rows.map((row) => ({
    org_id: ctx.orgId,
    id: row.id,
    number: row.input.number,
    kind: row.input.kind,
    amount_fen: row.booked.fen,
    currency: row.booked.currency,
    original_minor: row.booked.rate === null ? null : row.input.amountFen,
    ...rateColumns(row.booked.rate),
    disputed: row.input.disputed ?? false,
    tax_minor: row.tax?.taxFen ?? null,
    tax_rate_bp: row.tax?.rateBp ?? null,
    external_code: row.input.externalCode ?? null,
    order_id: row.orderId,
    contract_id: row.contractId,
    custom: row.custom,
    actor: ctx.actor.userId,
    ...stamp(row),
  }))
  const instalments = rows.flatMap((row) =>
    row.instalments.map((part, index) => ({
      org_id: ctx.orgId,
      id: part.id,
      invoice_id: row.id,
      seq: index + 1,
      label: part.label,
      due_on: part.dueOn,
      amount_fen: part.amountFen,
      open_fen: left.get(part.id)?.openFen ?? part.amountFen,
      currency: part.foreign?.currency ?? COMPANY_CURRENCY,
      original_minor: part.foreign?.minor ?? null,
      open_minor: (left.get(part.id) ?? part).foreign?.minor ?? null,
      is_retention: part.retention !== null,
      retention_months: part.retention?.months ?? null,
      accepted_on: part.retention?.acceptedOn ?? null,
      ...stamp(row),
    })),
  )
  await Promise.all([insertRows(ctx.db, 'invoice', invoices), insertRows(ctx.db, 'instalment', instalments)])
}
