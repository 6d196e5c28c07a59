import { sql } from 'kysely'
import { covers } from '../../../core/approval/authority.ts'
import { type Day, dayOf, startOfDay } from '../../../core/calendar.ts'
import { type CreditVerdict, type Finding, isOverLimit } from '../../../core/credit/exposure.ts'
import type { Freed } from '../../../core/credit/regroup.ts'
import { type Fen, formatFen } from '../../../core/money.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvents } from '../../platform/events.ts'
import { myAuthority } from '../approvals/index.ts'
import { judgeOrders, type OrderInQuestion, recheckHolds, saveHolds } from './holds.ts'
import { standingsOf } from './standing.ts'

/**
 * A change of what covers pay, with all it means for the orders of these customers and of whoever owes
 * together with them: what stood on it is held again, what waited is asked again. An order that did not fit
 * before either (let go by an exception that has run out since) stands as it stood.
 */
export async function withHolds<T>(
  ctx: WriteCtx,
  customerIds: readonly string[],
  change: () => Promise<T>,
): Promise<T> {
  const together = await owingTogether(ctx, customerIds)
  const orders = await standingOrders(ctx, together)
  const before = await judgeOrders(ctx, orders)
  const changed = await change()
  await letFall(ctx, orders, before)
  await recheckHolds(ctx, together)
  return changed
}

/**
 * The same for covers that ran out by themselves since a day: nothing was changed then, so what stood on
 * them is found by asking as on their last day.
 */
export async function holdLapsed(ctx: WriteCtx, customerIds: readonly string[], since: Day): Promise<void> {
  const { rows } = await sql<{ lastDay: Day; ids: string[] }>`
    select h.until_on as "lastDay", array_agg(distinct h.customer_id) as ids from credit_cover h
    where h.org_id = ${ctx.orgId} and h.customer_id = any(${[...customerIds]}::uuid[]) and h.voided_at is null
      and h.until_on >= ${since} and h.until_on < ${dayOf(ctx.now)}
    group by h.until_on order by h.until_on`.execute(ctx.db)
  for (const { lastDay, ids } of rows) {
    const orders = await standingOrders(ctx, await owingTogether(ctx, ids))
    await letFall(ctx, orders, await judgeOrders({ ...ctx, now: startOfDay(lastDay) }, orders))
  }
}

/** Holds the orders that fitted before and do not now. */
async function letFall(
  ctx: WriteCtx,
  orders: readonly (OrderInQuestion & { number: string })[],
  before: ReadonlyMap<string, CreditVerdict>,
): Promise<void> {
  const after = await judgeOrders(ctx, orders)
  const fallen = orders.filter(({ id }) => fits(before.get(id)!) && !fits(after.get(id)!))
  await saveHolds(ctx, new Map(fallen.map(({ id }) => [id, after.get(id)!])))
  await recordEvents(
    ctx,
    fallen.map(({ id, customerId, number }) => ({
      kind: 'credit.held',
      subject: { kind: 'order', id },
      customerId,
      summary: { number },
    })),
  )
}

function fits({ hold, findings }: CreditVerdict): boolean {
  return hold === 'none' || !findings.some((finding: Finding) => isOverLimit(finding))
}

