import { sql } from 'kysely'
import type { z } from 'zod'
import type { listScoreRows as route } from '../../../api/scores.ts'
import { type Day, dayFromNumber, dayOf } from '../../../core/calendar.ts'
import { rowsOver, type Side } from '../../../core/periods/over-span.ts'
import { cardLine, type Source } from '../../../core/score/lines.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { customersThen } from '../customers/index.ts'
import { loadTitles } from '../team/index.ts'
import { labelFacts, lookFrom } from '../watch/index.ts'
import { answeredIn, isGood, seriesFor } from './find-lines.ts'
import { type CardLook, lookAt } from './look.ts'
import { recordRows } from './record-rows.ts'

const ROWS_SHOWN = 200

type Row = { day: Day; value: number; label: string | Bilingual; link: { kind: string; id: string } | null }
type Of = { user: string; side: Side }

/** What stands behind one line of one card (law 9): of a share those that count, or all of them. */
export async function listScoreRows(ctx: ReadCtx, user: string, query: z.output<typeof route.query>) {
  await refuseForeign(ctx, user)
  const look = await lookAt(ctx, query)
  const { source, isMoney } = cardLine(query.line)
  const rows = await rowsOf(ctx, look, source, { user, side: query.side, line: query.line })
  return { isMoney, items: rows.slice(0, ROWS_SHOWN), more: Math.max(0, rows.length - ROWS_SHOWN) }
}

/** Not there and not yours are one answer (law 6). */
async function refuseForeign(ctx: ReadCtx, user: string): Promise<void> {
  const users = visibleUsers(ctx, 'score.read')
  const known = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', user)
    .executeTakeFirst()
  if (!known || (users !== null && !users.includes(user))) throw notFound('person')
}

async function rowsOf(
  ctx: ReadCtx,
  look: CardLook,
  source: Source,
  of: Of & { line: z.output<typeof route.query>['line'] },
): Promise<Row[]> {
  switch (source.kind) {
    case 'own':
    case 'shared':
      return figureRows(ctx, look, source, of)
    case 'answers':
      return answerRows(ctx, look, of)
    case 'reports':
      return reportRows(ctx, look, of.user)
    case 'complete':
    case 'timely':
      return recordRowsOf(ctx, source.kind, look, of)
  }
}

async function figureRows(
  ctx: ReadCtx,
  look: CardLook,
  source: Extract<Source, { metric: string }>,
  { user, side, line }: Of & { line: z.output<typeof route.query>['line'] },
): Promise<Row[]> {
  const series = (await seriesFor(ctx, look, { users: [user], lines: [line] }))(user, source)
  if (!series) return []
  const rows = rowsOver(series, look, look.known, side)
  const labels = await labelFacts(
    ctx,
    rows.slice(0, ROWS_SHOWN).flatMap(({ ref }) => (ref ? [ref] : [])),
    lookFrom(ctx, look.asOf),
  )
  return rows.map(({ on, value, ref }) => {
    const named = ref ? labels.get(`${ref.kind}:${ref.id}`) : undefined
    return { day: dayFromNumber(on), value, label: named?.label ?? '', link: named?.link ?? null }
  })
}

async function answerRows(ctx: ReadCtx, look: CardLook, { user, side }: Of): Promise<Row[]> {
  const rows = (await answeredIn(ctx, look, [user])).filter(
    (row) => row.asks && row.firstId === user && (side === 'den' || isGood(row)),
  )
  const titles = await loadTitles(
    ctx,
    rows.map(({ id }) => id),
    look.asOf,
  )
  return rows.map(({ id, openedAt }) => {
    const { title, subject } = titles.get(id)!
    return {
      ...{ day: dayOf(openedAt), value: 1, link: { kind: 'alert', id } },
      label: subject ? { zh: `${title.zh} · ${subject}`, en: `${title.en} · ${subject}` } : title,
    }
  })
}

type Said = { day: Day; label: string; customer_id: string | null }

/** The same facts as in the index of answers (C133), one by one. */
async function reportRows(ctx: ReadCtx, { from, to, asOf }: CardLook, user: string): Promise<Row[]> {
  const { rows } = await sql<Said>`
    select china_day(e.recorded_at) as day, coalesce(c.name, '') as label, e.customer_id
    from event e left join ${customersThen(ctx, asOf)} c on c.org_id = e.org_id and c.id = e.customer_id
    where e.org_id = ${ctx.orgId} and e.actor = ${user} and china_day(e.recorded_at) between ${from}::date and ${to}::date
      and e.kind in ('dispute.opened', 'order.corrected', 'dunning.voided', 'activity.voided')
    union all
    select china_day(t.recorded_at), t.title, t.customer_id from task t
    where t.org_id = ${ctx.orgId} and t.kind = 'ask' and t.created_by = ${user}
      and china_day(t.recorded_at) between ${from}::date and ${to}::date
    order by 1 desc`.execute(ctx.db)
  return rows.map(rowOf)
}

async function recordRowsOf(
  ctx: ReadCtx,
  kind: 'complete' | 'timely',
  look: CardLook,
  { user, side }: Of,
): Promise<Row[]> {
  const { rows } = await sql<Said>`
    select r.on_day as day, r.label, r.customer_id from (${recordRows(ctx, kind, look)}) r
    where r.user_id = ${user} ${side === 'num' ? sql`and r.is_good` : sql``}
    order by r.is_good, r.on_day desc, r.label`.execute(ctx.db)
  return rows.map(rowOf)
}

function rowOf({ day, label, customer_id }: Said): Row {
  return { day, value: 1, label, link: customer_id ? { kind: 'customer', id: customer_id } : null }
}
