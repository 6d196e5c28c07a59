import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  firstDayOf,
  type Instant,
  lastDayOf,
  monthOf,
} from '../../../core/calendar.ts'
import { expectations, responseOf } from '../../../core/watch/response.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { loadRules } from '../watch/index.ts'
import {
  type AnsweredRow,
  answerIn,
  type Credit,
  closingIn,
  loadAnswered,
  loadCredits,
  loadTallies,
  loadTitles,
  type Span,
} from './answered-rows.ts'

const DAYS = 90
const MONTHS = 6
const SHOWN = 200

type Asked = { from?: Day | undefined; to?: Day | undefined }

function spanOf(ctx: ReadCtx, { from, to }: Asked): Span {
  const last = to ?? dayOf(ctx.now)
  return { from: from ?? addDays(last, 1 - DAYS), to: last }
}

/** The alerts of some people: those they had first, and those they closed. */
type Own = { answered: ReturnType<typeof answerIn>[]; closed: NonNullable<ReturnType<typeof closingIn>>[] }

/** What the reader may see of it: an alert may be one of theirs by who had it, by who closed it, or both. */
function seenOf(rows: readonly AnsweredRow[], sees: (id: string) => boolean): Own {
  return {
    answered: rows.filter(({ asks, firstId }) => asks && sees(firstId)).map(answerIn),
    closed: rows.flatMap((row) => closingIn(row) ?? []).filter(({ personId }) => sees(personId)),
  }
}

type Key = 'personId' | 'teamId' | 'ruleCode'

function groupsOf(own: Own, key: Key): [string | null, Own][] {
  const answered = Map.groupBy(own.answered, (one) => one[key])
  const closed = Map.groupBy(own.closed, (one) => one[key])
  return [...new Set([...answered.keys(), ...closed.keys()])].map((id) => [
    id,
    { answered: answered.get(id) ?? [], closed: closed.get(id) ?? [] },
  ])
}

/** Everybody the reader may see, each against the whole company (C130–C133). */
export async function readResponses(ctx: ReadCtx, asked: Asked) {
  const span = spanOf(ctx, asked)
  const months = monthsUpTo(span.to)
  const whole = { from: [span.from, months.from].sort()[0]!, to: months.to }
  const users = visibleUsers(ctx, 'alert.read')
  const sees = (id: string) => users === null || users.includes(id)
  // Whoever leads nobody must not read a colleague's figure out of what was to be expected.
  const isShielded = users !== null && users.length < 2
  const rows = await loadAnswered(ctx, whole, { people: users })
  const tallies = await loadTallies(ctx, whole, span)
  const mine = (await loadCredits(ctx, span)).filter(({ userId }) => sees(userId))
  const within = rows.filter(({ openedAt }) => isWithin(span, openedAt))
  const own = seenOf(within, sees)
  const such = tallies.filter((tally) => tally.isWithin)
  const byPerson = expectations(such, ({ personId }) => personId, isShielded)
  const byTeam = expectations(such, ({ teamId }) => teamId, isShielded)
  const names = await namesOf(ctx, own)
  const rules = new Map((await loadRules(ctx)).map(({ code, current }) => [code, current]))
  return {
    ...span,
    all: responseOf(own, byPerson, sum(mine)),
    people: groupsOf(own, 'personId')
      .map(([id, theirs]) => ({
        person: { id: id!, name: names.people.get(id!) ?? '' },
        figure: responseOf(theirs, byPerson, sum(mine.filter(({ userId }) => userId === id))),
      }))
      .sort((a, b) => b.figure.n - a.figure.n || (a.person.name < b.person.name ? -1 : 1)),
    // A team is shown to whoever sees somebody of it besides themselves, as far as they see it.
    teams: groupsOf(own, 'teamId')
      .flatMap(([id, theirs]) => {
        const people = new Set([...theirs.answered, ...theirs.closed].map(({ personId }) => personId))
        if (id === null || people.size < 2) return []
        const credit = sum(mine.filter(({ userId }) => people.has(userId)))
        return [{ team: { id, name: names.teams.get(id) ?? '' }, figure: responseOf(theirs, byTeam, credit) }]
      })
      .sort((a, b) => b.figure.n - a.figure.n),
    rules: groupsOf(own, 'ruleCode')
      .flatMap(([code, theirs]) => {
        const rule = rules.get(code!)
        if (!rule) return []
        const { title, severity } = rule
        return [{ code: code!, title, severity, figure: responseOf(theirs, byPerson, 0) }]
      })
      .sort((a, b) => b.figure.n - a.figure.n),
    // Six months up to the last one, each against what the company did in that month.
    months: months.each.map((month) => {
      const ofMonth = rows.filter(({ openedAt }) => monthOf(dayOf(openedAt)) === month)
      const then = tallies.filter((tally) => tally.month === month)
      const expected = expectations(then, ({ personId }) => personId, isShielded)
      return { month, figure: responseOf(seenOf(ofMonth, sees), expected, 0) }
    }),
  }
}

