import { sql } from 'kysely'
import { may, type Permission } from '../../../core/permission.ts'
import {
  CONFIRM_TWICE_FROM_FEN,
  decideAside,
  decideClaim,
  decideConfirm,
  type Receipt,
} from '../../../core/receivable/receipt.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { isLikeBill } from './receipt-bill.ts'
import { mayTouchReceipt } from './receipt-scope.ts'
import { recordPayments } from './record-payments.ts'

type Part = { instalmentId: string; amountFen: number }
type Row = Receipt & {
  id: string
  received_on: string
  payer_name: string
  remark: string
  serial: string
  currency: string
  original_minor: bigint | null
  customer_id: string | null
  parts: Part[]
  proposed_customer_id: string | null
  proposed_rung: number | null
  proposed_parts: Part[]
  like_bill: boolean
}

/** A salesperson, or finance, says whose money it is (回款认领). */
export async function claimReceipt(ctx: WriteCtx, id: string, form: { customerId: string; note: string }) {
  const receipt = await lockReceipt(ctx, id, 'receivable.note')
  const decided = decideClaim(receipt, whoActs(ctx))
  if (!decided.ok) throw refused(decided)
  const customer = await scopedCustomerIds(ctx, 'receivable.note')
    .where('scoped.id', '=', form.customerId)
    .executeTakeFirst()
  if (!customer) throw notFound('customer')
  const parts = form.customerId === receipt.proposed_customer_id ? receipt.proposed_parts : []
  await change(ctx, receipt, {
    state: 'claimed',
    customer_id: form.customerId,
    parts: json(parts),
    note: form.note,
    claimed_by: ctx.actor.userId!,
    claimed_at: at(ctx.tick),
    first_confirmed_by: null,
    first_confirmed_at: null,
  })
  await tell(ctx, receipt, 'receipt.claimed', form.customerId)
  return { ok: true as const }
}

/** Takes a claim back: the money waits again. */
export async function releaseReceipt(ctx: WriteCtx, id: string) {
  const receipt = await lockReceipt(ctx, id, 'receivable.note')
  const decided = decideClaim(receipt, whoActs(ctx))
  if (!decided.ok) throw refused(decided)
  await change(ctx, receipt, {
    state: 'waiting',
    customer_id: null,
    parts: json([]),
    note: '',
    claimed_by: null,
    claimed_at: null,
    first_confirmed_by: null,
    first_confirmed_at: null,
  })
  await tell(ctx, receipt, 'receipt.released', receipt.customer_id)
  return { ok: true as const }
}

/**
 * Confirms receipts (C181): each becomes a payment, a large one only with its second confirmation. With
 * `adopt` what still waits is taken for what was proposed, which is a claim of whoever confirms. What may be
 * the money of a bill is confirmed one at a time, by somebody who has looked at it.
 */
export async function confirmReceipts(ctx: WriteCtx, ids: readonly string[], adopt: boolean) {
  const twiceFromFen = await readThreshold(ctx)
  const reply = { confirmed: 0, half: 0 }
  const alone = ids.length === 1
  for (const id of new Set(ids)) {
    const receipt = adopted(ctx, await lockReceipt(ctx, id, 'receivable.write'), adopt && (alone || 'sure'))
    if (receipt.like_bill && !alone) throw conflict('receipt_like_bill', { id })
    const decided = decideConfirm(receipt, whoActs(ctx), twiceFromFen)
    if (!decided.ok) throw refused({ ...decided, detail: { id } })
    if (decided.value === 'half') {
      await change(ctx, receipt, {
        ...claimOf(ctx, receipt),
        state: 'half',
        first_confirmed_by: ctx.actor.userId,
        first_confirmed_at: at(ctx.tick),
      })
      await tell(ctx, receipt, 'receipt.half', receipt.customer_id)
      reply.half += 1
    } else {
      await post(ctx, receipt)
      reply.confirmed += 1
    }
  }
  return reply
}

/** Interest, a refund, a transfer of one's own: no customer's money, with the reason. */
export async function setReceiptAside(ctx: WriteCtx, id: string, reason: string) {
  const receipt = await lockReceipt(ctx, id, 'receivable.write')
  const decided = decideAside(receipt)
  if (!decided.ok) throw refused(decided)
  await change(ctx, receipt, { state: 'aside', note: reason })
  await tell(ctx, receipt, 'receipt.aside', receipt.customer_id)
  return { ok: true as const }
}

/** A payment that is taken back leaves its receipt claimed, to be confirmed anew or set aside. */
export async function reopenReceipt(ctx: WriteCtx, paymentId: string): Promise<void> {
  await sql`
    update receipt set state = 'claimed', payment_id = null, confirmed_by = null, confirmed_at = null,
      first_confirmed_by = null, first_confirmed_at = null, version = version + 1
    where org_id = ${ctx.orgId} and payment_id = ${paymentId}`.execute(ctx.db)
}

