import { sql } from 'kysely'
import type { MissReport } from '../../../api/misses.ts'
import { dayOf, firstDayOf, minuteOfDay, monthOf, startOfDay } from '../../../core/calendar.ts'
import { BRIEF_MINUTE } from '../../../core/notify/brief.ts'
import { missMonthOn } from '../../../core/notify/regular.ts'
import { missesTitle } from '../../../text/regular.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { enqueue } from '../../platform/jobs.ts'
import { findRegular, keepRegular, regularTold } from '../../platform/regular.ts'
import { loadCalendar } from '../identity/index.ts'
import { findLeaders, notifyErrands } from '../notify/index.ts'

/** A report that was asked for and has not come in this time is asked for again. */
const PATIENCE_MS = 2 * 3_600_000

/** From the hour of the brief on, while this month's report has not been told. */
export function missesDue(ctx: ReadCtx) {
  const month = firstDayOf(monthOf(dayOf(ctx.now)))
  return sql<boolean>`${minuteOfDay(ctx.now) >= BRIEF_MINUTE}::boolean and not ${regularTold(ctx, 'misses', month)}`
}

/**
 * On the first working day of a month (or as soon after it as there is a server) every boss and manager is
 * told once what went wrong in the year although no rule had warned, as far as it is about their people
 * (C111). Making the report takes a while; it is asked for first and told when it is there.
 */
export async function tellMisses(ctx: WriteCtx): Promise<{ told: number }> {
  const day = dayOf(ctx.now)
  const month = missMonthOn(day, await loadCalendar(ctx))
  if (month === null || minuteOfDay(ctx.now) < BRIEF_MINUTE) return { told: 0 }
  const known = await findRegular(ctx, 'misses', month)
  if (known?.toldAt) return { told: 0 }
  const made = await findReport(ctx, startOfDay(month))
  if (!made) {
    if (known?.askedAt && ctx.now - known.askedAt < PATIENCE_MS) return { told: 0 }
    await keepRegular(ctx, { kind: 'misses', periodOn: month, state: 'asked' })
    await enqueue(ctx, 'misses.make')
    return { told: 0 }
  }
  const leaders = (await findLeaders(ctx)).map(({ reader, userIds }) => ({
    userId: reader.id,
    figures: figuresOf(made.report, userIds),
  }))
  // Whoever has nobody with a loss hears of none; an empty report is no news.
  const concerned = leaders.filter(({ figures }) => figures.total > 0)
  await notifyErrands(
    ctx,
    concerned.map(({ userId, figures }) => ({
      cause: `misses:${month}:${userId}`,
      errand: {
        kind: 'miss-report' as const,
        severity: 3 as const,
        title: missesTitle(month, figures),
        customer: null,
        amountFen: figures.missedFen > 0n ? figures.missedFen : null,
        by: '风向标',
        said: '',
        dueAt: null,
        url: '/rules/misses',
      },
      customerId: null,
      subjectId: made.id,
      people: [userId],
    })),
  )
  await keepRegular(ctx, { kind: 'misses', periodOn: month, state: 'told' })
  return { told: concerned.length }
}

/** Of the losses of some people's records: how many, and how many of them nobody had been warned of. */
function figuresOf({ losses }: MissReport, userIds: readonly string[] | null) {
  const own = losses.filter(
    ({ responsible }) => userIds === null || (responsible !== null && userIds.includes(responsible.id)),
  )
  const missed = own.filter(({ foreseen }) => foreseen === null)
  return {
    total: own.length,
    missed: missed.length,
    missedFen: missed.reduce((sum, { valueFen }) => sum + BigInt(valueFen), 0n),
  }
}

async function findReport(ctx: ReadCtx, since: number): Promise<{ id: string; report: MissReport } | null> {
  const { rows } = await sql<{ id: string; report: MissReport }>`
    select id, report from miss_report where org_id = ${ctx.orgId} and created_at >= ${at(since)}
    order by created_at desc, id desc limit 1`.execute(ctx.db)
  return rows[0] ?? null
}
