import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { isHistory } from './credit-hold.ts'
import { type OrderInput, type OrderPlan, planOrders } from './plan-orders.ts'

export type ToAgree = { contractId?: string | null | undefined; dealId: string | null; currency: string }

/**
 * The currency that the contract or the quote of each of these is in where the order is in another one; null
 * where they agree. Prices in two currencies cannot be held against each other, so the gate would stand open.
 */
export async function otherCurrencies(ctx: ReadCtx, orders: readonly ToAgree[]): Promise<(string | null)[]> {
  const contracts = orders.flatMap(({ contractId }) => contractId ?? [])
  const deals = orders.flatMap(({ dealId }) => dealId ?? [])
  if (contracts.length + deals.length === 0) return orders.map(() => null)
  const { rows } = await sql<{ id: string; currencies: string[] }>`
    select k.id, array[k.currency] as currencies from contract k
    where k.org_id = ${ctx.orgId} and k.id = any(${contracts}::uuid[])
    union all
    select q.deal_id, array_agg(q.currency order by q.sent_at desc nulls last) from quote q
    where q.org_id = ${ctx.orgId} and q.deal_id = any(${deals}::uuid[]) and q.voided_at is null
      and (q.status = 'won' or q.status in ('sent', 'answered') and coalesce(q.valid_until >= ${dayOf(ctx.now)}, true))
      and exists (select 1 from quote_step s where s.org_id = q.org_id and s.quote_id = q.id and s.kind = 'sent'
        and s.version_id is not null and s.voided_at is null)
    group by q.deal_id`.execute(ctx.db)
  const agreed = new Map(rows.map(({ id, currencies }) => [id, currencies]))
  return orders.map(({ contractId, dealId, currency }) => {
    const other = [contractId, dealId]
      .map((id) => (id ? agreed.get(id) : undefined))
      .find((currencies) => currencies !== undefined && !currencies.includes(currency))
    return other?.[0] ?? null
  })
}

/** Before anything is written; what the past has decided is asked nothing. */
export async function requireAgreedCurrency(ctx: WriteCtx, orders: readonly ToAgree[]): Promise<void> {
  const others = await otherCurrencies(ctx, orders)
  const index = others.findIndex((other) => other !== null)
  if (index < 0) return
  throw conflict('agreed_in_other_currency', { currency: orders[index]!.currency, agreed: others[index] })
}

/** The orders whose prices are about to be judged: new ones, and those that a file prices anew. */
export function judgedPlans(ctx: WriteCtx, plans: readonly OrderPlan[]): OrderPlan[] {
  return plans.filter(
    ({ isTwin, outcome, isRepriced, input }) =>
      !isTwin && (outcome === 'new' || isRepriced) && !isHistory(ctx, input.orderedOn),
  )
}

/** For a file, which refuses its rows one by one: by place, the other currency or null. */
export async function otherCurrenciesTold(
  ctx: WriteCtx,
  inputs: readonly OrderInput[],
): Promise<(string | null)[]> {
  const plans = await planOrders(ctx, inputs)
  const judged = new Set(judgedPlans(ctx, plans))
  const others = await otherCurrencies(
    ctx,
    plans.map(({ input }) => input),
  )
  return plans.map((plan, index) => (judged.has(plan) ? others[index]! : null))
}
