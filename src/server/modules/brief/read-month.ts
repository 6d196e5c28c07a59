import { type RawBuilder, sql } from 'kysely'
import { projectMonthEnd } from '../../../core/brief/month-end.ts'
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  firstDayOf,
  lastDayOf,
  monthOf,
} from '../../../core/calendar.ts'
import { sumFen } from '../../../core/money.ts'
import type { BriefMonth } from '../../../core/notify/brief.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { answering, isCollected, loadCalendar, peopleThen } from '../identity/index.ts'
import { openAsOf } from '../receivables/index.ts'

const MONTHS_BACK = 12
const OWING_SHOWN = 5

/** Whose customers: null is the whole company. */
export type People = readonly string[] | null

/**
 * The money of a month as of a day, by business date: what came, against the target, where it will end, what
 * is overdue and who owes most of it. Page and message ask here, so they cannot differ.
 */
export async function readMonth(ctx: ReadCtx, people: People, asOf: Day): Promise<BriefMonth> {
  const month = monthOf(asOf)
  const calendar = await loadCalendar(ctx)
  const payments = await paymentsByDay(ctx, people, asOf)
  const own = payments.filter(({ day }) => monthOf(day) === month)
  const collectedFen = sumFen(own.map(({ fen }) => fen))
  const targetFen = await targetOf(ctx, people, month, asOf)
  // Of today only a part has gone by; of a day that is over, all of it.
  const through = asOf < dayOf(ctx.now) ? asOf : addDays(asOf, -1)
  const end = projectMonthEnd({
    ...{ through, month, nowFen: collectedFen, targetFen, payments, calendar },
    firstOn: await firstPaymentOn(ctx, people),
  })
  const owing = await overdueOf(ctx, people, asOf)
  return {
    asOf,
    month,
    collectedFen,
    collectedCount: own.reduce((count, { n }) => count + n, 0),
    targetFen,
    end,
    overdue: {
      count: owing.reduce((count, row) => count + row.count, 0),
      amountFen: sumFen(owing.map((row) => row.overdueFen)),
      customers: owing.length,
    },
    top: owing.slice(0, OWING_SHOWN).map(({ count: _, ...row }) => row),
  }
}

function ofPeople(people: People, responsible: RawBuilder<unknown>) {
  return people === null ? sql`true` : sql`${responsible} = any(${[...people]}::uuid[])`
}

const whoThen = sql`who.responsible_id`

/** Payments that count, with `who` answered for their customer when they were known. */
function collectedBy(ctx: ReadCtx, people: People, days: RawBuilder<boolean>) {
  const came = sql`p.org_id = ${ctx.orgId} and p.voided_at is null and ${days}`
  const who = answering(ctx, 'p', sql`select p.customer_id from payment p where ${came}`, 'left join')
  const from = sql`payment p ${who}`
  return {
    from,
    /** Without `who` where everybody counts: nobody need be looked up. */
    sums: people === null ? sql`payment p` : from,
    where: sql`${came} and ${isCollected('p')} and ${ofPeople(people, whoThen)}`,
  }
}

async function paymentsByDay(ctx: ReadCtx, people: People, asOf: Day) {
  const from = firstDayOf(addMonths(monthOf(asOf), -MONTHS_BACK))
  const came = collectedBy(ctx, people, sql`p.occurred_on between ${from} and ${asOf}`)
  const { rows } = await sql<{ day: Day; fen: bigint; n: number }>`
    select p.occurred_on as day, sum(p.amount_fen)::bigint as fen, count(*)::int as n
    from ${came.sums} where ${came.where}
    group by 1 order by 1`.execute(ctx.db)
  return rows
}

async function firstPaymentOn(ctx: ReadCtx, people: People): Promise<Day | null> {
  const came = collectedBy(ctx, people, sql`true`)
  const { rows } = await sql<{ day: Day | null }>`
    select min(p.occurred_on) as day from ${came.sums} where ${came.where}`.execute(ctx.db)
  return rows[0]?.day ?? null
}

async function targetOf(ctx: ReadCtx, people: People, month: string, asOf: Day): Promise<bigint | null> {
  const { rows } = await sql<{ fen: bigint | null }>`
    select sum(t.amount_fen)::bigint as fen from ${tableThen(ctx, 'target', pastMoment(ctx, asOf))} t
    where t.org_id = ${ctx.orgId} and t.month = ${month} and t.kind = 'collections'
      and ${people === null ? sql`true` : sql`t.user_id = any(${[...people]}::uuid[])`}`.execute(ctx.db)
  return rows[0]?.fen ?? null
}

type Owing = {
  id: string
  name: string
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  fen: bigint
  days: number
  count: number
}

/** Customers with overdue money, most of it first. */
async function overdueOf(ctx: ReadCtx, people: People, asOf: Day) {
  const { rows } = await sql<Owing>`
    select c.id, c.name, u.id as user_id, u.name as user_name, u.status = 'active' as user_active,
      sum(o.open_fen)::bigint as fen, max(o.overdue_days)::int as days, count(*)::int as count
    from ${openAsOf(ctx, asOf, 'business')} o
    join ${customersThen(ctx, asOf)} c on c.org_id = ${ctx.orgId} and c.id = o.customer_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = c.org_id and u.id = c.responsible_id
    where o.overdue_days > 0 and ${ofPeople(people, sql`c.responsible_id`)}
    group by c.id, c.name, u.id, u.name, u.status order by fen desc, c.id`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    overdueFen: row.fen,
    maxOverdueDays: row.days,
    count: row.count,
  }))
}

/** The payments behind what was collected, the latest first. */
export async function listCollected(ctx: ReadCtx, people: People, asOf: Day) {
  const month = monthOf(asOf)
  const until = asOf < lastDayOf(month) ? asOf : lastDayOf(month)
  const came = collectedBy(ctx, people, sql`p.occurred_on between ${firstDayOf(month)} and ${until}`)
  const { rows } = await sql<Owing & { customer_id: string; day: Day; reference: string }>`
    select p.id, p.customer_id, c.name, p.occurred_on as day, p.amount_fen as fen, p.reference,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active
    from ${came.from} join ${customersThen(ctx, asOf)} c on c.org_id = p.org_id and c.id = p.customer_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = c.org_id and u.id = who.responsible_id
    where ${came.where}
    order by p.occurred_on desc, p.amount_fen desc, p.id`.execute(ctx.db)
  return {
    asOf,
    sumFen: sumFen(rows.map(({ fen }) => fen)),
    items: rows.map((row) => ({
      id: row.id,
      customer: { id: row.customer_id, name: row.name },
      responsible: row.user_id
        ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
        : null,
      receivedOn: row.day,
      amountFen: row.fen,
      reference: row.reference,
    })),
  }
}
