import { type RawBuilder, sql } from 'kysely'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadRules } from '../watch/index.ts'
import { newestFact } from './plan.ts'
import { inGroups } from './run-backtest.ts'
import { startBacktest } from './start.ts'

/** A record older than this is made anew: the year it speaks of has moved on. */
const FRESH_DAYS = 30
/** With a shorter history nothing can be said about a rule yet. */
const HISTORY_DAYS = 90

/**
 * Rules whose card has no record of its present version, or an old one, or one from before the last file
 * came in. What was tried and failed, or was stopped by somebody, is not tried again before its time.
 */
function unproven(ctx: ReadCtx): RawBuilder<unknown> {
  const oldest = at(ctx.now - FRESH_DAYS * DAY_MS)
  return sql`
    from rule r where r.org_id = ${ctx.orgId} and not exists (
      select 1 from backtest b where b.org_id = r.org_id and b.rule_code = r.code and b.rule_version = r.version
        and b.created_at >= ${oldest} and b.created_at >= coalesce((
          select max(i.finished_at) from import_batch i where i.org_id = r.org_id and i.status in ('done', 'undone')), ${oldest}))`
}

/**
 * True when a rule should be proven and no backtest waits: one kind of subject at a time, so that whoever
 * asks for one waits for those at most, and the pages stay quick.
 */
export function recordsDue(ctx: ReadCtx): RawBuilder<boolean> {
  const before = addDays(dayOf(ctx.now), -HISTORY_DAYS)
  const hasOld = (table: string) =>
    sql`exists (select 1 from ${sql.table(table)} where org_id = ${ctx.orgId} and occurred_on < ${before})`
  return sql<boolean>`
    not exists (select 1 from backtest where org_id = ${ctx.orgId} and state in ('queued', 'running'))
    and exists (select 1 ${unproven(ctx)})
    and (${hasOld('stage_change')} or ${hasOld('invoice')} or ${hasOld('activity')})`
}

/**
 * Queues the backtests of rules about one kind of subject that have none, which are told side by side. Those
 * that may disturb somebody come first.
 */
export async function keepRecords(ctx: WriteCtx): Promise<void> {
  const { rows } = await sql<{ code: string }>`
    select r.code ${unproven(ctx)} order by array_position(array['on', 'trial', 'off'], r.mode), r.code`.execute(
    ctx.db,
  )
  const rules = new Map((await loadRules(ctx)).map(({ code, current }) => [code, current]))
  const [group] = inGroups(rows.flatMap(({ code }) => rules.get(code) ?? []))
  const newest = await newestFact(ctx)
  for (const { code } of group ?? []) await startBacktest(ctx, code, { wish: {}, newest })
}
