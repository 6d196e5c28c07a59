import { type RawBuilder, sql } from 'kysely'
import { dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/** The instant a page looks from. */
export type Look = { moment: Instant; isPast: boolean }

/** The instant a question looks from: the end of a past day, or now. */
export function lookFrom(ctx: ReadCtx, asOf: string | undefined): Look {
  const isPast = asOf !== undefined && asOf < dayOf(ctx.now)
  return { moment: isPast ? endOfDay(asOf) : ctx.now, isPast }
}

/**
 * What was there when we look. The present sees all that is committed and asks no clock: ticks run ahead of a
 * clock that was set back, and what a person has just done must not be missing from the answer.
 */
export function isThere(column: string, { moment, isPast }: Look): RawBuilder<boolean> {
  return isPast ? sql<boolean>`${sql.ref(column)} <= ${at(moment)}` : sql<boolean>`true`
}
