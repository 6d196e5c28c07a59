import { sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { factsAt } from '../../../core/credit/facts.ts'
import { driversOfChange, rate } from '../../../core/credit/rate.ts'
import { GRADES, type Grade } from '../../../core/credit/scale.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { openAsOf } from '../receivables/index.ts'
import { loadRaw } from './load-raw.ts'
import { lateShareAt, readPortfolio } from './portfolio.ts'

const MOVED_DAYS = 30
const ENDING_DAYS = 30
const ROWS = 50
const NONE = { customers: 0, few: 0, openFen: 0n, overdueFen: 0n, defaultFen: 0n }

/** The credit page: how many stand in which grade with how much money, who moved, whose override ends. */
export async function readBoard(ctx: ReadCtx, asOfDay?: Day) {
  const asOf = asOfDay ?? dayOf(ctx.now)
  const [grades, movers, overrides] = await Promise.all([
    gradesOf(ctx, asOf),
    moversOf(ctx, asOf),
    overridesEnding(ctx, asOf),
  ])
  const of = (grade: Grade | null) => grades.find((row) => row.grade === grade) ?? NONE
  return {
    asOf: asOfDay ?? null,
    days: MOVED_DAYS,
    grades: GRADES.map((grade) => ({ ...of(grade), grade })),
    unrated: of(null).customers,
    movers,
    overrides,
  }
}

/** The row of the trail that held at the end of a day; `r` is its alias. */
function heldAt(day: Day) {
  return sql`r.valid_from <= ${at(endOfDay(day))} and (r.valid_to is null or r.valid_to > ${at(endOfDay(day))})`
}

/** What each customer owed on the day: today's by the books, a past day's as it was known. */
function owedAt(ctx: ReadCtx, asOf: Day) {
  const reading = asOf >= dayOf(ctx.now) ? 'business' : 'known'
  return sql`owed as (
    select o.customer_id, sum(o.open_fen) as open_fen, coalesce(sum(o.open_fen) filter (where o.overdue_days > 0), 0) as overdue_fen
    from ${openAsOf(ctx, asOf, reading)} o group by o.customer_id)`
}

async function gradesOf(ctx: ReadCtx, asOf: Day) {
  const { rows } = await sql<{
    grade: Grade | null
    customers: number
    few: number
    openFen: bigint
    overdueFen: bigint
    defaultFen: bigint
  }>`
    with ${owedAt(ctx, asOf)}
    select r.grade, count(*)::int as customers, count(*) filter (where r.confidence = 'low')::int as few,
      coalesce(sum(w.open_fen), 0)::bigint as "openFen",
      coalesce(sum(w.overdue_fen), 0)::bigint as "overdueFen",
      coalesce(round(sum(w.open_fen * r.default_bp / 10000)), 0)::bigint as "defaultFen"
    from customer c
    left join credit_rating r on r.org_id = c.org_id and r.customer_id = c.id and ${heldAt(asOf)}
    left join owed w on w.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and c.created_on <= ${asOf} and c.id in (${scopedCustomerIds(ctx, 'credit.read')})
    group by r.grade`.execute(ctx.db)
  return rows
}

async function moversOf(ctx: ReadCtx, asOf: Day) {
  const before = addDays(asOf, -MOVED_DAYS)
  const { rows } = await sql<{
    id: string
    name: string
    from: Grade
    to: Grade
    fromScore: number
    toScore: number
    openFen: bigint
  }>`
    with ${owedAt(ctx, asOf)}
    select c.id, c.name, b.grade as "from", r.grade as "to", b.score as "fromScore", r.score as "toScore",
      coalesce(w.open_fen, 0)::bigint as "openFen"
    from credit_rating r
    join lateral (select x.grade, x.score from credit_rating x where x.org_id = r.org_id and x.customer_id = r.customer_id
      and x.valid_from <= ${at(endOfDay(before))} order by x.valid_from desc limit 1) b on b.grade <> r.grade
    join customer c on c.org_id = r.org_id and c.id = r.customer_id and c.voided_at is null
    left join owed w on w.customer_id = c.id
    where r.org_id = ${ctx.orgId} and ${heldAt(asOf)} and c.id in (${scopedCustomerIds(ctx, 'credit.read')})
    order by r.grade > b.grade desc, abs(r.score - b.score) desc, c.id limit ${ROWS}`.execute(ctx.db)
  const [raws, portfolio] = await Promise.all([
    loadRaw(
      ctx,
      rows.map(({ id }) => id),
      before,
    ),
    readPortfolio(ctx),
  ])
  return rows.map(({ id, name, ...row }, index) => {
    const at = (day: Day, former: Grade | null) =>
      rate(factsAt(raws[index]!, day), { lateShare: lateShareAt(portfolio, day), former })
    // What moved it, and not what it stands on: a customer may fall although most of it looks good.
    const reasons = driversOfChange(at(before, null), at(asOf, row.from))
    return { customer: { id, name }, ...row, reasons }
  })
}

async function overridesEnding(ctx: ReadCtx, asOf: Day) {
  const { rows } = await sql<{
    id: string
    name: string
    grade: Grade
    scoreGrade: Grade
    expiresOn: Day
    reason: string
    by: string | null
  }>`
    select c.id, c.name, d.grade, r.score_grade as "scoreGrade", d.expires_on as "expiresOn", d.reason, u.name as by
    from credit_decision d
    join customer c on c.org_id = d.org_id and c.id = d.customer_id and c.voided_at is null
    join credit_rating r on r.org_id = d.org_id and r.customer_id = d.customer_id and ${heldAt(asOf)}
    left join app_user u on u.org_id = d.org_id and u.id = case when d.decided_by is null then d.asked_by else d.decided_by end
    where d.org_id = ${ctx.orgId} and d.kind = 'grade' and d.effective_at <= ${at(endOfDay(asOf))}
      and (d.ended_at is null or d.ended_at > ${at(endOfDay(asOf))})
      and d.expires_on >= ${asOf} and c.id in (${scopedCustomerIds(ctx, 'credit.read')})
    order by d.expires_on, c.id limit ${ROWS}`.execute(ctx.db)
  const soon = addDays(asOf, ENDING_DAYS)
  return rows.map(({ id, name, ...row }) => ({
    customer: { id, name },
    ...row,
    endsSoon: row.expiresOn <= soon,
  }))
}
