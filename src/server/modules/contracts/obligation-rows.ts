import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  type ObligationEnd,
  type ObligationKind,
  obligationState,
} from '../../../core/contract/obligation.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { contractScope } from './contract-rows.ts'

export type ObligationFound = {
  id: string
  contract_id: string
  number: string
  title: string
  contract_status: 'open' | 'ended'
  currency: string
  customer_id: string
  customer_name: string
  kind: ObligationKind
  label: string
  due_on: Day
  amount_fen: bigint | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  settled_by: ObligationEnd | null
  ended_on: Day | null
  reason: string | null
  evidence_id: string | null
  evidence_label: string | null
  total: number
  late: number
}

/**
 * When a step ends its obligation, as columns of `e`: an order ends it once it is delivered whole, an
 * invoice while it
 * stands, both known from the later of the link and the fact. Rows that were taken back are among them.
 */
export function endsOf(ctx: ReadCtx, where: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select s.id, s.obligation_id, s.kind, s.voided_at is null as holds,
      case s.kind when 'order' then d.occurred_on when 'invoice' then v.occurred_on else s.occurred_on end as ended_on,
      greatest(s.known_at, d.known_at, v.known_at) as known_at, least(s.voided_at, d.voided_at, g.voided_at, v.voided_at, f.voided_at) as until
    from obligation_step s
    left join order_step d on d.org_id = s.org_id and d.order_id = s.order_id and d.kind = 'completed'
    left join sales_order g on g.org_id = s.org_id and g.id = s.order_id
    left join invoice v on v.org_id = s.org_id and v.id = s.invoice_id
    left join record_file f on f.org_id = s.org_id and f.id = s.file_id
    where s.org_id = ${ctx.orgId} and ${where})`
}

/** Who does it: the one named while they are here, else whoever answers for the contract. */
export const DOER = sql`coalesce((select p.id from app_user p where p.org_id = o.org_id and p.id = o.responsible_id
  and p.status <> 'inactive'), k.responsible_id)`

export async function findObligations(
  ctx: ReadCtx,
  /** `of`: which obligations, by themselves (`o`, `k`); `where`: by their end, too (`f`) */
  { of, where, tail }: Record<'of' | 'where' | 'tail', RawBuilder<unknown>>,
): Promise<ObligationFound[]> {
  const { rows } = await sql<ObligationFound>`
    with open as (
      select o.id, ${DOER} as doer, s.kind as settled_by, s.reason, e.ended_on, coalesce(s.order_id, s.invoice_id, s.file_id) as evidence_id,
        coalesce((select x.number from sales_order x where x.org_id = o.org_id and x.id = s.order_id),
          (select x.number from invoice x where x.org_id = o.org_id and x.id = s.invoice_id),
          (select x.name from record_file x where x.org_id = o.org_id and x.id = s.file_id)) as evidence_label
      from obligation o
      join contract k on k.org_id = o.org_id and k.id = o.contract_id
      left join obligation_step s on s.org_id = o.org_id and s.obligation_id = o.id and s.voided_at is null
      left join lateral (select x.ended_on from ${endsOf(ctx, sql`s.obligation_id = o.id`)} x
        where x.until is null and x.ended_on is not null limit 1) e on true
      where o.org_id = ${ctx.orgId} and o.voided_at is null and k.voided_at is null and ${contractScope(ctx, 'contract.read')} and ${of}
    )
    select o.id, o.contract_id, k.number, k.title, k.status as contract_status, k.currency, k.customer_id, c.name as customer_name,
      o.kind, o.label, o.due_on, o.amount_fen, u.id as user_id, u.name as user_name, u.status = 'active' as user_active, f.settled_by,
      f.ended_on, f.reason, f.evidence_id, f.evidence_label, count(*) over ()::int as total,
      count(*) filter (where o.due_on < ${dayOf(ctx.now)} and f.ended_on is null) over ()::int as late
    from open f
    join obligation o on o.org_id = ${ctx.orgId} and o.id = f.id
    join contract k on k.org_id = o.org_id and k.id = o.contract_id
    join customer c on c.org_id = k.org_id and c.id = k.customer_id
    left join app_user u on u.org_id = o.org_id and u.id = f.doer
    where ${where} ${tail}`.execute(ctx.db)
  return rows
}

export function shapeObligation(row: ObligationFound, today: Day) {
  const ended = row.settled_by && row.ended_on ? { kind: row.settled_by, on: row.ended_on } : null
  return {
    id: row.id,
    contract: { id: row.contract_id, number: row.number, title: row.title },
    customer: { id: row.customer_id, name: row.customer_name },
    kind: row.kind,
    label: row.label,
    dueOn: row.due_on,
    amountFen: row.amount_fen,
    currency: row.currency,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    state: obligationState(row.due_on, ended, today),
    endedOn: row.ended_on,
    evidence: evidenceOf(row),
  }
}

function evidenceOf({ settled_by, evidence_id, evidence_label, reason }: ObligationFound) {
  if (settled_by === null) return null
  if (settled_by === 'order' || settled_by === 'invoice') {
    return { kind: settled_by, id: evidence_id, label: evidence_label ?? '' }
  }
  if (evidence_id) return { kind: 'file' as const, id: evidence_id, label: evidence_label ?? '' }
  return { kind: 'words' as const, id: null, label: reason ?? '' }
}
