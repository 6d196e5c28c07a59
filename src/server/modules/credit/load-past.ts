import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import type {
  Known,
  PastCustomer,
  PastInvoice,
  PastNote,
  PastOrder,
  PastPart,
  PastUnit,
} from '../../../core/credit/past.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'
import { customersThen } from '../customers/index.ts'

/**
 * Everything the gate reads about these customers, in all versions and with when each was known: core cuts
 * any instant of the past out of it (I11). Companies that ever owed together are one unit. They are called
 * what they were called on `asOf`.
 */
export async function loadPast(
  ctx: ReadCtx,
  units: readonly (readonly string[])[],
  asOf: Day = dayOf(ctx.now),
): Promise<PastUnit[]> {
  const ids = units.flat()
  if (ids.length === 0) return []
  const [
    heads,
    memberships,
    periods,
    ratings,
    decisions,
    covered,
    orders,
    steps,
    notes,
    invoices,
    instalments,
    parts,
    money,
    bills,
  ] = await Promise.all([
    headsOf(ctx, ids, asOf),
    membershipsOf(ctx, ids),
    limitsOf(ctx, ids),
    gradesOf(ctx, ids),
    decisionsOf(ctx, ids),
    coversOf(ctx, ids),
    ordersOf(ctx, ids),
    stepsOf(ctx, ids),
    notesOf(ctx, ids),
    invoicesOf(ctx, ids),
    instalmentsOf(ctx, ids),
    partsOf(ctx, ids),
    moneyOf(ctx, ids),
    billsOf(ctx, ids),
  ])
  const stepsBy = grouped(steps, ({ orderId }) => orderId)
  const notesBy = grouped(notes, ({ orderId }) => orderId)
  const partsBy = grouped(parts, ({ instalmentId }) => instalmentId)
  const dueBy = grouped(
    instalments.map((one) => ({ ...one, parts: partsBy.get(one.id) ?? [] })),
    ({ invoiceId }) => invoiceId,
  )
  const customers = customersOf(heads, { periods, ratings, covered, decisions })
  const ordersBy = grouped(
    orders.map(
      (one): PastOrder => ({ ...one, steps: stepsBy.get(one.id) ?? [], notes: notedOf(notesBy.get(one.id)) }),
    ),
    ({ customerId }) => customerId,
  )
  const invoicesBy = grouped(
    invoices.map((one): PastInvoice => ({ ...one, instalments: dueBy.get(one.id) ?? [] })),
    ({ customerId }) => customerId,
  )
  const moneyBy = grouped(money, ({ customerId }) => customerId)
  const billsBy = grouped(bills, ({ customerId }) => customerId)
  const linkedBy = grouped(memberships, ({ customerId }) => customerId)
  return units.map((members): PastUnit => {
    return {
      customers: members.flatMap((id) => customers.get(id) ?? []),
      memberships: members.flatMap((id) => linkedBy.get(id) ?? []),
      orders: members.flatMap((id) => ordersBy.get(id) ?? []),
      invoices: members.flatMap((id) => invoicesBy.get(id) ?? []),
      money: members.flatMap((id) => moneyBy.get(id) ?? []),
      bills: members.flatMap((id) => billsBy.get(id) ?? []),
    }
  })
}

type Facts = {
  periods: Awaited<ReturnType<typeof limitsOf>>
  ratings: Awaited<ReturnType<typeof gradesOf>>
  covered: Awaited<ReturnType<typeof coversOf>>
  decisions: Awaited<ReturnType<typeof decisionsOf>>
}

