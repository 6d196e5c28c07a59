import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { AllowanceCause, AllowanceKind, Condition } from '../../../core/order/allowance.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'

export type AllowanceQuery = {
  page: number
  size: number
  view: 'to_credit' | 'asked' | 'all'
  customerId?: string | undefined
  noteId?: string | undefined
}

type Row = {
  id: string
  version: number
  kind: AllowanceKind
  customer_id: string
  customer_name: string
  note_id: string | null
  note_number: string | null
  invoice_number: string | null
  from_on: Day | null
  until_on: Day | null
  cause: AllowanceCause
  condition: Condition | null
  reason: string
  amount_fen: bigint
  on: Day
  status: 'asked' | 'in_effect' | 'ended'
  basis: 'authority' | 'approval' | null
  case_id: string | null
  complaint_id: string | null
  asked_by: string | null
  reference: string | null
  credited_on: Day | null
  needs: boolean
  total: number
}

/**
 * Whether allowance `w` waits for a credit note: what is off an invoice always does; goods that came back do
 * once they were billed, else their note is billed for less.
 */
export function needsCredit(): RawBuilder<boolean> {
  return sql<boolean>`(w.status = 'in_effect'
    and not exists (select 1 from payment p where p.org_id = w.org_id and p.id = w.payment_id and p.voided_at is null)
    and (w.kind <> 'return' or exists (select 1 from delivery_note d join invoice v on v.org_id = d.org_id and v.voided_at is null
      and v.customer_id = d.customer_id and v.recorded_at <= w.effective_at and (v.order_id = d.order_id
        or v.number in (select b.invoice_number from note_bill b where b.org_id = d.org_id and b.note_id = d.id))
      where d.org_id = w.org_id and d.id = w.note_id)))`
}

export async function listAllowances(ctx: ReadCtx, query: AllowanceQuery) {
  const mine = sql`w.org_id = ${ctx.orgId} and w.customer_id in (${scopedCustomerIds(ctx, 'receivable.read')})
    ${query.customerId ? sql`and w.customer_id = ${query.customerId}` : sql``} ${query.noteId ? sql`and w.note_id = ${query.noteId}` : sql``}`
  const views = { to_credit: needsCredit(), asked: sql`w.status = 'asked'`, all: sql`true` }
  const { rows } = await sql<Row>`
    select w.id, w.version, w.kind, w.customer_id, c.name as customer_name, w.note_id, d.number as note_number, w.invoice_number,
      w.from_on, w.until_on, w.cause, w.condition, w.reason, w.amount_fen, coalesce(w.returned_on, w.effective_on, china_day(w.asked_at)) as on,
      w.status, w.basis, w.case_id, w.complaint_id, u.name as asked_by, p.reference, p.occurred_on as credited_on, ${needsCredit()} as needs,
      count(*) over ()::int as total
    from allowance w join customer c on c.org_id = w.org_id and c.id = w.customer_id
    left join delivery_note d on d.org_id = w.org_id and d.id = w.note_id
    left join app_user u on u.org_id = w.org_id and u.id = w.asked_by
    left join payment p on p.org_id = w.org_id and p.id = w.payment_id and p.voided_at is null
    where ${mine} and ${views[query.view]}
    order by ${needsCredit()} desc, w.asked_at desc, w.id limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(
    ctx.db,
  )
  const { rows: counted } = await sql<{ toCredit: number; toCreditFen: bigint; asked: number }>`
    select count(*) filter (where ${needsCredit()})::int as "toCredit", count(*) filter (where w.status = 'asked')::int as asked,
      coalesce(sum(w.amount_fen) filter (where ${needsCredit()}), 0)::bigint as "toCreditFen" from allowance w where ${mine}`.execute(
    ctx.db,
  )
  return {
    items: rows.map((row) => shapeAllowance(ctx, row)),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    counts: counted[0]!,
  }
}

function shapeAllowance(ctx: ReadCtx, row: Row) {
  const writes = may(ctx.actor.roles, 'receivable.write')
  const isOpen = row.status === 'in_effect' && row.reference === null
  const still = isOpen || (row.status === 'in_effect' ? 'allowance_credited' : 'allowance_not_granted')
  return {
    ...{ id: row.id, version: row.version, kind: row.kind, cause: row.cause, condition: row.condition },
    customer: { id: row.customer_id, name: row.customer_name },
    note: row.note_id ? { id: row.note_id, number: row.note_number ?? '' } : null,
    ...{ invoiceNumber: row.invoice_number, from: row.from_on, until: row.until_on, reason: row.reason },
    ...{ amountFen: row.amount_fen, on: row.on, status: row.status, basis: row.basis, caseId: row.case_id },
    ...{ complaintId: row.complaint_id, askedBy: row.asked_by, needsCredit: row.needs },
    credit: row.credited_on ? { reference: row.reference ?? '', on: row.credited_on } : null,
    can: {
      credit: writes ? row.needs || (still === true ? 'allowance_unbilled' : still) : 'forbidden',
      end: writes ? still : 'forbidden',
    },
  }
}
