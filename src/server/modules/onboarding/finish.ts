import { type RawBuilder, sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { findWalks, withProgress } from './walk-rows.ts'

const UNFINISHED = sql`stopped_at is null and finished_on is null`

export function walksOpen(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from onboarding where org_id = ${ctx.orgId} and ${UNFINISHED})`
}

/** Figures come in by themselves, so it is looked for who has finished; nothing is locked meanwhile. */
export async function finishWalks(db: Db, who: { orgId: string; now: number }): Promise<number> {
  const done = await read(db, who, async (ctx) => {
    const walks = await withProgress(
      ctx,
      await findWalks(ctx, sql`o.stopped_at is null and o.finished_on is null and u.status = 'active'`),
    )
    return walks.flatMap(({ id, progress }) => (progress.done === progress.all ? [id] : []))
  })
  if (done.length === 0) return 0
  await write(db, who, (ctx) =>
    sql`
      update onboarding set finished_on = ${dayOf(ctx.now)}, version = version + 1
      where org_id = ${ctx.orgId} and id = any(${done}::uuid[]) and ${UNFINISHED}`.execute(ctx.db),
  )
  return done.length
}
