import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { bookAmount, COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { proposeMatch } from '../../../core/receivable/match-receipt.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { findRates, getRate } from '../rates/index.ts'
import { loadMatchBook } from './match-book.ts'
import type { ReceivedStatement } from './receive-bank-file.ts'

/**
 * The lines of a bank's file that are not known yet wait to be claimed, each with what it most likely is.
 */
export async function keepBankStatement(ctx: WriteCtx, { fileName, statement }: ReceivedStatement) {
  const keys = statement.lines.map(({ key }) => key)
  const { rows: known } = await sql<{ line_key: string }>`
    select line_key from receipt where org_id = ${ctx.orgId} and line_key = any(${keys}::text[])`.execute(
    ctx.db,
  )
  const seen = new Set(known.map((row) => row.line_key))
  const unseen = statement.lines.filter(({ key }) => !seen.has(key))
  const rates = await findRates(
    ctx,
    unseen.map(({ currency, on: day }) => ({ currency, day })),
  )
  // Without a rate it is worth nothing yet: the row comes back, and comes in once there is one.
  const fresh = unseen.flatMap((line, index) => {
    const rate = rates[index]
    return rate === undefined ? [] : [{ ...line, ...bookAmount(line.amountFen, line.currency, rate) }]
  })
  const worthless = unseen.filter((_, index) => rates[index] === undefined)
  const unread = [...statement.unread, ...worthless.map(({ row }) => ({ row, why: 'rate' as const }))]
  await insertRows(
    ctx.db,
    'receipt',
    fresh.map((line) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      origin: 'bank',
      line_key: line.key,
      file_name: fileName.slice(0, 200),
      received_on: line.on,
      amount_fen: line.fen,
      currency: line.currency,
      original_minor: line.original,
      payer_name: line.payerName.slice(0, 200),
      payer_account: line.payerAccount.slice(0, 64),
      remark: line.remark.slice(0, 300),
      serial: line.serial.slice(0, 100),
      state: 'waiting',
      proposed_parts: '[]',
      flags: [],
      parts: '[]',
      version: 1,
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
    })),
  )
  const proposed = await proposeWaiting(ctx)
  await recordEvent(ctx, {
    kind: 'receipt.bankFile',
    subject: { kind: 'receipt', id: newId(ctx.now) },
    summary: { fileName, added: fresh.length, known: seen.size, outgoing: statement.outgoing },
  })
  return {
    added: fresh.length,
    known: statement.lines.length - unseen.length,
    outgoing: statement.outgoing,
    proposed,
    unread: unread.slice(0, 50),
    unreadCount: unread.length,
  }
}

/** Looks again at everything that waits: what was paid or invoiced meanwhile may change what it is. */
async function proposeWaiting(ctx: WriteCtx): Promise<number> {
  const waiting = await ctx.db
    .selectFrom('receipt')
    .select([
      'id',
      sql<bigint>`coalesce(original_minor, amount_fen)`.as('amountFen'),
      'currency',
      'payer_name as payerName',
      'payer_account as payerAccount',
      'remark',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('state', '=', 'waiting')
    .orderBy('received_on')
    .limit(5000)
    .execute()
  if (waiting.length === 0) return 0
  const book = await loadMatchBook(ctx)
  const found = waiting.map((receipt) => ({ id: receipt.id, match: proposeMatch(receipt, book) }))
  const text = JSON.stringify(
    found.map(({ id, match }) => ({
      id,
      customer_id: match?.customerId ?? null,
      rung: match?.rung ?? null,
      parts: (match?.allocations ?? []).map((part) => ({ ...part, amountFen: Number(part.amountFen) })),
      flags: match?.flags ?? [],
    })),
  )
  await sql`
    update receipt r set proposed_customer_id = n.customer_id, proposed_rung = n.rung, proposed_parts = n.parts,
      flags = array(select jsonb_array_elements_text(n.flags)), version = r.version + 1
    from jsonb_to_recordset(${text}::jsonb) as n (id uuid, customer_id uuid, rung int, parts jsonb, flags jsonb)
    where r.org_id = ${ctx.orgId} and r.id = n.id
      and (r.proposed_customer_id, r.proposed_rung, r.proposed_parts) is distinct from (n.customer_id, n.rung, n.parts)`.execute(
    ctx.db,
  )
  return found.filter(({ match }) => match !== null).length
}

export type HandReceipt = {
  customerId: string
  receivedOn: Day
  /** in the currency beside it; left out: in yuan */
  amountFen: bigint
  currency?: string | undefined
  payerName: string
  remark: string
}

/** Sales registers what the customer says was paid; it counts when finance has confirmed it (C181). */
export async function reportReceipt(ctx: WriteCtx, form: HandReceipt): Promise<{ id: string }> {
  if (form.amountFen <= 0n) throw invalid('amount_not_positive')
  if (form.receivedOn > dayOf(ctx.now)) throw invalid('date_in_future')
  const customer = await scopedCustomerIds(ctx, 'receivable.note')
    .where('scoped.id', '=', form.customerId)
    .executeTakeFirst()
  if (!customer) throw notFound('customer')
  const { currency = COMPANY_CURRENCY } = form
  const rate = await getRate(ctx, { currency, day: form.receivedOn })
  const { fen, original } = bookAmount(form.amountFen, currency, rate)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('receipt')
    .values({
      org_id: ctx.orgId,
      id,
      origin: 'hand',
      received_on: form.receivedOn,
      amount_fen: fen,
      currency,
      original_minor: original,
      payer_name: form.payerName,
      remark: form.remark,
      state: 'claimed',
      customer_id: form.customerId,
      parts: json([]),
      claimed_by: ctx.actor.userId!,
      claimed_at: at(ctx.tick),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'receipt.reported',
    subject: { kind: 'receipt', id },
    customerId: form.customerId,
    summary: { amountFen: fen, on: form.receivedOn },
  })
  return { id }
}
