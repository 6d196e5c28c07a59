import { sql } from 'kysely'
import { startOfDay } from '../../../core/calendar.ts'
import { readOver } from '../../../core/periods/over-span.ts'
import type { Found } from '../../../core/score/card.ts'
import { cardLine, type LineId, type Source } from '../../../core/score/lines.ts'
import { ALL_KNOWN } from '../../../core/watch/fold.ts'
import type { Series } from '../../../core/watch/metric.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type AnsweredRow, loadAnswered, loadCredits } from '../team/index.ts'
import { loadHistories } from '../watch/index.ts'
import type { CardLook } from './look.ts'
import { hasChecked, recordRows } from './record-rows.ts'
import { shareOut } from './share-out.ts'

const NONE: Found = { value: null, n: 0, num: null, den: null }

export type FoundOf = (user: string, line: LineId) => Found

/** What came of some lines for some people in a month, each source asked once. */
export async function findLines(
  ctx: ReadCtx,
  look: CardLook,
  { users, lines }: { users: readonly string[]; lines: readonly LineId[] },
): Promise<FoundOf> {
  const asked = new Set(lines.map((line) => cardLine(line).source.kind))
  const series = await seriesFor(ctx, look, { users, lines })
  const answers = asked.has('answers') ? await answersOf(ctx, look, users) : new Map()
  const reports = asked.has('reports') ? await reportsOf(ctx, look) : null
  const records = {
    complete:
      asked.has('complete') && (await hasChecked(ctx, look)) ? await sharesOf(ctx, 'complete', look) : null,
    timely: asked.has('timely') ? await sharesOf(ctx, 'timely', look) : null,
  }
  return (user, line) => {
    const { source } = cardLine(line)
    switch (source.kind) {
      case 'own':
      case 'shared': {
        const one = series(user, source)
        if (!one) return NONE
        const { value, n, num, den } = readOver(one, look, look.known)
        return { value, n, num: num ?? null, den: den ?? null }
      }
      case 'answers':
        return shareFound(answers.get(user))
      case 'reports':
        return reports === null ? NONE : countFound(reports.get(user) ?? 0)
      case 'complete':
      case 'timely':
        return shareFound(records[source.kind]?.get(user))
    }
  }
}

type Count = { num: number; den: number }

function shareFound(count: Count | undefined): Found {
  if (!count || count.den === 0) return NONE
  return { value: Math.round((count.num / count.den) * 10_000), n: count.den, ...count }
}

function countFound(value: number): Found {
  return { value, n: value, num: null, den: null }
}

type SeriesOf = (user: string, source: Extract<Source, { metric: string }>) => Series | undefined

/** The figures of each person, and those of the company shared out among them. */
export async function seriesFor(
  ctx: ReadCtx,
  look: CardLook,
  { users, lines }: { users: readonly string[]; lines: readonly LineId[] },
): Promise<SeriesOf> {
  const metricsOf = (kind: 'own' | 'shared') =>
    lines.flatMap((line) => {
      const { source } = cardLine(line)
      return source.kind === kind ? [source.metric] : []
    })
  const since = startOfDay(look.from)
  const [own, shared] = [metricsOf('own'), metricsOf('shared')]
  const histories =
    own.length === 0
      ? null
      : await loadHistories(ctx, { kind: 'rep', ids: users, metrics: own, fields: [], since })
  const org =
    shared.length === 0
      ? null
      : await loadHistories(ctx, { kind: 'org', ids: [ctx.orgId], metrics: shared, fields: [], since })
  const ofPerson = org && (await shareOut(ctx, [...org.get(ctx.orgId)!.series.values()], look))
  return (user, { kind, metric }) =>
    kind === 'own' ? histories?.get(user)?.series.get(metric) : ofPerson?.(user).get(metric)
}

/** The alerts of a month as they were answered by then. */
export function answeredIn(ctx: ReadCtx, { from, to, known }: CardLook, users: readonly string[]) {
  return loadAnswered(ctx, { from, to, ...(known === ALL_KNOWN ? {} : { known }) }, { people: users })
}

/** As in the index of answers (C132): what somebody else closed badly is not the slip of the first. */
export function isGood({ inTime, cameBack, closerId, firstId }: AnsweredRow): boolean {
  return inTime && !(cameBack && closerId === firstId)
}

async function answersOf(
  ctx: ReadCtx,
  look: CardLook,
  users: readonly string[],
): Promise<Map<string, Count>> {
  const rows = (await answeredIn(ctx, look, users)).filter(({ asks }) => asks)
  const byPerson = Map.groupBy(rows, ({ firstId }) => firstId)
  return new Map([...byPerson].map(([id, own]) => [id, { num: own.filter(isGood).length, den: own.length }]))
}

/** null: the company had not begun to record anything by then, and nobody could have reported. */
async function reportsOf(ctx: ReadCtx, look: CardLook): Promise<Map<string, number> | null> {
  const { rows } = await sql<{ begun: boolean }>`
    select exists (select 1 from event e where e.org_id = ${ctx.orgId} and e.recorded_at <= ${at(startOfDay(look.to))}) as begun`.execute(
    ctx.db,
  )
  if (!rows[0]!.begun) return null
  const found = new Map<string, number>()
  for (const { userId, n } of await loadCredits(ctx, look)) found.set(userId, (found.get(userId) ?? 0) + n)
  return found
}

async function sharesOf(
  ctx: ReadCtx,
  kind: 'complete' | 'timely',
  look: CardLook,
): Promise<Map<string, Count>> {
  const { rows } = await sql<Count & { user_id: string }>`
    select r.user_id, count(*)::int as den, (count(*) filter (where r.is_good))::int as num
    from (${recordRows(ctx, kind, look)}) r group by r.user_id`.execute(ctx.db)
  return new Map(rows.map(({ user_id, num, den }) => [user_id, { num, den }]))
}
