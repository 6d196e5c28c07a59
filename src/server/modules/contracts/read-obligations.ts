import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  decideObligationStep,
  obligationState,
  proposeObligations,
} from '../../../core/contract/obligation.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { DOER, findObligations, type ObligationFound, shapeObligation } from './obligation-rows.ts'
import { getContract } from './read.ts'

/** Everything that is to happen under one contract (C074), its payments beside what we are to do. */
export async function readContractObligations(ctx: ReadCtx, contractId: string) {
  const today = dayOf(ctx.now)
  const contract = await getContract(ctx, contractId)
  const rows = await findObligations(ctx, {
    of: sql`o.contract_id = ${contractId}`,
    where: sql`true`,
    tail: sql`order by o.due_on, o.id`,
  })
  const noted = rows.map((row) => ({ ...shapeObligation(row, today), can: canOf(ctx, row, today) }))
  const paid = (await payments(ctx, contractId)).map((one) => ({
    id: null,
    contract: { id: contract.id, number: contract.number, title: contract.title },
    customer: contract.customer,
    kind: 'pay' as const,
    label: one.label,
    dueOn: one.dueOn,
    // What is owed stands in the books in yuan.
    amountFen: one.amountFen,
    currency: COMPANY_CURRENCY,
    responsible: contract.responsible,
    state: obligationState(one.dueOn, one.paidOn ? { kind: 'done', on: one.paidOn } : null, today),
    endedOn: one.paidOn,
    evidence: null,
    can: { settle: 'obligation_of_payment', reopen: 'obligation_of_payment' },
  }))
  const isOpen = contract.status === 'open'
  const proposals = proposeObligations(
    contract.content,
    rows.map(({ kind, due_on }) => ({ kind, dueOn: due_on })),
  )
  return {
    items: [...noted, ...paid].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1)),
    proposals: isOpen ? proposals : [],
    ...(await links(ctx, contractId)),
    can: { add: !may(ctx.actor.roles, 'contract.write') ? 'forbidden' : isOpen || 'contract_ended' },
  }
}

/** What is open and whose it is: on the workbench of the person who does it. */
export async function listObligations(
  ctx: ReadCtx,
  query: { page: number; size: number; whose: 'mine' | 'all'; lateOnly?: boolean | undefined },
) {
  const today = dayOf(ctx.now)
  const mine = query.whose === 'mine' ? sql`${DOER} = ${ctx.actor.userId}` : sql`true`
  const late = query.lateOnly ? sql`o.due_on < ${today}` : sql`true`
  const rows = await findObligations(ctx, {
    of: sql`k.status = 'open' and ${mine} and ${late}`,
    where: sql`f.ended_on is null`,
    tail: sql`order by o.due_on, o.id limit ${query.size} offset ${(query.page - 1) * query.size}`,
  })
  return {
    items: rows.map((row) => shapeObligation(row, today)),
    total: rows[0]?.total ?? 0,
    late: rows[0]?.late ?? 0,
    page: query.page,
    size: query.size,
  }
}

function canOf(ctx: ReadCtx, row: ObligationFound, today: Day) {
  if (!may(ctx.actor.roles, 'contract.write')) return { settle: 'forbidden', reopen: 'forbidden' }
  const standing = {
    kind: row.kind,
    isContractOpen: row.contract_status === 'open',
    settledBy: row.settled_by,
  }
  const ask = (kind: 'done' | 'reopened') => {
    const decided = decideObligationStep(standing, { kind, on: today, reason: '-', hasFile: true }, today)
    return decided.ok || decided.code
  }
  return { settle: ask('done'), reopen: ask('reopened') }
}

/** Payment nodes as they are owed; the last money on it is the day it was paid. */
async function payments(ctx: ReadCtx, contractId: string) {
  const { rows } = await sql<{ label: string; dueOn: Day; amountFen: bigint; paidOn: Day | null }>`
    select coalesce(i.label, '') as label, i.due_on as "dueOn", i.amount_fen as "amountFen",
      case when i.open_fen = 0 then (select max(a.occurred_on) from allocation a
        where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null) end as "paidOn"
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and v.contract_id = ${contractId} and v.kind = 'contract' and i.voided_at is null
      and v.voided_at is null order by i.due_on`.execute(ctx.db)
  return rows
}

/** What may be named as evidence: orders and invoices under this contract that nothing else is tied to. */
async function links(ctx: ReadCtx, contractId: string) {
  const { rows: orders } = await sql<{ id: string; label: string }>`
    select o.id, o.number as label from sales_order o where o.org_id = ${ctx.orgId} and o.contract_id = ${contractId}
      and o.voided_at is null and o.status <> 'cancelled' order by o.ordered_on desc limit 100`.execute(
    ctx.db,
  )
  const ordered = sql`array(select o.id from sales_order o where o.org_id = ${ctx.orgId} and o.contract_id = ${contractId})`
  const { rows: invoices } = await sql<{ id: string; label: string }>`
    select v.id, v.number as label from invoice v where v.org_id = ${ctx.orgId}
      and (v.contract_id = ${contractId} or (v.contract_id is null and v.order_id = any(${ordered}))) and v.kind = 'invoice'
      and v.voided_at is null order by v.occurred_on desc limit 100`.execute(ctx.db)
  return { orders, invoices }
}
