import { sql } from 'kysely'
import { DAY_MS } from '../../../core/calendar.ts'
import { SUGGESTED_CHECKS } from '../../../core/deal/checklist.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'

/** The company has gone through its list (C052) since so many days. */
const SINCE_DAYS = 12

/**
 * The suggested list is in force, and the reps have gone through it: what a deal left behind since then is
 * done, or left out where the system saw nothing and the item allows it. What stands open is the truth.
 */
export async function goThroughLists(ctx: WriteCtx): Promise<void> {
  const since = ctx.now - SINCE_DAYS * DAY_MS
  const stages = await ctx.db
    .selectFrom('stage as s')
    .innerJoin('pipeline as p', (join) =>
      join.onRef('p.org_id', '=', 's.org_id').onRef('p.id', '=', 's.pipeline_id'),
    )
    .select(['s.id', 's.key'])
    .where('s.org_id', '=', ctx.orgId)
    .where('p.is_default', '=', true)
    .execute()
  const idOf = new Map(stages.map(({ id, key }) => [key, id]))
  await insertRows(
    ctx.db,
    'stage_check',
    SUGGESTED_CHECKS.map((check, position) => ({
      org_id: ctx.orgId,
      ...freshItem(ctx),
      stage_id: idOf.get(check.stage)!,
      position,
      title: check.title,
      title_en: check.titleEn,
      proof: check.proof,
      skip_by: check.skipBy,
      recorded_at: since,
    })),
  )
  await sql`
    insert into deal_check (org_id, id, deal_id, check_id, item_id, by_manager, state, reason, actor, recorded_at)
    select d.org_id, gen_random_uuid(), d.id, k.id, k.item_id, true, case when k.proof is null then 'done' else 'skipped' end,
      case when k.proof is null then '' else '老客户，合作多年' end,
      case when k.proof is null then d.responsible_id else (select r.user_id from user_role r
        where r.org_id = d.org_id and r.role = 'boss' order by r.user_id limit 1) end,
      greatest(${at(since)}::timestamptz, d.stage_since::timestamp at time zone 'Asia/Shanghai' + interval '10 hours')
    from deal d join stage n on n.org_id = d.org_id and n.id = d.stage_id
    join stage s on s.org_id = d.org_id and s.pipeline_id = d.pipeline_id and s.kind = 'open'
      and (n.kind = 'won' or s.position < n.position)
    join stage_check k on k.org_id = s.org_id and k.stage_id = s.id and k.skip_by <> 'nobody'
    where d.org_id = ${ctx.orgId} and d.voided_at is null
      and (d.outcome = 'open' or (d.outcome = 'won' and d.closed_on >= china_day(${at(since)}::timestamptz)))`.execute(
    ctx.db,
  )
}

function freshItem(ctx: WriteCtx) {
  const id = newId(ctx.now)
  return { id, item_id: id }
}
