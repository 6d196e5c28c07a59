import { sql } from 'kysely'
import { FIGURES, type Figure, PERIODS } from '../../../api/team.ts'
import { addDays, type Day, dayOf, firstDayOf, lastDayOf, monthOf } from '../../../core/calendar.ts'
import { byNeed } from '../../../core/team/by-need.ts'
import { workdaysBetween } from '../../../core/workdays.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { loadCalendar, peopleThen } from '../identity/index.ts'
import { listQuotes } from '../quotes/index.ts'
import { figureRows, type Span, spansOf } from './figure-rows.ts'

type Amount = { n: number; fen: bigint }
type ByUser = ReadonlyMap<string | null, Amount>
type Period = (typeof PERIODS)[number]

const NOTHING: Amount = { n: 0, fen: 0n }
const QUOTES_MAX = 10_000
/** These are added up over a stretch of days; the others stand as they stand on the day. */
const MOVING = ['bookings', 'collected', 'followUps'] as const

/** One row for each person in scope; what nobody in scope answers for stands in a row without a person. */
export async function readBoard(ctx: ReadCtx, asOf: Day) {
  const month = monthOf(asOf)
  const spans = spansOf(asOf)
  const calendar = await loadCalendar(ctx)
  const before = addDays(firstDayOf(month), -1)
  const lateQuoteIds = await lateQuotesOf(ctx, asOf)
  const sums = await sumFigures(ctx, asOf, lateQuoteIds)
  const touched = new Set(Object.values(sums).flatMap((one) => [...one.keys()]))
  const people = await peopleOf(ctx, { asOf, month, touched })
  const unanswered = touched.has(null) && visibleUsers(ctx, 'target.read') === null ? [NOBODY] : []
  return {
    asOf,
    month,
    weekFrom: spans.week.from,
    lastWeekFrom: spans.lastWeek.from,
    lastWeekTo: spans.lastWeek.to,
    workdays: {
      gone: workdaysBetween(calendar, before, asOf),
      all: workdaysBetween(calendar, before, lastDayOf(month)),
    },
    rows: [...people, ...unanswered]
      .map((row) => ({ ...row, ...rowOf(sums, row.person?.id ?? null) }))
      .sort(byNeed),
  }
}

const NOBODY = { person: null, bookingsTargetFen: null, collectionsTargetFen: null }

type SumKey = `${(typeof MOVING)[number]} ${Period}` | Exclude<Figure, (typeof MOVING)[number]>
type Sums = Record<SumKey, ByUser>

function rowOf(sums: Sums, userId: string | null) {
  const of = (key: SumKey) => sums[key].get(userId) ?? NOTHING
  const periods = (figure: (typeof MOVING)[number]) => ({
    month: of(`${figure} month`),
    week: of(`${figure} week`),
    lastWeek: of(`${figure} lastWeek`),
  })
  return {
    bookings: periods('bookings'),
    collected: periods('collected'),
    followUps: periods('followUps'),
    lateQuotes: of('lateQuotes'),
    red: of('red'),
    overdue: of('overdue'),
  }
}

async function sumFigures(ctx: ReadCtx, asOf: Day, lateQuoteIds: readonly string[]): Promise<Sums> {
  const spans = spansOf(asOf)
  const keys = FIGURES.flatMap((figure): [SumKey, Figure, Span][] =>
    isMoving(figure)
      ? PERIODS.map((period) => [`${figure} ${period}`, figure, spans[period]])
      : [[figure, figure, spans.month]],
  )
  const entries: [SumKey, ByUser][] = []
  for (const [key, figure, span] of keys) {
    const { rows } = await sql<Amount & { user_id: string | null }>`
      select r.user_id, count(*)::int as n, coalesce(sum(r.fen), 0)::bigint as fen
      from (${figureRows(ctx, figure, { asOf, span, lateQuoteIds })}) r group by r.user_id`.execute(ctx.db)
    entries.push([key, new Map(rows.map(({ user_id, n, fen }) => [user_id, { n, fen }]))])
  }
  return Object.fromEntries(entries) as Sums
}

