import { sql } from 'kysely'
import {
  type Day,
  dayOf,
  firstDayOf,
  type Instant,
  lastDayOf,
  type Month,
  monthOf,
} from '../../../core/calendar.ts'
import type { Stretch } from '../../../core/periods/over-span.ts'
import { ALL_KNOWN } from '../../../core/watch/fold.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { pastMoment } from '../../platform/then.ts'

export type Asked = { month?: Month | undefined; asOf?: Day | undefined }

/** From where a month is looked at: its days so far, and what counts as known of them. */
export type CardLook = Stretch & { month: Month; known: Instant; closedAt: Instant | null; asOf: Day }

/**
 * A month that is open reads by business date, with all that is recorded; a closed one by what was known when
 * finance closed it, so that it no longer moves. Looked at from a past day, by what was known then.
 */
export async function lookAt(ctx: ReadCtx, asked: Asked): Promise<CardLook> {
  const asOf = asked.asOf ?? dayOf(ctx.now)
  const month = asked.month ?? monthOf(asOf)
  const [from, last] = [firstDayOf(month), lastDayOf(month)]
  if (from > asOf) throw invalid('card_month_ahead', { month })
  const moment = asked.asOf === undefined ? null : pastMoment(ctx, asOf)
  const closedAt = (await closesUntil(ctx, moment)).get(month) ?? null
  const known = closedAt ?? moment ?? ALL_KNOWN
  return { month, from, to: last < asOf ? last : asOf, known, closedAt, asOf }
}

/** The months that were closed at a moment, each since when; without one, those that are. */
export async function closesUntil(ctx: ReadCtx, moment: Instant | null): Promise<Map<Month, Instant>> {
  const held =
    moment === null
      ? sql`c.reopened_at is null`
      : sql`c.closed_at <= ${at(moment)} and (c.reopened_at is null or c.reopened_at > ${at(moment)})`
  const { rows } = await sql<{ month: Month; closed_at: Instant }>`
    select c.month, c.closed_at from month_close c where c.org_id = ${ctx.orgId} and ${held}`.execute(ctx.db)
  return new Map(rows.map(({ month, closed_at }) => [month, closed_at]))
}
