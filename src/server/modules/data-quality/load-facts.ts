import { type RawBuilder, sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { likeness } from '../../../core/customer/likeness.ts'
import type { DefectRecord, Finding } from '../../../core/quality/checks.ts'
import {
  type ContactFacts,
  type CustomerFacts,
  judgeContact,
  judgeCustomer,
} from '../../../core/quality/judge-customers.ts'
import { type DealFacts, judgeDeal } from '../../../core/quality/judge-deals.ts'
import {
  type InstalmentFacts,
  judgeInstalment,
  judgePayment,
  type PaymentFacts,
} from '../../../core/quality/judge-money.ts'
import { addWorkdays, type WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { findTwins, type Twin } from '../customers/index.ts'
import { leftBehind } from '../deals/index.ts'

/** Records that are meant, by kind; null: all there are. */
export type Among = Readonly<Partial<Record<DefectRecord, readonly string[]>>> | null
/** Two customers, the newer first. */
export type Pair = { recordId: string; otherId: string }

const WRITTEN_AFTER_WORKDAYS = 5
const ALLOCATED_AFTER_WORKDAYS = 5

/** Runs every check over the whole company, or over these records and pairs, whoever’s they are. */
export async function inspect(
  ctx: ReadCtx,
  calendar: WorkCalendar,
  among: Among = null,
  pairs: readonly Pair[] = [],
): Promise<Finding[]> {
  const today = dayOf(ctx.now)
  const customers = await loadCustomers(ctx, among)
  const contacts = await loadContacts(ctx, among)
  const deals = await loadDeals(ctx, among)
  const writtenBy = (await keepsDocuments(ctx)) ? addWorkdays(calendar, today, -WRITTEN_AFTER_WORKDAYS) : null
  const instalments = await loadInstalments(ctx, among)
  const payments = await loadPayments(ctx, among)
  const before = addWorkdays(calendar, today, -ALLOCATED_AFTER_WORKDAYS)
  return [
    ...customers.flatMap(judgeCustomer),
    ...contacts.flatMap(judgeContact),
    ...deals.flatMap((deal) => judgeDeal(deal, { today, writtenBy })),
    ...instalments.flatMap(judgeInstalment),
    ...payments.flatMap((payment) => judgePayment(payment, before)),
    ...(among === null ? await findPairs(ctx, pairs) : await weighPairs(ctx, pairs)),
  ]
}

function isMeant(among: Among, kind: DefectRecord, column: string): RawBuilder<boolean> {
  return among === null ? sql`true` : sql`${sql.ref(column)} = any(${among[kind] ?? []}::uuid[])`
}

/** Booked 1:1 before rates were kept; a document without an amount has nothing to book. */
const STANDS_AT_PAR = sql`voided_at is null and currency <> 'CNY' and rate_micro is null and original_minor is not null`

async function loadCustomers(ctx: ReadCtx, among: Among): Promise<CustomerFacts[]> {
  const { rows } = await sql<CustomerFacts>`
    with unbooked as (
      select x.customer_id, string_agg(x.number, ', ' order by x.number) as numbers from (
        select customer_id, coalesce(external_code, title) as number from quote
        where org_id = ${ctx.orgId} and ${STANDS_AT_PAR}
        union all select customer_id, number from sales_order where org_id = ${ctx.orgId} and ${STANDS_AT_PAR}
        union all select customer_id, number from contract where org_id = ${ctx.orgId} and ${STANDS_AT_PAR}) x
      group by x.customer_id
    )
    select c.id, coalesce(b.numbers, '') as unbooked, c.name, c.uscc, c.phone, c.responsible_id as "responsibleId",
      coalesce(u.status = 'active', false) as "isResponsibleHere",
      c.key_level = 'key' and not exists (select 1 from app_user w where w.org_id = u.org_id and w.id = u.backup_id
        and w.status = 'active') as "isKeyUnbacked",
      coalesce(s.open_fen, 0)::bigint as "openFen", coalesce(s.open_deals, 0) as "openDeals",
      exists (select 1 from contact k where k.org_id = c.org_id and k.customer_id = c.id and k.voided_at is null
        and k.phone <> '') as "hasReachableContact"
    from customer c left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    left join unbooked b on b.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and ${isMeant(among, 'customer', 'c.id')}`.execute(
    ctx.db,
  )
  return rows
}

async function loadContacts(ctx: ReadCtx, among: Among): Promise<ContactFacts[]> {
  const { rows } = await sql<ContactFacts>`
    select k.id, k.name, k.phone, k.email, c.responsible_id as "responsibleId"
    from contact k join customer c on c.org_id = k.org_id and c.id = k.customer_id and c.voided_at is null
    where k.org_id = ${ctx.orgId} and k.voided_at is null and ${isMeant(among, 'contact', 'k.id')}`.execute(
    ctx.db,
  )
  return rows
}

async function loadDeals(ctx: ReadCtx, among: Among): Promise<DealFacts[]> {
  const left = await leftBehind(ctx, isMeant(among, 'deal', 'd.id'))
  const { rows } = await sql<Omit<DealFacts, 'checksLeft'>>`
    select d.id, d.responsible_id as "responsibleId", coalesce(u.status = 'active', false) as "isResponsibleHere",
      d.outcome, d.amount_fen as "amountFen", d.expected_close_on as "expectedCloseOn",
      d.created_on as "createdOn", d.closed_on as "closedOn",
      case when d.currency <> 'CNY' and d.rate_micro is null and d.original_minor is not null
        then d.currency || ' ' || round(d.original_minor / 100.0, 2) end as unbooked,
      exists (select 1 from contract k where k.org_id = d.org_id and k.deal_id = d.id and k.voided_at is null)
        or exists (select 1 from sales_order o where o.org_id = d.org_id and o.deal_id = d.id
          and o.voided_at is null) as "isWritten"
    from deal d left join app_user u on u.org_id = d.org_id and u.id = d.responsible_id
    where d.org_id = ${ctx.orgId} and d.voided_at is null and ${isMeant(among, 'deal', 'd.id')}`.execute(
    ctx.db,
  )
  return rows.map((deal) => ({ ...deal, checksLeft: left.get(deal.id) ?? [] }))
}

/** A company that writes neither contracts nor orders here does not miss one after every deal. */
async function keepsDocuments(ctx: ReadCtx): Promise<boolean> {
  const { rows } = await sql<{ keeps: boolean }>`
    select exists (select 1 from contract where org_id = ${ctx.orgId} and deal_id is not null)
      or exists (select 1 from sales_order where org_id = ${ctx.orgId} and deal_id is not null) as keeps`.execute(
    ctx.db,
  )
  return rows[0]!.keeps
}

/** What was open when the books were taken over may well have been due before that day. */
async function loadInstalments(ctx: ReadCtx, among: Among): Promise<InstalmentFacts[]> {
  const { rows } = await sql<InstalmentFacts>`
    select i.id, i.responsible_id as "responsibleId", v.occurred_on as "issuedOn", i.due_on as "dueOn"
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id and v.kind = 'invoice'
    where i.org_id = ${ctx.orgId} and i.voided_at is null and i.open_fen > 0 and i.due_on < v.occurred_on
      and ${isMeant(among, 'instalment', 'i.id')}`.execute(ctx.db)
  return rows
}

async function loadPayments(ctx: ReadCtx, among: Among): Promise<PaymentFacts[]> {
  const { rows } = await sql<PaymentFacts>`
    select p.id, c.responsible_id as "responsibleId", p.occurred_on as "receivedOn",
      p.unallocated_fen as "unallocatedFen", coalesce(s.open_fen, 0)::bigint as "owedFen"
    from payment p join customer c on c.org_id = p.org_id and c.id = p.customer_id
    left join customer_state s on s.org_id = p.org_id and s.customer_id = p.customer_id
    where p.org_id = ${ctx.orgId} and p.voided_at is null and p.unallocated_fen > 0 and p.kind = 'payment'
      and ${isMeant(among, 'payment', 'p.id')}`.execute(ctx.db)
  return rows
}

/** Sure enough to ask a person; what only looks alike was asked when it was entered. */
const SURE = new Set(['same', 'duplicate'])

/**
 * The search goes through the newest customers and leaves out what very many share, so that a pair it does
 * not bring may be as alike as ever: those known before are weighed by themselves.
 */
async function findPairs(ctx: ReadCtx, known: readonly Pair[]): Promise<Finding[]> {
  const { pairs } = await findTwins(ctx, sql<boolean>`true`)
  const found = pairs.filter((pair) => SURE.has(pair.likeness)).map(({ one, other }) => findingOf(one, other))
  const brought = new Set(pairs.map(({ one, other }) => `${one.id} ${other.id}`))
  const missed = known.filter(({ recordId, otherId }) => !brought.has(`${recordId} ${otherId}`))
  return [...found, ...(await weighPairs(ctx, missed))]
}

async function weighPairs(ctx: ReadCtx, pairs: readonly Pair[]): Promise<Finding[]> {
  if (pairs.length === 0) return []
  const ids = pairs.flatMap(({ recordId, otherId }) => [recordId, otherId])
  const rows = await ctx.db
    .selectFrom('customer')
    .select(['id', 'name', 'uscc', 'phone', 'city', 'responsible_id as responsibleId'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('voided_at', 'is', null)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return pairs.flatMap(({ recordId, otherId }) => {
    const [one, other] = [byId.get(recordId), byId.get(otherId)]
    if (!one || !other) return []
    const said = likeness(
      { ...one, code: one.uscc, place: one.city },
      { ...other, code: other.uscc, place: other.city },
    )
    return SURE.has(said.likeness ?? '') ? [findingOf(one, other)] : []
  })
}

type Named = Pick<Twin, 'id' | 'name' | 'uscc' | 'phone' | 'city' | 'responsibleId'>

function findingOf(one: Named, other: Named): Finding {
  const value = [one, other].map(({ name, uscc, phone, city }) => [name, uscc, phone, city].join('|'))
  return {
    check: 'customer_twice',
    recordId: one.id,
    otherId: other.id,
    responsibleId: one.responsibleId,
    value: value.join(' '),
  }
}
