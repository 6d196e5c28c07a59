import { setImmediate as breathe } from 'node:timers/promises'
import { sql } from 'kysely'
import {
  addMonths,
  type Day,
  dayOf,
  endOfDay,
  type Instant,
  lastDayOf,
  monthOf,
} from '../../../core/calendar.ts'
import { factsAt, type RawCredit } from '../../../core/credit/facts.ts'
import { type Rating, rate } from '../../../core/credit/rate.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvents, touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { loadRaw } from './load-raw.ts'
import { lateShareAt, type Portfolio } from './portfolio.ts'
import { touchGraded } from './touch-graded.ts'

/** How many months of the past a customer's trail begins with. */
export const TRAIL_MONTHS = 12
/** After the years of so many customers others in the thread have their turn. */
const AT_A_STRETCH = 20

/** Month ends before a day, the oldest first. */
export function monthEndsBefore(day: Day): Day[] {
  return Array.from({ length: TRAIL_MONTHS }, (_, index) =>
    lastDayOf(addMonths(monthOf(day), index - TRAIL_MONTHS)),
  )
}

type Last = { customerId: string; grade: Grade; scoreGrade: Grade; key: string }

/** A rating that says something new; `past` begins the trail of whoever has none. */
export type Rated = { customerId: string; before: Grade | null; past: readonly Entry[]; rating: Rating }

/**
 * Rates customers by what is known now and appends to their trail where anything has changed (C024). What
 * is in the trail is never written again.
 */
export async function rateCustomers(
  ctx: WriteCtx,
  ids: readonly string[],
  portfolio: Portfolio,
): Promise<number> {
  return keepRatings(ctx, await judgeRatings(ctx, ids, portfolio))
}

/**
 * What there is to append, by what is known now. A customer without a trail gets the month ends of the last
 * year first, each from what was known then.
 */
export async function judgeRatings(
  ctx: ReadCtx,
  ids: readonly string[],
  portfolio: Portfolio,
): Promise<Rated[]> {
  const today = dayOf(ctx.now)
  const lasts = await lastRatings(ctx, ids)
  const raws = await loadRaw(ctx, ids, monthEndsBefore(today)[0]!)
  const rated: Rated[] = []
  for (const [index, raw] of raws.entries()) {
    if (index % AT_A_STRETCH === 0) await breathe()
    const { customerId } = raw
    const last = lasts.get(customerId)
    const steps = last ? [] : pastEntries(raw, today, portfolio)
    const former = steps.at(-1)?.rating.scoreGrade ?? last?.scoreGrade ?? null
    const rating = rate(factsAt(raw, today), { lateShare: lateShareAt(portfolio, today), former })
    if (last?.key === keyOf(rating)) continue
    const past = steps.filter((step, i) => i === 0 || keyOf(step.rating) !== keyOf(steps[i - 1]!.rating))
    rated.push({ customerId, before: last?.grade ?? null, past, rating })
  }
  return rated
}

/** Appends them to the trails, from this tick on; returns of how many customers. */
export async function keepRatings(ctx: WriteCtx, rated: readonly Rated[]): Promise<number> {
  await append(
    ctx,
    rated.flatMap(({ customerId, past, rating }) => [...past, { customerId, from: ctx.tick, rating }]),
  )
  await recordEvents(
    ctx,
    rated
      .filter(({ before, rating }) => before !== null && before !== rating.grade)
      .map(({ customerId, before, rating }) => ({
        kind: 'credit.rated',
        subject: { kind: 'customer', id: customerId },
        customerId,
        summary: { from: before, to: rating.grade, score: rating.score },
      })),
  )
  await touch(
    ctx,
    rated.map(({ customerId }) => ({ kind: 'customer', id: customerId })),
  )
  const moved = rated.filter(({ before, rating }) => before !== rating.grade)
  await touchGraded(
    ctx,
    moved.map(({ customerId }) => customerId),
  )
  return rated.length
}

type Entry = { customerId: string; from: Instant; rating: Rating }

function pastEntries(raw: RawCredit, today: Day, portfolio: Portfolio): Entry[] {
  const entries: Entry[] = []
  for (const day of monthEndsBefore(today)) {
    const facts = factsAt(raw, day)
    // Nobody dealt with them yet: there was nothing to rate.
    if (facts.yearsTogether === null) continue
    const former = entries.at(-1)?.rating.scoreGrade ?? null
    const rating = rate(facts, { lateShare: lateShareAt(portfolio, day), former })
    entries.push({ customerId: raw.customerId, from: endOfDay(day), rating })
  }
  return entries
}

/** What a row of the trail shows; the same again is no news. */
function keyOf(rating: Rating): string {
  const { score, scoreGrade, grade, matured, confidence, stops, reasons, overrideId } = rating
  return JSON.stringify([score, scoreGrade, grade, matured, confidence, stops, reasons.map(told), overrideId])
}

function told(reason: Rating['reasons'][number]): (string | number)[] {
  return 'stop' in reason ? [reason.stop] : [reason.factor, reason.impact]
}

async function lastRatings(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Last>> {
  const rows = await ctx.db
    .selectFrom('credit_rating')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('valid_to', 'is', null)
    .execute()
  return new Map(
    rows.map((row) => {
      const rating = {
        ...{ score: row.score, scoreGrade: row.score_grade, grade: row.grade, matured: row.matured },
        ...{
          confidence: row.confidence,
          stops: row.stops,
          reasons: row.reasons,
          overrideId: row.override_id,
        },
      } as unknown as Rating
      const { grade, scoreGrade } = rating
      return [row.customer_id, { customerId: row.customer_id, grade, scoreGrade, key: keyOf(rating) }]
    }),
  )
}

/** Entries of one customer stand in the order of their time; each ends the one before it. */
async function append(ctx: WriteCtx, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`update credit_rating set valid_to = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and customer_id = any(${entries.map(({ customerId }) => customerId)}::uuid[])
      and valid_to is null`.execute(ctx.db)
  await insertRows(
    ctx.db,
    'credit_rating',
    entries.map(({ customerId, from, rating }, index) => {
      const next = entries[index + 1]
      return {
        org_id: ctx.orgId,
        customer_id: customerId,
        valid_from: from,
        valid_to: next?.customerId === customerId ? next.from : null,
        score: rating.score,
        score_grade: rating.scoreGrade,
        grade: rating.grade,
        default_bp: rating.defaultBp,
        matured: rating.matured,
        confidence: rating.confidence,
        reasons: rating.reasons,
        stops: rating.stops,
        override_id: rating.overrideId,
        recorded_at: ctx.tick,
      }
    }) as never,
  )
}
