import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import type { Kept, Open, Promised } from '../../../core/cash/outlook.ts'
import type { PaidOwed } from '../../../core/cash/predict-payment.ts'
import type { Fen } from '../../../core/money.ts'
import type { BillKind } from '../../../core/receivable/bill.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customerIdsEver } from '../customers/index.ts'
import {
  billsAsOf,
  contestedAsOf,
  countsAsOf,
  loadPromises,
  openAsOf,
  type Reading,
} from '../receivables/index.ts'

export type CashQuery = { asOf: Day; reading: Reading }

/** Habits are of the last two years; beyond so many payments more of them change nothing. */
const HABIT_DAYS = 730
const PAID_MAX = 20_000
const PROMISE_DAYS = 365

export type OpenRow = Open & { invoiceNumber: string; label: string; disputedFen: Fen; isInvoice: boolean }

/** What was paid in full with money by that day, the newest first; a credit note or write-off is no habit. */
export async function loadPaid(ctx: ReadCtx, { asOf, reading }: CashQuery): Promise<PaidOwed[]> {
  const { rows } = await sql<PaidOwed>`
    select i.customer_id as customer, i.occurred_on as "issuedOn", i.due_on as "dueOn", i.amount_fen::float8 as fen,
      max(a.occurred_on) as "paidOn"
    from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    join payment p on p.org_id = a.org_id and p.id = a.payment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where a.org_id = ${ctx.orgId} and ${countsAsOf('a', asOf, reading)} and ${countsAsOf('i', asOf, reading)}
      and i.due_on >= ${addDays(asOf, -2 * HABIT_DAYS)} and v.kind = 'invoice' and i.customer_id in (${mine(ctx)})
    group by i.org_id, i.id, i.customer_id, i.occurred_on, i.due_on, i.amount_fen
    having sum(a.amount_fen) >= i.amount_fen and bool_and(p.kind = 'payment')
      and max(a.occurred_on) between ${addDays(asOf, -HABIT_DAYS)} and ${asOf}
    order by max(a.occurred_on) desc, i.id limit ${PAID_MAX}`.execute(ctx.db)
  return rows
}

/** What was open and not contested; `disputedFen` beside it. */
export async function loadOpen(ctx: ReadCtx, { asOf, reading }: CashQuery): Promise<OpenRow[]> {
  const { rows } = await sql<OpenRow>`
    select o.id, o.customer_id as customer, o.occurred_on as "issuedOn", o.due_on as "dueOn", o.amount_fen::float8 as fen,
      v.number as "invoiceNumber", o.label, v.kind = 'invoice' as "isInvoice", least(o.open_fen, coalesce(d.fen, 0))::bigint as "disputedFen",
      (o.open_fen - least(o.open_fen, coalesce(d.fen, 0)))::bigint as "openFen"
    from ${openAsOf(ctx, asOf, reading)} o
    left join ${contestedAsOf(ctx, asOf, reading)} d on d.instalment_id = o.id
    join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    where o.customer_id in (${mine(ctx)}) order by o.due_on, o.id`.execute(ctx.db)
  return rows
}

/**
 * Days that customers have named and that have not passed, and how often such days were kept in a year. What
 * became of a promise is what was known of it at the end of the day, in either reading.
 */
export async function loadPromised(ctx: ReadCtx, asOf: Day): Promise<{ promises: Promised[]; kept: Kept }> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.customer_id as id from activity a where a.org_id = ${ctx.orgId}
      and a.promised_on >= ${addDays(asOf, -PROMISE_DAYS)} and a.customer_id in (${mine(ctx)})`.execute(
    ctx.db,
  )
  const courses = await loadPromises(
    ctx,
    rows.map(({ id }) => id),
  )
  const then = asOf >= dayOf(ctx.now) ? ctx.now : endOfDay(asOf)
  const promises: Promised[] = []
  const of = new Map<string, { n: number; kept: number }>()
  const all = { n: 0, kept: 0 }
  for (const [customer, course] of courses) {
    const own = { n: 0, kept: 0 }
    for (const { promise, state, at, until } of course) {
      if (at > then || (until !== null && until <= then)) continue
      if (state === 'standing' && promise.on > asOf)
        promises.push({ customer, on: promise.on, fen: promise.fen === null ? null : BigInt(promise.fen) })
      if (state === 'standing' || state === 'moved' || promise.on < addDays(asOf, -PROMISE_DAYS)) continue
      for (const count of [own, all]) {
        count.n += 1
        count.kept += state === 'kept' ? 1 : 0
      }
    }
    of.set(customer, own)
  }
  return { promises, kept: { of, all } }
}

export type BillInHand = {
  id: string
  customer: string
  number: string
  kind: BillKind
  dueOn: Day
  fen: Fen
}

/** Bills in hand: their money is expected on their own due day, whatever the habits of who gave them. */
export async function loadBills(ctx: ReadCtx, { asOf, reading }: CashQuery): Promise<BillInHand[]> {
  const { rows } = await sql<BillInHand>`
    select b.id, b.customer_id as customer, b.number, b.kind, b.due_on as "dueOn", b.amount_fen as fen
    from ${billsAsOf(ctx, asOf, reading)} b
    where b.state = 'in_hand' and b.customer_id in (${mine(ctx)}) order by b.due_on, b.id`.execute(ctx.db)
  return rows
}

/** Money that came in between two days, (after, asOf], less what the bank kept of bills it discounted. */
export async function receivedSince(ctx: ReadCtx, after: Day, { asOf, reading }: CashQuery): Promise<Fen> {
  const { rows } = await sql<{ fen: bigint }>`
    select (coalesce(sum(p.amount_fen), 0) - coalesce((select sum(b.cost_fen) from ${billsAsOf(ctx, asOf, reading)} b
        where b.passed_on > ${after} and b.passed_on <= ${asOf} and b.customer_id in (${mine(ctx)})), 0))::bigint as fen
    from payment p
    where p.org_id = ${ctx.orgId} and p.kind = 'payment' and ${countsAsOf('p', asOf, reading)}
      and p.occurred_on > ${after} and p.occurred_on <= ${asOf} and p.customer_id in (${mine(ctx)})`.execute(
    ctx.db,
  )
  return rows[0]!.fen
}

/** Customers of that time too: who has been merged since is in the past of a reading as known. */
function mine(ctx: ReadCtx): RawBuilder<unknown> {
  return sql`${customerIdsEver(ctx, 'cash.read')}`
}
