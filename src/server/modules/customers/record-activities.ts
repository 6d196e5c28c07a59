import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { refreshStates } from './customer-state.ts'
import { refreshDeals } from './deal-state.ts'
import type { Saved } from './save-customers.ts'
import { touchPromised } from './touch-promised.ts'

export type ActivityInput = {
  customerId?: string | null | undefined
  dealId?: string | null | undefined
  userId: string
  kind: 'call' | 'visit' | 'wechat' | 'mail' | 'other'
  summary: string
  occurredAt: Instant
  nextOn?: Day | null | undefined
  promisedOn?: Day | null | undefined
  /** how much, where they said so */
  promisedFen?: bigint | null | undefined
  externalCode?: string | null | undefined
  /** By a helper, who has no say on the customer: it stays with the deal alone (C046). */
  isHelp?: boolean | undefined
}

/**
 * Notes follow-ups that happened (C038). A follow-up of a deal also counts for the deal's customer, unless
 * it is a helper's.
 */
export async function recordActivities(ctx: WriteCtx, inputs: readonly ActivityInput[]): Promise<Saved[]> {
  if (inputs.length === 0) return []
  const customerOf = await customersOfDeals(ctx, inputs)
  const seen = await findByCode(ctx, inputs)
  const outcome: Saved[] = []
  const rows = []
  for (const input of inputs) {
    const existing = input.externalCode ? seen.get(input.externalCode) : undefined
    if (existing) {
      outcome.push({ id: existing, outcome: 'same' })
      continue
    }
    const id = newId(ctx.now)
    if (input.externalCode) seen.set(input.externalCode, id)
    const occurredOn = dayOf(input.occurredAt)
    const known =
      ctx.source?.historyDelayDays == null
        ? Math.max(input.occurredAt, ctx.tick)
        : Math.max(input.occurredAt, knownAt(ctx, occurredOn))
    rows.push({
      org_id: ctx.orgId,
      id,
      external_code: input.externalCode ?? null,
      customer_id: customerOfNote(input, customerOf),
      deal_id: input.dealId ?? null,
      user_id: input.userId,
      kind: input.kind,
      summary: input.summary,
      next_on: input.nextOn ?? null,
      promised_on: input.promisedOn ?? null,
      promised_fen: input.promisedFen ?? null,
      occurred_at: input.occurredAt,
      occurred_on: occurredOn,
      known_at: known,
      recorded_at: ctx.tick,
      batch_id: ctx.source?.batchId ?? null,
    })
    outcome.push({ id, outcome: 'new' })
  }
  if (rows.length === 0) return outcome
  await insertRows(ctx.db, 'activity', rows)
  const customers = rows.flatMap((row) => (row.customer_id ? [row.customer_id] : []))
  const deals = rows.flatMap((row) => (row.deal_id ? [row.deal_id] : []))
  await refreshStates(ctx, customers)
  await refreshDeals(ctx, deals)
  await touchPromised(
    ctx,
    rows.flatMap((row) => (row.promised_on && row.customer_id ? [row.customer_id] : [])),
  )
  await touch(ctx, [
    ...customers.map((id) => ({ kind: 'customer', id })),
    ...deals.map((id) => ({ kind: 'deal', id })),
    ...rows.map((row) => ({ kind: 'rep', id: row.user_id })),
  ])
  return outcome
}

function customerOfNote(
  { customerId, dealId, isHelp }: ActivityInput,
  ofDeal: ReadonlyMap<string, string | null>,
): string | null {
  if (customerId || !dealId || isHelp) return customerId ?? null
  return ofDeal.get(dealId) ?? null
}

async function customersOfDeals(
  ctx: WriteCtx,
  inputs: readonly ActivityInput[],
): Promise<Map<string, string | null>> {
  const ids = inputs.flatMap((input) => (input.dealId && !input.customerId ? [input.dealId] : []))
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('deal')
    .select(['id', 'customer_id'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.customer_id]))
}

async function findByCode(ctx: WriteCtx, inputs: readonly ActivityInput[]): Promise<Map<string, string>> {
  const codes = inputs.flatMap((input) => (input.externalCode ? [input.externalCode] : []))
  if (codes.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('activity')
    .select(['id', 'external_code'])
    .where('org_id', '=', ctx.orgId)
    .where('external_code', '=', sql<string>`any(${codes})`)
    .where('voided_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.external_code!, row.id]))
}
