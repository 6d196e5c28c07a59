import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import {
  decideClaim,
  decideConfirm,
  type Receipt,
  type ReceiptState,
} from '../../../core/receivable/receipt.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { isLikeBill } from './receipt-bill.ts'
import { mayTouchReceipt } from './receipt-scope.ts'
import { readThreshold } from './settle-receipts.ts'

export type ReceiptQuery = { page: number; size: number; view: 'waiting' | 'claimed' | 'confirmed' | 'aside' }

type Row = Receipt & {
  id: string
  origin: 'bank' | 'hand'
  received_on: Day
  payer_name: string
  remark: string
  serial: string
  flags: string[]
  note: string
  proposed_rung: number | null
  proposed_id: string | null
  proposed_name: string | null
  customer_id: string | null
  customer_name: string | null
  claimed_name: string | null
  first_name: string | null
  confirmed_name: string | null
  recorded_already: boolean
  currency: string
  original_minor: bigint | null
  like_bill: boolean
  total: number
}

/** Money to be claimed and to be confirmed (待认领, 待确认), the oldest first (C091 C181). */
export async function listReceipts(ctx: ReadCtx, query: ReceiptQuery) {
  const states: readonly ReceiptState[] = query.view === 'claimed' ? ['claimed', 'half'] : [query.view]
  const newestFirst = query.view === 'confirmed' || query.view === 'aside'
  const { rows } = await sql<Row>`
    select r.id, r.origin, r.state, r.received_on, r.amount_fen as "amountFen", r.payer_name, r.remark, r.serial, r.flags, r.note, r.currency, r.original_minor,
      r.proposed_rung, p.id as proposed_id, p.name as proposed_name, c.id as customer_id, c.name as customer_name,
      r.claimed_by as "claimedBy", r.first_confirmed_by as "firstConfirmedBy", cu.name as claimed_name, fu.name as first_name,
      ou.name as confirmed_name, count(*) over ()::int as total,
      (r.payment_id is null and exists (select 1 from payment x where x.org_id = r.org_id and x.voided_at is null
        and x.customer_id = case when r.customer_id is null then r.proposed_customer_id else r.customer_id end and x.amount_fen = r.amount_fen
        and x.occurred_on between r.received_on - 3 and r.received_on + 3)) as recorded_already, ${isLikeBill} as like_bill
    from receipt r
    left join customer p on p.org_id = r.org_id and p.id = r.proposed_customer_id
    left join customer c on c.org_id = r.org_id and c.id = r.customer_id
    left join app_user cu on cu.org_id = r.org_id and cu.id = r.claimed_by
    left join app_user fu on fu.org_id = r.org_id and fu.id = r.first_confirmed_by
    left join app_user ou on ou.org_id = r.org_id and ou.id = r.confirmed_by
    where r.org_id = ${ctx.orgId} and r.state = any(${states}::text[]) and ${mayTouchReceipt(ctx, 'receivable.read')}
    order by r.received_on ${newestFirst ? sql`desc` : sql`asc`}, r.id
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  const twiceFromFen = await readThreshold(ctx)
  return {
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    counts: await countReceipts(ctx),
    twiceFromFen,
    items: rows.map((row) => itemOf(ctx, row, twiceFromFen)),
  }
}

function itemOf(ctx: ReadCtx, row: Row, twiceFromFen: bigint) {
  const who = { userId: ctx.actor.userId ?? '', isFinance: may(ctx.actor.roles, 'receivable.write') }
  const claim = may(ctx.actor.roles, 'receivable.note') ? decideClaim(row, who) : null
  const confirm = who.isFinance ? decideConfirm(row, who, twiceFromFen) : null
  const word = (decided: { ok: boolean; code?: string } | null) =>
    decided === null ? 'forbidden' : decided.ok ? (true as const) : decided.code!
  return {
    id: row.id,
    origin: row.origin,
    state: row.state,
    on: row.received_on,
    amountFen: row.amountFen,
    original: row.original_minor === null ? null : { currency: row.currency, minor: row.original_minor },
    payerName: row.payer_name,
    remark: row.remark,
    serial: row.serial,
    note: row.note,
    flags: [
      ...row.flags,
      ...(row.recorded_already ? ['recorded_already'] : []),
      ...(row.like_bill ? ['like_bill'] : []),
    ],
    proposal:
      row.proposed_id === null
        ? null
        : { rung: row.proposed_rung!, customer: { id: row.proposed_id, name: row.proposed_name! } },
    customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name! },
    claimedBy: row.claimed_name,
    firstConfirmedBy: row.first_name,
    confirmedBy: row.confirmed_name,
    needsTwo: row.amountFen >= twiceFromFen,
    can: { claim: word(claim), confirm: word(confirm) },
  }
}

async function countReceipts(ctx: ReadCtx) {
  const { rows } = await sql<{ view: keyof Counts; n: number; fen: bigint }>`
    select case r.state when 'half' then 'claimed' else r.state end as view, count(*)::int as n, sum(r.amount_fen)::bigint as fen
    from receipt r where r.org_id = ${ctx.orgId} and r.state in ('waiting', 'claimed', 'half') and ${mayTouchReceipt(ctx, 'receivable.read')}
    group by 1`.execute(ctx.db)
  const counts: Counts = { waiting: { count: 0, amountFen: 0n }, claimed: { count: 0, amountFen: 0n } }
  for (const row of rows) counts[row.view] = { count: row.n, amountFen: row.fen }
  return counts
}

type Counts = Record<'waiting' | 'claimed', { count: number; amountFen: bigint }>