export async function owingTogether(ctx: ReadCtx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from unnest(${[...ids]}::uuid[]) as w (id)
    union select o.customer_id from credit_group_member m
    join credit_group_member o on o.org_id = m.org_id and o.group_id = m.group_id and o.ended_at is null
    where m.org_id = ${ctx.orgId} and m.customer_id = any(${[...ids]}::uuid[]) and m.ended_at is null`.execute(
    ctx.db,
  )
  return rows.map(({ id }) => id)
}

/** What has not left the house and is not held, with what is not invoiced of it: the rest is owed already. */
async function standingOrders(
  ctx: ReadCtx,
  ids: readonly string[],
): Promise<(OrderInQuestion & { number: string })[]> {
  const { rows } = await sql<OrderInQuestion & { number: string }>`
    select o.id, o.customer_id as "customerId", o.number, greatest(0, o.amount_fen - coalesce((select sum(k.amount_fen)
      from invoice k where k.org_id = o.org_id and k.order_id = o.id and k.voided_at is null), 0))::bigint as "amountFen"
    from sales_order o where o.org_id = ${ctx.orgId} and o.customer_id = any(${[...ids]}::uuid[])
      and o.credit_hold is null and o.voided_at is null and o.status in ('open', 'partial')
    order by o.ordered_on, o.recorded_at, o.id`.execute(ctx.db)
  return rows
}

/** The most room covers can make, by customer: all not over yet, or those sharing a day with a span. */
export async function capsOf(
  ctx: ReadCtx,
  of?: { customerIds: readonly string[]; fromOn: Day; untilOn: Day },
): Promise<Map<string, Fen>> {
  const { rows } = await sql<{ id: string; fen: Fen }>`
    select h.customer_id as id, sum(h.cap_fen)::bigint as fen from credit_cover h
    where h.org_id = ${ctx.orgId} and h.voided_at is null and h.until_on >= ${dayOf(ctx.now)}
      ${of ? sql`and h.customer_id = any(${[...of.customerIds]}::uuid[]) and h.from_on <= ${of.untilOn} and h.until_on >= ${of.fromOn}` : sql``}
    group by h.customer_id`.execute(ctx.db)
  return new Map(rows.map(({ id, fen }) => [id, fen]))
}

/**
 * A cover that counts lets orders go that would wait, today's and those to come, up to its cap, and of
 * whoever stands together with the customer too: that is for whoever may release as much (C022), and for
 * nobody with customers of their own. `freed`: the caps that count, by customer.
 */
export async function requireRelease(ctx: WriteCtx, freed: ReadonlyMap<string, Fen>): Promise<void> {
  if (freed.size === 0) return
  const ids = [...freed.keys()]
  const standings = await standingsOf(ctx, ids)
  const groupOf = await groupsOf(ctx, ids)
  const inGroup = new Map<string, Fen>()
  for (const [id, fen] of freed) {
    const key = groupOf.get(id) ?? id
    inGroup.set(key, (inGroup.get(key) ?? 0n) + fen)
  }
  const extents = ids.map((id): [string, Freed] => [
    id,
    {
      amountFen: inGroup.get(groupOf.get(id) ?? id)!,
      days: standings.get(id)?.own.overdueDays ?? 0,
    },
  ])
  await requireAuthority(ctx, new Map(extents), 'cover_beyond_authority')
}

/** What of which customers is let go, and how late: for whoever may, and of nobody of their own (C022). */
export async function requireAuthority(
  ctx: WriteCtx,
  freed: ReadonlyMap<string, Freed>,
  code: 'cover_beyond_authority' | 'credit_group_beyond_authority' | 'credit_merge_beyond_authority',
): Promise<void> {
  if (freed.size === 0 || ctx.actor.userId === null || ctx.actor.roles.includes('boss')) return
  const authority = await myAuthority(ctx, 'release')
  const { rows } = await sql<{ id: string }>`
    select id from customer where org_id = ${ctx.orgId} and id = any(${[...freed.keys()]}::uuid[])
      and responsible_id = ${ctx.actor.userId}`.execute(ctx.db)
  const own = new Set(rows.map(({ id }) => id))
  for (const [id, extent] of freed)
    if (own.has(id) || !may(ctx.actor.roles, 'credit.decide') || !covers(authority, extent))
      throw conflict(code, { amount: formatFen(extent.amountFen) })
}

async function groupsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; groupId: string }>`
    select customer_id as id, group_id as "groupId" from credit_group_member
    where org_id = ${ctx.orgId} and customer_id = any(${[...ids]}::uuid[]) and ended_at is null`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, groupId }) => [id, groupId]))
}
