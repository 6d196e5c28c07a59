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
type Found = {
  drawnOn: Day
  lowest: { on: Day; fen: Fen; shortfallFen: Fen } | null
  openFen: Fen
  slowing: Slowing[]
}

/**
 * Once a day for a company that has customers, since a warning is held against what was expected that
 * morning; and after somebody has typed a balance or a plan, so that whoever types does not wait for it.
 */
export function cashDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`(
    (exists (select 1 from customer where org_id = ${ctx.orgId} and voided_at is null)
      and not exists (select 1 from cash_outlook where org_id = ${ctx.orgId} and drawn_on >= ${dayOf(ctx.now)}))
    or coalesce(${lastTyped(ctx)}, '-infinity')
      > coalesce((select max(known_at) from cash_outlook where org_id = ${ctx.orgId}), '-infinity'))`
}

/** When a balance or a plan was last typed or taken back. */
function lastTyped(ctx: ReadCtx): RawBuilder<Instant | null> {
  const last = (table: string) => sql`
    (select max(greatest(recorded_at, voided_at)) from ${sql.table(table)} where org_id = ${ctx.orgId})`
  return sql<Instant | null>`greatest(${last('cash_balance')}, ${last('cash_outflow')})`
}

/**
 * Draws in a reading of its own, so that no writer waits for it. What was typed while it was drawn is not in
 * it: then nothing is kept, and it is due again at once.
 */
export async function drawDaily(db: Db, who: { orgId: string; now: Instant }): Promise<void> {
  const drawn = await read(db, who, async (ctx) => ({ typedAt: await typedBy(ctx), found: await look(ctx) }))
  await write(db, who, async (ctx) => {
    if ((await typedBy(ctx)) === drawn.typedAt) await keepOutlook(ctx, drawn.found)
  })
}

async function typedBy(ctx: ReadCtx): Promise<Instant | null> {
  const { rows } = await sql<{ last: Instant | null }>`select ${lastTyped(ctx)} as last`.execute(ctx.db)
  return rows[0]!.last
}

async function look(ctx: ReadCtx): Promise<Found> {
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
async function keepOutlook(ctx: WriteCtx, found: Found): Promise<void> {
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
