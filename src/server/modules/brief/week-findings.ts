import { sql } from 'kysely'
import { type WeekFindings, weekFindings } from '../../../api/brief.ts'
import {
  addDays,
  type Day,
  dayOf,
  endOfDay,
  type Instant,
  minuteOfDay,
  startOfDay,
  startOfWeek,
} from '../../../core/calendar.ts'
import { BRIEF_MINUTE } from '../../../core/notify/brief.ts'
import { findingsWeekOn } from '../../../core/notify/regular.ts'
import { DIGEST_Q, standingOut, toldOnce } from '../../../core/watch/week-findings.ts'
import { findingsTitle } from '../../../text/regular.ts'
import { type ReadCtx, read, visibleUsers, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { findRegular, keepRegular, regularToldSince } from '../../platform/regular.ts'
import { loadCalendar } from '../identity/index.ts'
import { findLeaders, notifyErrands } from '../notify/index.ts'
import { alertScope, testWeek, type WeekTest } from '../watch/index.ts'

type Who = { orgId: string; now: Instant }
type Found = Omit<WeekFindings['items'][number], 'alertId'> & { responsibleId: string | null }
type Kept = { weekFrom: Day; tested: number; q: number; items: Found[] }

/** From the hour of the brief on, while nothing has been summed up this week. */
export function findingsDue(ctx: ReadCtx) {
  const since = startOfDay(startOfWeek(dayOf(ctx.now)))
  return sql<boolean>`${minuteOfDay(ctx.now) >= BRIEF_MINUTE}::boolean and not ${regularToldSince(ctx, 'findings', since)}`
}

/**
 * On the first working day of a week (or as soon after it as there is a server) every boss and manager is
 * told once which figures of the week before stand out among their people although so many are watched
 * (methods §1.4): what is left after the correction, the least likely first. Nothing left is told to
 * nobody; the page says so. Two years of figures are read before anything is locked.
 */
export async function tellFindings(db: Db, who: Who): Promise<{ told: number }> {
  const seen = await read(db, who, async (ctx) => {
    const monday = findingsWeekOn(dayOf(ctx.now), await loadCalendar(ctx))
    if (monday === null || minuteOfDay(ctx.now) < BRIEF_MINUTE) return null
    if ((await findRegular(ctx, 'findings', monday))?.toldAt) return null
    return { monday, tests: await testWeek(ctx, endOfDay(addDays(monday, -1))) }
  })
  return seen === null ? { told: 0 } : write(db, who, (ctx) => tell(ctx, seen))
}

async function tell(ctx: WriteCtx, { monday, tests }: { monday: Day; tests: readonly WeekTest[] }) {
  if ((await findRegular(ctx, 'findings', monday))?.toldAt) return { told: 0 }
  // Corrected for all that was looked at; then what is one slump is one of them.
  const items = toldOnce(standingOut(tests)).map(
    ({ key: _key, figure: _figure, teamId: _teamId, ...found }) => found,
  )
  const content: Kept = { weekFrom: addDays(monday, -7), tested: tests.length, q: DIGEST_Q, items }
  const leaders = (await findLeaders(ctx)).flatMap(({ reader, userIds }) => {
    // A rule on trial is seen on the page by whoever looks, and tells nobody.
    const own = items.filter((item) => item.mode === 'on' && isAbout(item, userIds))
    return own.length > 0 ? [{ userId: reader.id, own }] : []
  })
  await notifyErrands(
    ctx,
    leaders.map(({ userId, own }) => ({
      cause: `findings:${monday}:${userId}`,
      errand: {
        kind: 'week-findings' as const,
        severity: 3 as const,
        title: findingsTitle({ count: own.length, tested: tests.length, first: own[0]! }),
        customer: null,
        amountFen: null,
        by: '风向标',
        said: '',
        dueAt: null,
        url: '/brief',
      },
      customerId: null,
      subjectId: ctx.orgId,
      people: [userId],
    })),
  )
  await keepRegular(ctx, { kind: 'findings', periodOn: monday, state: 'told', content })
  return { told: leaders.length }
}

/** The newest summing up that had been told by the end of that day, as far as its reader may see; or null. */
export async function readFindings(ctx: ReadCtx, asOf: Day): Promise<WeekFindings | null> {
  const { rows } = await sql<{ content: Kept }>`
    select content from regular_report where org_id = ${ctx.orgId} and kind = 'findings'
      and told_at <= ${at(endOfDay(asOf))} and told_at > ${at(endOfDay(addDays(asOf, -14)))}
    order by told_at desc limit 1`.execute(ctx.db)
  const kept = rows[0]?.content
  if (!kept) return null
  const users = visibleUsers(ctx, 'alert.read')
  const own = kept.items.filter((item) => isAbout(item, users))
  const alerts = await newestAlerts(ctx, own, { from: kept.weekFrom, to: asOf })
  const items = own.map((item) => ({
    ...item,
    alertId: alerts.get(`${item.ruleCode}:${item.subjectId}`) ?? null,
  }))
  return weekFindings.parse({ ...kept, items })
}

async function newestAlerts(
  ctx: ReadCtx,
  items: readonly Found[],
  { from, to }: { from: Day; to: Day },
): Promise<ReadonlyMap<string, string>> {
  const subjects = items.map(({ subjectId }) => subjectId)
  const { rows } = await sql<{ id: string; rule_code: string; subject_id: string }>`
    select distinct on (a.rule_code, a.subject_id) a.id, a.rule_code, a.subject_id from alert a
    where a.org_id = ${ctx.orgId} and a.subject_id = any(${subjects}::uuid[])
      and a.opened_at <= ${at(endOfDay(to))} and (a.resolved_at is null or a.resolved_at >= ${at(startOfDay(from))}) and ${alertScope(ctx, 'alert.read')}
    order by a.rule_code, a.subject_id, a.opened_at desc`.execute(ctx.db)
  return new Map(rows.map((row) => [`${row.rule_code}:${row.subject_id}`, row.id]))
}

/** A person's figures are theirs and their line's; a team's are its leader's, the company's the boss's. */
function isAbout(
  { kind, subjectId, responsibleId }: Pick<Found, 'kind' | 'subjectId' | 'responsibleId'>,
  users: readonly string[] | null,
): boolean {
  if (users === null) return true
  if (kind === 'rep') return users.includes(subjectId)
  return responsibleId !== null && users.includes(responsibleId)
}
