import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import type { Slowing } from '../../../core/cash/slowdown.ts'
import type { Fen } from '../../../core/money.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db, json } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { drawCash } from './draw.ts'

/** What one look ahead came to. */
export type Found = {
  drawnOn: Day
  lowest: { on: Day; fen: Fen; shortfallFen: Fen } | null
  openFen: Fen
  slowing: Slowing[]
}

/** Once a day for a company that has customers: a warning is held against what was expected that morning. */
export function cashDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`
    exists (select 1 from customer where org_id = ${ctx.orgId} and voided_at is null)
    and not exists (select 1 from cash_outlook where org_id = ${ctx.orgId} and drawn_on >= ${dayOf(ctx.now)})`
}

/** Draws in a reading of its own, so that no writer waits for it. */
export async function drawDaily(db: Db, who: { orgId: string; now: Instant }): Promise<void> {
  const found = await read(db, who, look)
  await write(db, who, (ctx) => keepOutlook(ctx, found))
}

export async function look(ctx: ReadCtx): Promise<Found> {
  const asOf = dayOf(ctx.now)
  const { outlook, balance, slowdown } = await drawCash(ctx, { asOf, reading: 'business' })
  return {
    drawnOn: asOf,
    lowest: balance && { ...outlook.lowest, shortfallFen: outlook.shortfallFen },
    openFen: slowdown.openFen,
    slowing: slowdown.slowing,
  }
}

/** Appends what was expected; the company is looked at again by the rules. */
export async function keepOutlook(ctx: WriteCtx, found: Found): Promise<void> {
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('cash_outlook')
    .values({
      org_id: ctx.orgId,
      id,
      drawn_on: found.drawnOn,
      known_at: at(ctx.tick),
      lowest_on: found.lowest?.on ?? null,
      lowest_fen: found.lowest?.fen ?? null,
      shortfall_fen: found.lowest?.shortfallFen ?? null,
      open_fen: found.openFen,
      slowing: json(found.slowing.map(({ openFen, ...one }) => ({ ...one, openFen: String(openFen) }))),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'cash.outlook',
    subject: { kind: 'cash_outlook', id },
    summary: { lowestOn: found.lowest?.on ?? null, shortfallFen: found.lowest?.shortfallFen ?? null },
  })
  await touch(ctx, [{ kind: 'org', id: ctx.orgId }])
}
