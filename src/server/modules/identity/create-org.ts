import type { Instant } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { setTenant, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { installCalendar } from './calendar.ts'

/** Creates an organisation with its tick and calendar, then runs `fill` as its first write. */
export async function createOrg<T>(
  db: Db,
  input: { slug: string; name: string; isDemo: boolean; now: Instant },
  fill: (ctx: WriteCtx) => Promise<T>,
): Promise<{ orgId: string; value: T }> {
  const orgId = newId(input.now)
  await db.transaction().execute(async (tx) => {
    await setTenant(tx, orgId, null)
    await tx
      .insertInto('org')
      .values({
        id: orgId,
        slug: input.slug,
        name: input.name,
        is_demo: input.isDemo,
        created_at: at(input.now),
      })
      .execute()
    await tx
      .insertInto('org_tick')
      .values({ org_id: orgId, last: at(input.now - 1) })
      .execute()
  })
  const value = await write(db, { orgId, now: input.now }, async (ctx) => {
    await installCalendar(ctx)
    return fill(ctx)
  })
  return { orgId, value }
}
