import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import {
  type Approved,
  type CreditVerdict,
  decideHold,
  decideInTurn,
  type Hold,
  type Waiting,
} from '../../../core/credit/exposure.ts'
import type { Checked } from '../../../core/credit/policy.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { AppError, traced } from '../../platform/errors.ts'
import { recordEvents } from '../../platform/events.ts'
import { asFinding } from './findings.ts'
import { agreedOf, grantedBy, grantedTo } from './granted.ts'
import { lackingBy } from './lacking.ts'
import { ON_NOTES, orderTakes } from './order-takes.ts'
import { readPolicy } from './policy.ts'
import { standingsInTurn, standingsOf } from './standing.ts'

/** contractId: of an order that is not stored yet; of the others it is read. */
export type OrderInQuestion = {
  id: string
  customerId: string
  amountFen: bigint
  contractId?: string | null | undefined
}
export const FREE: CreditVerdict = { hold: 'none', isWarning: false, findings: [] }

/**
 * What credit says to orders about to be written, in their order (C021 C022): each that is let go uses up
 * room for the next, and for the companies it stands together with, whoever writes them: page, import,
 * interface, copy, or one taken back to life. Orders among them that stand already do not count against
 * themselves.
 */
export async function judgeOrders(
  ctx: ReadCtx,
  orders: readonly OrderInQuestion[],
): Promise<Map<string, CreditVerdict>> {
  const verdicts = new Map<string, CreditVerdict>()
  if (orders.length === 0) return verdicts
  const { policy } = await readPolicy(ctx)
  const customers = [...new Set(orders.map(({ customerId }) => customerId))]
  const ids = orders.map(({ id }) => id)
  const [standings, own, approved, agreed, lacking] = await Promise.all([
    standingsInTurn(ctx, customers),
    standingAlready(ctx, ids),
    approvedOf(ctx, ids),
    agreedOf(ctx, orders, policy),
    lackingBy(ctx, customers, policy),
  ])
  const shift = new Map<string, Fen>()
  const add = (customerId: string, fen: Fen) => shift.set(customerId, (shift.get(customerId) ?? 0n) + fen)
  for (const { id, customerId } of orders) add(customerId, -(own.get(id) ?? 0n))
  for (const customerId of customers) {
    const standing = standings(customerId, shift)
    const waiting = orders
      .filter((one) => one.customerId === customerId)
      .map(({ id, amountFen }) => ({
        ...{ id, amountFen, approved: approved.get(id) ?? [] },
        granted: grantedBy(agreed.get(id), standing, amountFen),
        lacking: lacking.get(customerId),
      }))
    const decided = decideInTurn(standing, waiting, policy)
    for (const { id, amountFen } of waiting) {
      verdicts.set(id, decided.get(id)!)
      if (decided.get(id)!.hold === 'none') add(customerId, amountFen)
    }
  }
  return verdicts
}

/**
 * Whether something may leave the house on an order: not while it is held, and not while the customer is too
 * long overdue, unless this very order was let go.
 */