/** Each customer with what was decided about it. */
function customersOf(
  heads: Awaited<ReturnType<typeof headsOf>>,
  { periods, ratings, covered, decisions }: Facts,
) {
  const limits = grouped(periods, ({ customerId }) => customerId)
  const grades = grouped(ratings, ({ customerId }) => customerId)
  const covers = grouped(covered, ({ customerId }) => customerId)
  const decided = grouped(decisions, ({ customerId }) => customerId)
  return new Map(
    heads.map(({ id, name }) => {
      const mine = decided.get(id) ?? []
      const customer: PastCustomer = {
        id,
        name,
        limits: limits.get(id) ?? [],
        grades: grades.get(id) ?? [],
        covers: covers.get(id) ?? [],
        admissions: mine.flatMap(({ admission, ...one }) => (admission ? [{ ...one, admission }] : [])),
        exceptions: mine.flatMap(({ fen, admission, ...one }) => (admission ? [] : [{ ...one, fen: fen! }])),
      }
      return [id, customer]
    }),
  )
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

type Owned = Known & { customerId: string }
/** From when it was known until it was voided. */
const knownOf = (alias: string) => sql`${ms(`${alias}.known_at`)} as at, ${ms(`${alias}.voided_at`)} as until`

async function headsOf(ctx: ReadCtx, ids: readonly string[], asOf: Day) {
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name from ${customersThen(ctx, asOf)} c where c.org_id = ${ctx.orgId} and c.id = any(${ids}::uuid[])`.execute(
    ctx.db,
  )
  return rows
}

async function membershipsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<PastUnit['memberships'][number]>`
    select m.customer_id as "customerId", m.group_id as "groupId", m.limit_fen as "limitFen", ${ms('m.since')} as at,
      ${ms('m.ended_at')} as until
    from credit_group_member m where m.org_id = ${ctx.orgId} and m.customer_id = any(${ids}::uuid[])
    order by m.since, m.id`.execute(ctx.db)
  return rows
}

async function limitsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<Owned & { fen: bigint }>`
    select p.customer_id as "customerId", p.limit_fen as fen, ${ms('p.valid_from')} as at, ${ms('p.valid_to')} as until
    from customer_period p where p.org_id = ${ctx.orgId} and p.customer_id = any(${ids}::uuid[]) and p.limit_fen is not null
    order by p.valid_from`.execute(ctx.db)
  return rows
}

async function gradesOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<Owned & PastCustomer['grades'][number]>`
    select r.customer_id as "customerId", r.grade, ${ms('r.valid_from')} as at, ${ms('r.valid_to')} as until
    from credit_rating r where r.org_id = ${ctx.orgId} and r.customer_id = any(${ids}::uuid[])
    order by r.valid_from`.execute(ctx.db)
  return rows
}

async function decisionsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<
    Owned & {
      fen: bigint | null
      admission: PastCustomer['admissions'][number]['admission'] | null
      expiresOn: Day
    }
  >`
    select d.customer_id as "customerId", d.amount_fen as fen, d.admission, d.expires_on as "expiresOn",
      ${ms('d.effective_at')} as at, ${ms('d.ended_at')} as until
    from credit_decision d where d.org_id = ${ctx.orgId} and d.customer_id = any(${ids}::uuid[])
      and d.kind in ('exception', 'admission') and d.order_id is null and d.effective_at is not null
    order by d.effective_at`.execute(ctx.db)
  return rows
}

async function coversOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<Owned & PastCustomer['covers'][number]>`
    select h.customer_id as "customerId", h.cap_fen as "capFen", h.share_bp as "shareBp", h.deductible_fen as "deductibleFen",
      h.from_on as "fromOn", h.until_on as "untilOn",
      h.whole_group as "wholeGroup", ${knownOf('h')}
    from credit_cover h where h.org_id = ${ctx.orgId} and h.customer_id = any(${ids}::uuid[])
    order by h.known_at, h.id`.execute(ctx.db)
  return rows
}

async function ordersOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<Omit<PastOrder, 'steps'>>`
    select o.id, o.number, o.customer_id as "customerId", o.ordered_on as on, ${knownOf('o')}
    from sales_order o where o.org_id = ${ctx.orgId} and o.customer_id = any(${ids}::uuid[])`.execute(ctx.db)
  return rows
}

async function stepsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<PastOrder['steps'][number] & { orderId: string }>`
    select s.order_id as "orderId", s.kind, s.occurred_on as on,
      case when s.kind <> 'cancelled' then s.amount_fen end as fen, ${knownOf('s')}
    from sales_order o join order_step s on s.org_id = o.org_id and s.order_id = o.id
    where o.org_id = ${ctx.orgId} and o.customer_id = any(${ids}::uuid[]) and s.kind <> 'replanned'
    order by s.occurred_on, array_position(array['ordered', 'corrected', 'delivered', 'completed', 'cancelled'], s.kind),
      s.recorded_at, s.id`.execute(ctx.db)
  return rows
}

type NoteFact = Known & { orderId: string; noteId: string; what: 'step' | 'returned' | 'billed'; fen: bigint }

function notedOf(facts: readonly NoteFact[] | undefined): PastNote[] | undefined {
  const of = (rows: readonly NoteFact[], what: NoteFact['what']) => rows.filter((row) => row.what === what)
  return (
    facts &&
    [...grouped(facts, ({ noteId }) => noteId).values()].map((rows) => ({
      steps: of(rows, 'step'),
      returned: of(rows, 'returned'),
      billed: of(rows, 'billed'),
    }))
  )
}

async function notesOf(ctx: ReadCtx, ids: readonly string[]) {
  const mine = sql`d.org_id = ${ctx.orgId} and d.customer_id = any(${ids}::uuid[])`
  const { rows } = await sql<NoteFact>`
    select s.order_id as "orderId", s.note_id as "noteId", 'step' as what, s.amount_fen as fen, ${knownOf('s')}, s.kind = 'signed' as later, s.recorded_at
    from delivery_note d join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id
    where ${mine} and s.kind in ('shipped', 'signed')
    union all
    select d.order_id, d.id, 'returned', w.amount_fen, ${ms('w.effective_at')}, ${ms('w.ended_at')}, false, w.asked_at
    from delivery_note d join allowance w on w.org_id = d.org_id and w.note_id = d.id where ${mine} and w.effective_at is not null
    union all
    select d.order_id, d.id, 'billed', b.amount_fen, (extract(epoch from greatest(b.recorded_at, v.known_at)) * 1000)::float8,
      ${ms('v.voided_at')}, false, b.recorded_at
    from delivery_note d join note_bill b on b.org_id = d.org_id and b.note_id = d.id
    join invoice v on v.org_id = b.org_id and v.customer_id = d.customer_id and v.number = b.invoice_number where ${mine}
    order by 7, 8`.execute(ctx.db)
  return rows
}

async function invoicesOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<Omit<PastInvoice, 'instalments'>>`
    select v.id, v.number, v.customer_id as "customerId", v.order_id as "orderId", v.occurred_on as on, v.amount_fen as fen,
      v.kind = 'invoice' as "isInvoice", ${knownOf('v')}, (select (extract(epoch from min(b.recorded_at)) * 1000)::float8 from note_bill b
        join delivery_note d on d.org_id = b.org_id and d.id = b.note_id
        where b.org_id = v.org_id and b.invoice_number = v.number and d.customer_id = v.customer_id) as "notesAt"
    from invoice v where v.org_id = ${ctx.orgId} and v.customer_id = any(${ids}::uuid[])`.execute(ctx.db)
  return rows
}

async function instalmentsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<
    Known & { id: string; invoiceId: string; dueOn: Day; isRetention: boolean; fen: bigint }
  >`
    select i.id, i.invoice_id as "invoiceId", i.due_on as "dueOn", i.is_retention as "isRetention", i.amount_fen as fen, ${knownOf('i')}
    from instalment i where i.org_id = ${ctx.orgId} and i.customer_id = any(${ids}::uuid[])`.execute(ctx.db)
  return rows
}

/** Money, bills, credit notes, write-offs; what was settled is claimed no more, later money is a recovery. */
async function partsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<PastPart & { instalmentId: string }>`
    select a.instalment_id as "instalmentId", a.occurred_on as on, a.amount_fen as fen,
      case when p.kind in ('bill', 'endorsed') then 'payment' else p.kind end as kind,
      p.kind = 'write_off' and not ${isSettled('p')} as claimed, ${knownOf('a')}
    from allocation a join payment p on p.org_id = a.org_id and p.id = a.payment_id
    where a.org_id = ${ctx.orgId} and a.customer_id = any(${ids}::uuid[])
    union all
    select r.instalment_id, r.occurred_on, r.amount_fen, 'recovery', not ${isSettled('r')}, ${knownOf('r')}
    from recovery r where r.org_id = ${ctx.orgId} and r.customer_id = any(${ids}::uuid[])`.execute(ctx.db)
  return rows
}

/** Of a write-off, or of money that came for one: nothing is claimed any more. */
function isSettled(alias: 'p' | 'r') {
  const payment = sql.ref(alias === 'p' ? 'p.id' : 'r.payment_id')
  return sql`exists (select 1 from write_off w where w.org_id = ${sql.ref(`${alias}.org_id`)} and w.payment_id = ${payment}
    and w.ground = 'settled')`
}

/** Commercial bills from when they came until they were honoured or refused (decision 0016). */
async function billsOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<{ customerId: string; fen: bigint; at: Instant; until: Instant | null }>`
    select b.customer_id as "customerId", b.amount_fen as fen, ${ms('b.known_at')} as at,
      (extract(epoch from least(b.voided_at, case when b.ended_at is not null then greatest(b.known_at, b.ended_at) end)) * 1000)::float8 as until
    from bill b where b.org_id = ${ctx.orgId} and b.customer_id = any(${ids}::uuid[]) and b.kind = 'commercial'`.execute(
    ctx.db,
  )
  return rows
}

async function moneyOf(ctx: ReadCtx, ids: readonly string[]) {
  const { rows } = await sql<{ customerId: string; fen: bigint; at: Instant; until: Instant | null }>`
    select p.customer_id as "customerId", p.amount_fen as fen, ${knownOf('p')}
    from payment p where p.org_id = ${ctx.orgId} and p.customer_id = any(${ids}::uuid[]) and p.kind <> 'write_off'`.execute(
    ctx.db,
  )
  return rows
}