function isMoving(figure: Figure): figure is (typeof MOVING)[number] {
  return (MOVING as readonly Figure[]).includes(figure)
}

async function lateQuotesOf(ctx: ReadCtx, asOf: Day): Promise<string[]> {
  const day = asOf < dayOf(ctx.now) ? asOf : undefined
  const { items } = await listQuotes(ctx, { view: 'late', asOf: day, page: 1, size: QUOTES_MAX })
  return items.map(({ id }) => id)
}

type PersonRow = {
  id: string
  name: string
  active: boolean
  absent: boolean
  bookings: bigint | null
  collections: bigint | null
}

/** Who sells or leads, and whoever else has something on the board. */
async function peopleOf(
  ctx: ReadCtx,
  { asOf, month, touched }: { asOf: Day; month: string; touched: ReadonlySet<string | null> },
) {
  const users = visibleUsers(ctx, 'target.read')
  const ids = [...touched].filter((id) => id !== null)
  const past = pastMoment(ctx, asOf)
  const { rows } = await sql<PersonRow>`
    with aim as (select t.user_id, t.kind, t.amount_fen from ${tableThen(ctx, 'target', past)} t
      where t.org_id = ${ctx.orgId} and t.month = ${month})
    select u.id, n.name, n.status = 'active' as active,
      exists (select 1 from absence x where x.org_id = u.org_id and x.user_id = u.id and x.voided_at is null
        and ${asOf}::date between x.from_day and x.to_day) as absent,
      (select t.amount_fen from aim t where t.user_id = u.id and t.kind = 'bookings') as bookings,
      (select t.amount_fen from aim t where t.user_id = u.id and t.kind = 'collections') as collections
    from app_user u
    join ${peopleThen(ctx, past)} n on n.org_id = u.org_id and n.id = u.id
    where u.org_id = ${ctx.orgId} ${users === null ? sql`` : sql`and u.id = any(${users}::uuid[])`}
      and (u.id = any(${ids}::uuid[]) or (n.status = 'active' ${past === null ? sql`` : sql`and n.known`} and exists (
        select 1 from user_role r where r.org_id = u.org_id and r.user_id = u.id and r.role in ('rep', 'manager'))))
    order by n.status = 'active' desc, n.name, u.id`.execute(ctx.db)
  return rows.map(({ id, name, active, absent, bookings, collections }) => ({
    person: { id, name, active, absent },
    bookingsTargetFen: bookings,
    collectionsTargetFen: collections,
  }))
}

type Item = {
  user_id: string | null
  kind: 'deal' | 'customer' | 'quote' | 'alert'
  ref_id: string | null
  day: Day
  title: string
  note: string
  fen: bigint | null
}

export type RowsQuery = {
  asOf?: Day | undefined
  figure: Figure
  period: Period
  person?: string | undefined
}

/** The rows behind one number, of one person or of everybody in scope. */
export async function readRows(ctx: ReadCtx, query: RowsQuery) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const lateQuoteIds = query.figure === 'lateQuotes' ? await lateQuotesOf(ctx, asOf) : []
  const ask = { asOf, span: spansOf(asOf)[query.period], lateQuoteIds }
  const users = visibleUsers(ctx, 'target.read')
  const scope = users === null ? sql`true` : sql`r.user_id = any(${users}::uuid[])`
  const whose =
    query.person === undefined
      ? sql`true`
      : query.person === 'none'
        ? sql`r.user_id is null`
        : sql`r.user_id = ${query.person}`
  const { rows } = await sql<Item>`
    select r.* from (${figureRows(ctx, query.figure, ask)}) r where ${scope} and ${whose}
    order by r.fen desc nulls last, r.day desc, r.ref_id`.execute(ctx.db)
  return {
    n: rows.length,
    fen: rows.reduce((sum, row) => sum + (row.fen ?? 0n), 0n),
    items: rows.map(({ user_id: _, ref_id, ...row }) => ({ ...row, id: ref_id })),
  }
}