/** Up to this rung of the ladder proposals may be adopted together. */
const SURE_RUNG = 3

const SETTING = 'confirmTwiceFromFen'

export async function readThreshold(ctx: ReadCtx): Promise<bigint> {
  const stored = await loadSetting(ctx, SETTING)
  return stored === null ? CONFIRM_TWICE_FROM_FEN : BigInt(stored as number)
}

export async function saveThreshold(ctx: WriteCtx, twiceFromFen: bigint) {
  await saveSetting(ctx, SETTING, Number(twiceFromFen))
  await recordEvent(ctx, {
    kind: 'setting.confirmTwice',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { twiceFromFen },
  })
  return { ok: true as const }
}

function whoActs(ctx: WriteCtx) {
  return { userId: ctx.actor.userId!, isFinance: may(ctx.actor.roles, 'receivable.write') }
}

/** Guesses of the two lowest rungs are adopted one at a time, by somebody who has looked at them. */
function adopted(ctx: WriteCtx, receipt: Row, adopt: boolean | 'sure'): Row {
  if (!adopt || receipt.state !== 'waiting' || receipt.proposed_customer_id === null) return receipt
  if (adopt === 'sure' && (receipt.proposed_rung ?? 9) > SURE_RUNG) return receipt
  return {
    ...receipt,
    state: 'claimed',
    customer_id: receipt.proposed_customer_id,
    parts: receipt.proposed_parts,
    claimedBy: ctx.actor.userId,
  }
}

function claimOf(ctx: WriteCtx, receipt: Row) {
  return {
    customer_id: receipt.customer_id,
    parts: json(receipt.parts),
    claimed_by: receipt.claimedBy,
    claimed_at: sql<number>`coalesce(claimed_at, ${at(ctx.tick)})`,
  }
}

async function post(ctx: WriteCtx, receipt: Row): Promise<void> {
  const { parts } = receipt
  const open = await stillOpen(ctx, parts)
  const [saved] = await recordPayments(ctx, [
    {
      customerId: receipt.customer_id!,
      kind: 'payment',
      receivedOn: receipt.received_on,
      amountFen: receipt.original_minor ?? receipt.amountFen,
      currency: receipt.currency,
      reference: receipt.serial || receipt.payer_name,
      remark: receipt.remark,
      externalCode: `receipt-${receipt.id}`,
      // What was proposed may have been paid meanwhile; then the oldest comes first, as for any payment.
      allocate: open ? parts.map((part) => ({ ...part, amountFen: BigInt(part.amountFen) })) : 'oldest',
    },
  ])
  await change(ctx, receipt, {
    ...claimOf(ctx, receipt),
    state: 'confirmed',
    payment_id: saved!.id,
    confirmed_by: ctx.actor.userId,
    confirmed_at: at(ctx.tick),
  })
  await recordEvent(ctx, {
    kind: 'payment.recorded',
    subject: { kind: 'payment', id: saved!.id },
    customerId: receipt.customer_id,
    summary: {
      kind: 'payment',
      amountFen: receipt.amountFen,
      unallocatedFen: saved!.unallocatedFen,
      receipt: receipt.id,
    },
  })
}

async function stillOpen(ctx: WriteCtx, parts: readonly Part[]): Promise<boolean> {
  if (parts.length === 0) return false
  const rows = await ctx.db
    .selectFrom('instalment')
    .select(['id', sql<bigint>`coalesce(open_minor, open_fen)`.as('open')])
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .where(
      'id',
      'in',
      parts.map(({ instalmentId }) => instalmentId),
    )
    .execute()
  const open = new Map(rows.map((row) => [row.id, row.open]))
  return parts.every((part) => (open.get(part.instalmentId) ?? 0n) >= BigInt(part.amountFen))
}

async function lockReceipt(ctx: WriteCtx, id: string, permission: Permission): Promise<Row> {
  const { rows } = await sql<Row>`
    select r.id, r.state, r.amount_fen as "amountFen", r.claimed_by as "claimedBy", r.first_confirmed_by as "firstConfirmedBy",
      r.received_on, r.payer_name, r.remark, r.serial, r.currency, r.original_minor, r.customer_id, r.parts, r.proposed_customer_id, r.proposed_rung, r.proposed_parts,
      ${isLikeBill} as like_bill
    from receipt r where r.org_id = ${ctx.orgId} and r.id = ${id} and ${mayTouchReceipt(ctx, permission)} for update of r`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('receipt')
  return rows[0]
}

async function change(ctx: WriteCtx, receipt: Row, fields: Record<string, unknown>): Promise<void> {
  const done = await ctx.db
    .updateTable('receipt')
    .set((eb) => ({ ...fields, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', receipt.id)
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) throw conflict('receipt_settled')
}

async function tell(ctx: WriteCtx, receipt: Row, kind: string, customerId: string | null): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'receipt', id: receipt.id },
    customerId,
    summary: { amountFen: receipt.amountFen, on: receipt.received_on },
  })
}
