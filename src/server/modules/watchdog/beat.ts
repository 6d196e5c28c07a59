import { sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { Flight } from './canary.ts'

/** The worker has looked; a second long look at nothing else would do as well, so it is cheap. */
export async function beat(ctx: ReadCtx): Promise<void> {
  await sql`
    insert into watch_pulse (org_id, looked_at, rule_count)
    select ${ctx.orgId}, ${at(ctx.now)}, (select count(*)::int from rule where org_id = ${ctx.orgId} and mode = 'on')
    on conflict (org_id) do update set looked_at = excluded.looked_at,
      rule_count = case when excluded.rule_count > 0 then excluded.rule_count else watch_pulse.rule_count end`.execute(
    ctx.db,
  )
}

export async function keepFlight(ctx: ReadCtx, { arrivedAt, tookMs, error }: Flight): Promise<void> {
  await ctx.db
    .updateTable('watch_pulse')
    .set({
      canary_tried_at: at(ctx.now),
      canary_error: error,
      ...(arrivedAt === null ? {} : { canary_at: at(arrivedAt), canary_ms: tookMs }),
    })
    .where('org_id', '=', ctx.orgId)
    .execute()
}
