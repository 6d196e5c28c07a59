import { sql } from 'kysely'
import { covers } from '../../../core/approval/authority.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Fen } from '../../../core/money.ts'
import {
  type AllowanceCause,
  type AllowanceKind,
  type AllowancePaper,
  allowanceLines,
  type Condition,
  type ReturnedLine,
} from '../../../core/order/allowance.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import {
  contentHashOf,
  myAuthority,
  reportMismatch,
  requestApproval,
  type Settled,
  spendApproval,
} from '../approvals/index.ts'
import { type AllowanceRow, changeAllowance, findAllowance, followAllowance } from './allowance-rows.ts'

/** The kind of its cases and of its lines in the authority matrix. */
const ALLOWANCE = 'allowance'

export type NewAllowance = {
  kind: AllowanceKind
  customer: { id: string; name: string; responsibleId: string | null }
  noteId: string | null
  orderId: string | null
  invoiceNumber: string | null
  period: { from: Day; until: Day } | null
  cause: AllowanceCause
  condition: Condition | null
  reason: string
  returnedOn: Day | null
  complaintId: string | null
  amountFen: Fen
  lines: readonly ReturnedLine[]
  /** below the floor, or of what was billed; null: a return, which departs from no price */
  deviationBp: number | null
  paper: Pick<AllowancePaper, 'about' | 'lines'>
  url: string
}

/** Within one's authority it takes effect at once, else an approval decides (decision 0005). */
export async function askAllowance(
  ctx: WriteCtx,
  form: NewAllowance,
): Promise<{ id: string; approvalId: string | null; inEffect: boolean }> {
  const row: AllowanceRow = {
    ...{ id: newId(ctx.now), kind: form.kind, customerId: form.customer.id, noteId: form.noteId },
    ...{ orderId: form.orderId, invoiceNumber: form.invoiceNumber, amountFen: form.amountFen },
    ...{ from: form.period?.from ?? null, until: form.period?.until ?? null },
    ...{ status: 'asked', version: 1, paymentId: null },
  }
  // Small ones to the same customer reach as far as one over all of them would.
  const beforeFen = await grantedAlone(ctx, form)
  await insertAllowance(ctx, row, form)
  const extent = { amountFen: form.amountFen + beforeFen, days: null }
  const departs = form.deviationBp === null ? {} : { deviationBp: form.deviationBp }
  // Goods that came back are a fact; what is let off is not decided by whoever sold.
  const isOwn = form.customer.responsibleId === ctx.actor.userId && !ctx.actor.roles.includes('boss')
  const mayAlone = form.kind === 'return' || !isOwn
  if (mayAlone && covers(await myAuthority(ctx, ALLOWANCE), { ...extent, ...departs })) {
    await takeEffect(ctx, row, 'authority')
    return { id: row.id, approvalId: null, inEffect: true }
  }
  const paper = { ...form, ...form.paper, beforeFen }
  const { caseId } = await requestApproval(ctx, {
    kind: ALLOWANCE,
    subject: { kind: ALLOWANCE, id: row.id },
    customerId: form.customer.id,
    title: titleOf(form.kind, form.customer.name),
    url: form.url,
    facts: { ...extent, type: [form.kind], marginBp: null, deviationBp: form.deviationBp },
    content: { hash: hashOf(row), lines: allowanceLines(paper), before: [] },
    reason: form.reason || form.paper.about,
  })
  await changeAllowance(ctx, row, { case_id: caseId })
  await followAllowance(ctx, row, 'asked')
  return { id: row.id, approvalId: caseId, inEffect: false }
}

/** The end of its case: exactly what was approved is given. */
export async function settleAllowance(ctx: WriteCtx, settled: Settled): Promise<void> {
  if (settled.subject.kind !== ALLOWANCE) return
  const row = await findAllowance(ctx, sql`w.case_id = ${settled.caseId} and w.status = 'asked'`)
  if (!row) return
  if (settled.status !== 'approved')
    return end(ctx, row, settled.status === 'rejected' ? 'refused' : 'withdrawn')
  const gate = { kind: ALLOWANCE, subject: { kind: ALLOWANCE, id: row.id }, contentHash: hashOf(row) }
  if ((await spendApproval(ctx, gate)) === null) {
    await end(ctx, row, 'changed')
    const { caseId, requesterId } = settled
    return reportMismatch(ctx, { gate, title: titleOf(row.kind, ''), caseId, requesterId })
  }
  await takeEffect(ctx, row, 'approval')
}

async function insertAllowance(ctx: WriteCtx, row: AllowanceRow, form: NewAllowance): Promise<void> {
  await ctx.db
    .insertInto('allowance')
    .values({
      org_id: ctx.orgId,
      id: row.id,
      kind: row.kind,
      customer_id: row.customerId,
      note_id: row.noteId,
      invoice_number: row.invoiceNumber,
      from_on: row.from,
      until_on: row.until,
      cause: form.cause,
      condition: form.condition,
      reason: form.reason,
      returned_on: form.returnedOn,
      amount_fen: row.amountFen,
      complaint_id: form.complaintId,
      status: 'asked',
      asked_by: ctx.actor.userId,
      asked_at: at(ctx.tick),
    })
    .execute()
  await insertRows(
    ctx.db,
    'allowance_line',
    form.lines.map((line) => ({
      org_id: ctx.orgId,
      allowance_id: row.id,
      line_id: line.lineId,
      quantity_milli: line.quantityMilli,
      amount_fen: line.amountFen,
    })),
  )
}

async function grantedAlone(ctx: WriteCtx, { kind, customer }: NewAllowance): Promise<Fen> {
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(w.amount_fen), 0)::bigint as fen from allowance w
    where w.org_id = ${ctx.orgId} and w.customer_id = ${customer.id} and w.status = 'in_effect' and w.basis = 'authority'
      and (w.kind = 'return') = ${kind === 'return'} and w.effective_on > ${dayOf(ctx.now)}::date - interval '12 months'`.execute(
    ctx.db,
  )
  return rows[0]!.fen
}

async function takeEffect(ctx: WriteCtx, row: AllowanceRow, basis: 'authority' | 'approval'): Promise<void> {
  await changeAllowance(ctx, row, {
    ...{ status: 'in_effect', basis, decided_by: ctx.actor.userId },
    ...{ effective_on: dayOf(ctx.now), effective_at: at(ctx.tick) },
  })
  await followAllowance(ctx, row, 'granted')
}

async function end(ctx: WriteCtx, row: AllowanceRow, reason: string): Promise<void> {
  await changeAllowance(ctx, row, {
    ...{ status: 'ended', ended_at: at(ctx.tick), ended_by: ctx.actor.userId, end_reason: reason },
  })
  await followAllowance(ctx, row, 'ended')
}

/** Lines are written once with the row, so the row says what was approved. */
function hashOf({
  id,
  kind,
  customerId,
  noteId,
  invoiceNumber,
  from,
  until,
  amountFen,
}: AllowanceRow): string {
  return contentHashOf({
    what: ALLOWANCE,
    id,
    kind,
    customerId,
    noteId,
    invoiceNumber,
    from,
    until,
    amountFen,
  })
}

function titleOf(kind: AllowanceKind, name: string) {
  const zh = { return: '退货', discount: '折让', rebate: '返利' }[kind]
  const en = { return: 'return', discount: 'discount', rebate: 'rebate' }[kind]
  return { zh: `${name} ${zh}`.trim(), en: `${name}: ${en}` }
}