export async function judgeDelivery(ctx: ReadCtx, order: OrderInQuestion): Promise<CreditVerdict> {
  const held = await ctx.db
    .selectFrom('sales_order')
    .select(['credit_hold', 'credit_findings'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', order.id)
    .executeTakeFirstOrThrow()
  if (held.credit_hold !== null) {
    const findings = (held.credit_findings as unknown[]).map(asFinding)
    return { hold: held.credit_hold as Hold, isWarning: false, findings }
  }
  const approved = await approvedOf(ctx, [order.id])
  if (approved.get(order.id)?.some(({ fen }) => fen >= order.amountFen)) return FREE
  const { policy } = await readPolicy(ctx)
  const standing = (await standingsOf(ctx, [order.customerId])).get(order.customerId)!
  return decideHold(standing, { document: 'order', amountFen: 0n }, policy)
}

/** What these orders take up of the exposure as it stands. */
async function standingAlready(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ id: string; fen: bigint }>`
    select o.id, ${orderTakes(dayOf(ctx.now))}::bigint as fen
    from sales_order o ${ON_NOTES} where o.org_id = ${ctx.orgId} and o.id = any(${ids}::uuid[]) and o.voided_at is null
      and o.status in ('open', 'partial')`.execute(ctx.db)
  return new Map(rows.map(({ id, fen }) => [id, fen]))
}

/** What exceptions for single orders allow, as long as they hold. */
async function approvedOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Approved[]>> {
  const { rows } = await sql<Approved & { id: string }>`
    select d.order_id as id, d.amount_fen as fen, d.term_days as "termDays" from credit_decision d
    where d.org_id = ${ctx.orgId} and d.order_id = any(${ids}::uuid[]) and d.kind = 'exception' and d.amount_fen is not null
      and d.effective_at is not null and d.ended_at is null and d.expires_on >= ${dayOf(ctx.now)}`.execute(
    ctx.db,
  )
  return Map.groupBy(rows, ({ id }) => id)
}

/** Keeps what credit said with the orders; the only writer of these two columns. */
export async function saveHolds(ctx: WriteCtx, verdicts: ReadonlyMap<string, CreditVerdict>): Promise<void> {
  if (verdicts.size === 0) return
  const rows = [...verdicts].map(([id, { hold, findings }]) => ({
    id,
    hold: hold === 'none' ? null : hold,
    findings,
  }))
  await sql`
    update sales_order o set credit_hold = v.hold, credit_findings = v.findings, version = o.version + 1, updated_at = ${at(ctx.tick)}
    from jsonb_to_recordset(${json(plain(rows))}) as v (id uuid, hold text, findings jsonb)
    where o.org_id = ${ctx.orgId} and o.id = v.id
      and (o.credit_hold is distinct from v.hold or o.credit_findings is distinct from v.findings)`.execute(
    ctx.db,
  )
}

/** Money as a number, for what is kept as JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? Number(one) : one)))
}

/**
 * Held orders of these customers once more, the oldest first: money that came, a higher limit or an
 * exception lets them go (released by payment, C022).
 */
export async function recheckHolds(ctx: WriteCtx, customerIds: readonly string[]): Promise<number> {
  const rows = await readHeld(ctx, customerIds)
  if (rows.length === 0) return 0
  const verdicts = await judgeOrders(ctx, rows)
  await saveHolds(ctx, verdicts)
  const released = rows.filter(({ id }) => verdicts.get(id)!.hold === 'none')
  await recordEvents(
    ctx,
    released.map(({ id, customerId, number }) => ({
      kind: 'credit.released',
      subject: { kind: 'order', id },
      customerId,
      summary: { number },
    })),
  )
  return released.length
}

/** Held orders of each of these customers, the oldest first, with what was approved for one by itself. */
export async function heldOrders(
  ctx: ReadCtx,
  customerIds: readonly string[],
): Promise<Map<string, Waiting[]>> {
  const rows = await readHeld(ctx, customerIds)
  const approved = await approvedOf(
    ctx,
    rows.map(({ id }) => id),
  )
  const waiting = rows.map((row) => ({ ...row, approved: approved.get(row.id) ?? [] }))
  return Map.groupBy(waiting, ({ customerId }) => customerId)
}

async function readHeld(ctx: ReadCtx, customerIds: readonly string[]) {
  const { rows } = await sql<OrderInQuestion & { number: string }>`
    select o.id, o.customer_id as "customerId", o.amount_fen as "amountFen", o.number
    from sales_order o where o.org_id = ${ctx.orgId} and o.customer_id = any(${[...customerIds]}::uuid[])
      and o.credit_hold is not null and o.voided_at is null and o.status in ('open', 'partial')
    order by o.ordered_on, o.recorded_at, o.id`.execute(ctx.db)
  return rows
}

/**
 * What a quote or a contract of this amount means for credit: warned, or refused while nobody has granted an
 * exception. It uses up no room: that is what the order does.
 */
export async function checkDocument(
  ctx: WriteCtx,
  customerId: string,
  asked: {
    document: Exclude<Checked, 'order'>
    amountFen: bigint
    /** what a contract agrees; 'customer': what the customer may have anyhow, null: as agreed before */
    terms: { termDays: number | null; aheadFen: bigint; ofFen: bigint } | 'customer' | null
  },
): Promise<void> {
  const { policy } = await readPolicy(ctx)
  const standing = (await standingsOf(ctx, [customerId])).get(customerId)
  if (!standing) return
  const granted = await grantedTo(ctx, { customerId, terms: asked.terms }, policy)
  const lacking = (await lackingBy(ctx, [customerId], policy)).get(customerId)
  const verdict = decideHold(standing, { ...asked, granted, lacking }, policy)
  const subject = { kind: 'customer', id: customerId }
  if (verdict.hold !== 'none') throw heldBack(verdict, { ...subject, customerId })
  if (verdict.isWarning) {
    const summary = { document: asked.document, findings: plain(verdict.findings) }
    await recordEvents(ctx, [{ kind: 'credit.warned', subject, customerId, summary }])
  }
}

/** Whoever was refused is not even asked for a quote (C006). */
export async function refuseBarred(ctx: ReadCtx, customerId: string): Promise<void> {
  const standing = (await standingsOf(ctx, [customerId])).get(customerId)
  if (standing?.admission !== 'refuse') return
  const verdict: CreditVerdict = { hold: 'blocked', isWarning: false, findings: [{ code: 'refused' }] }
  throw heldBack(verdict, { kind: 'customer', id: customerId, customerId })
}

/** The refusal of a document, kept on the record although nothing of it stays. */
export function heldBack(
  { hold, findings }: CreditVerdict,
  { kind, id, customerId }: { kind: string; id: string; customerId: string },
): AppError {
  const told = plain(findings)
  const isRefused = findings.some(({ code }) => code === 'refused')
  const code = isRefused ? 'customer_refused' : hold === 'blocked' ? 'credit_blocked' : 'credit_held'
  return traced(new AppError(code, 409, { hold, findings: told }), {
    kind: 'credit.stopped',
    subject: { kind, id },
    customerId,
    summary: { hold, findings: told },
  })
}
