import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  firstDayOf,
  lastDayOf,
  monthOf,
} from '../../../core/calendar.ts'
import { type Answered, expectations, type ResponseFigure, responseOf } from '../../../core/watch/response.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { type AnsweredRow, type Credit, loadAnswered, loadCredits } from './answered-rows.ts'

const DAYS = 90
const MONTHS = 6
const SHOWN = 200

type Asked = { from?: Day | undefined; to?: Day | undefined }

function spanOf(ctx: ReadCtx, { from, to }: Asked): { from: Day; to: Day } {
  const last = to ?? dayOf(ctx.now)
  return { from: from ?? addDays(last, 1 - DAYS), to: last }
}

/** Everybody the reader may see, each against the whole company (C130–C133). */
export async function readResponses(ctx: ReadCtx, asked: Asked) {
  const span = spanOf(ctx, asked)
  const all = await loadAnswered(ctx, span)
  const credits = await loadCredits(ctx, span)
  const users = visibleUsers(ctx, 'alert.read')
  const sees = (id: string) => users === null || users.includes(id)
  const seen = all.filter(({ personId }) => sees(personId))
  const byPerson = expectations(all, ({ personId }) => personId)
  const byTeam = expectations(all, ({ teamId }) => teamId)
  const mine = credits.filter(({ userId }) => sees(userId))
  const names = await namesOf(ctx, seen)
  const rules = [...Map.groupBy(seen, ({ ruleCode }) => ruleCode)]
  return {
    ...span,
    all: figure(seen, byPerson, sum(mine)),
    people: [...Map.groupBy(seen, ({ personId }) => personId)]
      .map(([id, own]) => ({
        person: { id, name: names.people.get(id) ?? '' },
        figure: figure(own, byPerson, sum(mine.filter(({ userId }) => userId === id))),
      }))
      .sort((a, b) => b.figure.n - a.figure.n || (a.person.name < b.person.name ? -1 : 1)),
    // A team is shown to whoever sees somebody of it besides themselves, as far as they see it.
    teams: [...Map.groupBy(seen, ({ teamId }) => teamId)]
      .flatMap(([id, own]) => {
        const people = new Set(own.map(({ personId }) => personId))
        if (id === null || people.size < 2) return []
        const credit = sum(mine.filter(({ userId }) => people.has(userId)))
        return [{ team: { id, name: names.teams.get(id) ?? '' }, figure: figure(own, byTeam, credit) }]
      })
      .sort((a, b) => b.figure.n - a.figure.n),
    rules: rules
      .map(([code, own]) => ({
        code,
        title: own[0]!.title,
        severity: own[0]!.severity,
        figure: figure(own, byPerson, 0),
      }))
      .sort((a, b) => b.figure.n - a.figure.n),
    months: await monthsOf(ctx, { to: span.to, sees }),
  }
}

/** Six months up to the last one, each against what the company did in that month. */
async function monthsOf(ctx: ReadCtx, { to, sees }: { to: Day; sees: (id: string) => boolean }) {
  const last = monthOf(to)
  const first = addMonths(last, 1 - MONTHS)
  const all = await loadAnswered(ctx, { from: firstDayOf(first), to: lastDayOf(last) })
  const own = Map.groupBy(all, ({ openedAt }) => monthOf(dayOf(openedAt)))
  return Array.from({ length: MONTHS }, (_, index) => {
    const month = addMonths(first, index)
    const rows = own.get(month) ?? []
    const expectedOf = expectations(rows, ({ personId }) => personId)
    return {
      month,
      figure: figure(
        rows.filter(({ personId }) => sees(personId)),
        expectedOf,
        0,
      ),
    }
  })
}

function figure(
  own: readonly Answered[],
  expectedOf: (one: Answered) => number,
  credit: number,
): ResponseFigure {
  return responseOf(own, expectedOf, credit)
}

function sum(credits: readonly Credit[]): number {
  return credits.reduce((total, { n }) => total + n, 0)
}

type RowsAsked = Asked & { person?: string | undefined; team?: string | undefined; rule?: string | undefined }

/** The alerts behind one figure: the slowest first, as whoever looks wants to know why. */
export async function listResponses(ctx: ReadCtx, asked: RowsAsked) {
  const span = spanOf(ctx, asked)
  const users = visibleUsers(ctx, 'alert.read')
  const isAsked = (row: AnsweredRow) =>
    (users === null || users.includes(row.personId)) &&
    (asked.person === undefined || row.personId === asked.person) &&
    (asked.team === undefined || row.teamId === asked.team) &&
    (asked.rule === undefined || row.ruleCode === asked.rule)
  const rows = (await loadAnswered(ctx, span)).filter(isAsked)
  const credits = (await loadCredits(ctx, span)).filter(
    ({ userId }) => userId === asked.person && (users === null || users.includes(userId)),
  )
  return {
    items: rows
      .sort((a, b) => b.takenMinutes / b.allowedMinutes - a.takenMinutes / a.allowedMinutes)
      .slice(0, SHOWN)
      .map((row) => ({
        id: row.alertId,
        title: row.title,
        severity: row.severity,
        subject: row.subject,
        openedAt: row.openedAt,
        takenMinutes: row.takenMinutes,
        allowedMinutes: row.allowedMinutes,
        inTime: row.inTime,
        closedMinutes: row.closed?.minutes ?? null,
        cameBack: row.cameBack,
      })),
    credits: credits.map(({ kind, n }) => ({ kind, n })),
  }
}

async function namesOf(ctx: ReadCtx, rows: readonly AnsweredRow[]) {
  const ids = [...new Set(rows.map(({ personId }) => personId))]
  const people =
    ids.length === 0
      ? []
      : await ctx.db
          .selectFrom('app_user')
          .select(['id', 'name'])
          .where('org_id', '=', ctx.orgId)
          .where('id', 'in', ids)
          .execute()
  const teams = await ctx.db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    teams: new Map(teams.map(({ id, name }) => [id, name])),
  }
}
