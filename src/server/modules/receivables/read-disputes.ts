import { sql } from 'kysely'
import { type Day, dayOf, daysBetween } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { DisputeKind, DisputeOutcome } from '../../../core/receivable/dispute.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment } from '../../platform/then.ts'
import { customersThen, scopedCustomerIds } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'
import { unresolvedAsOf } from './dispute-rows.ts'
import { countsAsOf, type Reading } from './reading.ts'

export type DisputeQuery = {
  page: number
  size: number
  view: 'open' | 'resolved'
  asOf: Day
  reading: Reading
  customerId?: string | undefined
}

type Row = {
  id: string
  customer_id: string
  customer_name: string
  invoice_number: string
  label: string
  kind: DisputeKind
  amount_fen: bigint
  open_fen: bigint
  reason: string
  occurred_on: Day
  due_on: Day
  resolved_on: Day | null
  outcome: DisputeOutcome | null
  resolution: string
  version: number
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  total: number
  sum_fen: bigint
}

/** What customers contest, oldest deadline first; in the past as it stood then (C104). */
export async function listDisputes(ctx: ReadCtx, query: DisputeQuery) {
  const { asOf, reading } = query
  const unresolved = unresolvedAsOf('d', asOf, reading)
  const { rows } = await sql<Row>`
    select d.*, c.name as customer_name, v.number as invoice_number, i.label, i.open_fen, u.id as user_id, u.name as user_name,
      u.status = 'active' as user_active, count(*) over ()::int as total, (sum(d.amount_fen) over ())::bigint as sum_fen
    from dispute d
    join ${customersThen(ctx, asOf)} c on c.org_id = d.org_id and c.id = d.customer_id
    join instalment i on i.org_id = d.org_id and i.id = d.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = d.org_id and u.id = d.responsible_id
    where d.org_id = ${ctx.orgId} and ${countsAsOf('d', asOf, reading)} and ${countsAsOf('i', asOf, reading)}
      and d.customer_id in (${scopedCustomerIds(ctx, 'receivable.read')})
      and ${query.view === 'open' ? unresolved : sql`not ${unresolved}`}
      ${query.customerId ? sql`and d.customer_id = ${query.customerId}` : sql``}
    order by ${query.view === 'open' ? sql`d.due_on, d.id` : sql`d.resolved_on desc, d.id`}
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  const live = asOf >= dayOf(ctx.now) && may(ctx.actor.roles, 'receivable.note')
  return {
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    sumFen: rows[0]?.sum_fen ?? 0n,
    items: rows.map((row) => ({
      id: row.id,
      customer: { id: row.customer_id, name: row.customer_name },
      invoiceNumber: row.invoice_number,
      label: row.label,
      kind: row.kind,
      amountFen: row.amount_fen,
      openFen: row.open_fen,
      reason: row.reason,
      openedOn: row.occurred_on,
      dueOn: row.due_on,
      lateDays: Math.max(0, daysBetween(row.due_on, asOf)),
      resolvedOn: query.view === 'open' ? null : row.resolved_on,
      outcome: query.view === 'open' ? null : row.outcome,
      resolution: query.view === 'open' ? '' : row.resolution,
      version: row.version,
      responsible: row.user_id
        ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
        : null,
      can: { resolve: live && query.view === 'open' ? (true as const) : 'forbidden' },
    })),
  }
}