function monthsUpTo(day: Day) {
  const last = monthOf(day)
  const first = addMonths(last, 1 - MONTHS)
  const each = Array.from({ length: MONTHS }, (_, index) => addMonths(first, index))
  return { each, from: firstDayOf(first), to: lastDayOf(last) }
}

function isWithin({ from, to }: Span, instant: Instant): boolean {
  const day = dayOf(instant)
  return from <= day && day <= to
}

function sum(credits: readonly Credit[]): number {
  return credits.reduce((total, { n }) => total + n, 0)
}

type RowsAsked = Asked & { person?: string | undefined; team?: string | undefined; rule?: string | undefined }

/** The alerts behind one figure: the slowest first, as whoever looks wants to know why. */
export async function listResponses(ctx: ReadCtx, asked: RowsAsked) {
  const span = spanOf(ctx, asked)
  const users = visibleUsers(ctx, 'alert.read')
  const { person, team } = asked
  const sees = (id: string) => users === null || users.includes(id)
  if (person !== undefined && !sees(person)) return { items: [], credits: [] }
  const people = person === undefined ? users : [person]
  const rows = await loadAnswered(ctx, span, { people, rule: asked.rule })
  const isAsked = (id: string | null, itsTeam: string | null) =>
    id !== null &&
    (person === undefined ? sees(id) : id === person) &&
    (team === undefined || itsTeam === team)
  const parts = rows.flatMap((row) => {
    const isTheirs = row.asks && isAsked(row.firstId, row.firstTeam)
    const hasClosed = isAsked(row.closerId, row.closerTeam)
    if (!isTheirs && !hasClosed) return []
    return [
      {
        ...{ id: row.id, severity: row.severity, openedAt: row.openedAt, allowedMinutes: row.allowedMinutes },
        takenMinutes: isTheirs ? row.takenMinutes : null,
        inTime: isTheirs && row.inTime,
        closedMinutes: hasClosed ? row.closedMinutes : null,
        cameBack: hasClosed && row.cameBack,
      },
    ]
  })
  // Those that were theirs to take up come before those they only closed.
  const slowness = ({ takenMinutes, allowedMinutes }: (typeof parts)[number]) =>
    takenMinutes === null ? -1 : takenMinutes / allowedMinutes
  const shown = parts.sort((a, b) => slowness(b) - slowness(a)).slice(0, SHOWN)
  const titles = await loadTitles(
    ctx,
    shown.map(({ id }) => id),
  )
  const credits = person === undefined ? [] : await loadCredits(ctx, span)
  return {
    items: shown.map((part) => ({ ...part, ...titles.get(part.id)! })),
    credits: credits.filter(({ userId }) => userId === person).map(({ kind, n }) => ({ kind, n })),
  }
}

async function namesOf(ctx: ReadCtx, { answered, closed }: Own) {
  const ids = [...new Set([...answered, ...closed].map(({ personId }) => personId))]
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
