import { sql } from 'kysely'
import type { z } from 'zod'
import type { FixBatch, qualityOverview as route } from '../../../api/quality.ts'
import { addDays, type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { may, seesWholeCompany } from '../../../core/permission.ts'
import { CHECK_CODES, type CheckCode, checkOf } from '../../../core/quality/checks.ts'
import { type Course, type TrendSpan, trendOf, trendStart } from '../../../core/quality/trend.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { loadSetting } from '../../platform/org-settings.ts'
import { CHECKED_ON, isAsked } from './check-data.ts'
import { DEFECTS, maySee, openOn } from './defect-rows.ts'
import { ownBatch } from './fix.ts'

type Query = z.output<typeof route.query>

const PERIODS = 12
const FRESH_DAYS = 7
const BATCHES_SHOWN = 10

/** How many defects there are of what kind and whose, and how that went; all of it as of one day (C204). */
export async function readOverview(ctx: ReadCtx, { asOf, span }: Query) {
  const today = dayOf(ctx.now)
  if (asOf && asOf > today) throw invalid('date_in_future')
  const day = asOf ?? today
  const counts = await countOpen(ctx, day)
  const mine = counts.filter(({ menderId }) => menderId === ctx.actor.userId)
  return {
    asOf: asOf ?? null,
    checkedOn: await checkedOn(ctx),
    isChecking: await isAsked(ctx),
    isWhole: seesCounts(ctx) || seesWholeCompany(ctx.actor.roles),
    open: total(counts, 'open'),
    overdue: total(counts, 'overdue'),
    // Whose a defect was and whether there was a proposal is kept as of now only: no reading of that day.
    mine: asOf ? null : total(mine, 'open'),
    mineOverdue: asOf ? null : total(mine, 'overdue'),
    fixable: asOf ? null : total(counts, 'fixable'),
    checks: CHECK_CODES.map((check) => ofCheck(check, counts, asOf === undefined)),
    people: asOf ? null : byPerson(counts),
    trend: trendOf(await loadCourses(ctx, day, span), day, { span, periods: PERIODS }),
    batches: await listBatches(ctx),
    can: {
      run: asOf ? 'looking_back' : may(ctx.actor.roles, 'quality.run') || 'forbidden',
      seeRows: may(ctx.actor.roles, 'customer.read'),
    },
  }
}

/** Whoever runs the system sees how many there are, and none of the records. */
function seesCounts(ctx: ReadCtx): boolean {
  return may(ctx.actor.roles, 'setting.write')
}

function counted(ctx: ReadCtx) {
  return seesCounts(ctx) ? sql<boolean>`true` : maySee(ctx)
}

type Count = {
  check: CheckCode
  menderId: string
  menderName: string
  isActive: boolean
  open: number
  overdue: number
  fixable: number
  fresh: number
}

async function countOpen(ctx: ReadCtx, day: Day): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select x.check_code as "check", m.id as "menderId", m.name as "menderName", m.status = 'active' as "isActive",
      count(*)::int as open, count(*) filter (where x.due_on < ${day})::int as overdue,
      count(*) filter (where x.has_fix)::int as fixable,
      count(*) filter (where coalesce(x.since_on, x.first_seen_on) > ${addDays(day, -FRESH_DAYS)})::int as fresh
    from ${DEFECTS} join app_user m on m.org_id = x.org_id and m.id = x.mender_id
    where x.org_id = ${ctx.orgId} and ${openOn(day)} and ${counted(ctx)}
    group by 1, 2, 3, 4`.execute(ctx.db)
  return rows
}

function total(counts: readonly Count[], key: 'open' | 'overdue' | 'fixable' | 'fresh'): number {
  return counts.reduce((sum, count) => sum + count[key], 0)
}

function ofCheck(check: CheckCode, counts: readonly Count[], isNow: boolean) {
  const own = counts.filter((count) => count.check === check)
  const { record, workdays } = checkOf(check)
  return {
    check,
    record,
    workdays,
    open: total(own, 'open'),
    overdue: total(own, 'overdue'),
    fixable: isNow ? total(own, 'fixable') : null,
    fresh: total(own, 'fresh'),
  }
}

function byPerson(counts: readonly Count[]) {
  const ids = [...new Set(counts.map(({ menderId }) => menderId))]
  return ids
    .map((id) => {
      const own = counts.filter(({ menderId }) => menderId === id)
      const person = { id, name: own[0]!.menderName, active: own[0]!.isActive }
      return { person, open: total(own, 'open'), overdue: total(own, 'overdue') }
    })
    .sort((a, b) => b.overdue - a.overdue || b.open - a.open || (a.person.name < b.person.name ? -1 : 1))
}

/** Those that were open within the periods shown; what ended before them is in none of their figures. */
async function loadCourses(ctx: ReadCtx, until: Day, span: TrendSpan): Promise<Course[]> {
  const from = trendStart(until, { span, periods: PERIODS })
  const { rows } = await sql<Course>`
    select x.first_seen_on as "firstSeenOn", x.ended_on as "endedOn", x.how, count(*)::int as n
    from ${DEFECTS} where x.org_id = ${ctx.orgId} and x.first_seen_on <= ${until}
      and (x.ended_on is null or x.ended_on >= ${from}) and ${counted(ctx)}
    group by 1, 2, 3`.execute(ctx.db)
  return rows
}

async function checkedOn(ctx: ReadCtx): Promise<Day | null> {
  return (await loadSetting(ctx, CHECKED_ON)) as Day | null
}

async function listBatches(ctx: ReadCtx): Promise<FixBatch[]> {
  if (!may(ctx.actor.roles, 'customer.write')) return []
  const { rows } = await sql<{
    id: string
    at: Instant
    actorName: string
    fixed: number
    left: number
    undoneAt: Instant | null
    undoneBy: string | null
  }>`
    select b.id, b.recorded_at as at, a.name as "actorName", b.undone_at as "undoneAt", u.name as "undoneBy",
      (select count(*)::int from data_fix f where f.org_id = b.org_id and f.batch_id = b.id) as fixed,
      (select count(*)::int from data_fix f where f.org_id = b.org_id and f.batch_id = b.id and not f.put_back) as left
    from data_fix_batch b join app_user a on a.org_id = b.org_id and a.id = b.actor
    left join app_user u on u.org_id = b.org_id and u.id = b.undone_by
    where b.org_id = ${ctx.orgId} and ${ownBatch(ctx)}
    order by b.recorded_at desc limit ${BATCHES_SHOWN}`.execute(ctx.db)
  return rows.map((row) => ({
    ...row,
    can: { undo: row.undoneAt === null ? (true as const) : 'batch_undone' },
  }))
}
