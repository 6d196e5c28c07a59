import { sql } from 'kysely'
import type { BacktestReport, BacktestRow, BacktestWish } from '../../../api/backtest.ts'
import type { Instant } from '../../../core/calendar.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { sentenceOf } from '../../../text/errors.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'

/** A run without a sign of life for this long has lost its worker. */
export const SILENT_MS = 30_000

export type Stored = {
  id: string
  rule_code: string
  rule_version: number
  rule: Rule
  wish: BacktestWish
  state: BacktestRow['state']
  done: number
  total: number | null
  report: BacktestReport | null
  error: { code: string; detail: Record<string, unknown> } | null
  created_at: Instant
  finished_at: Instant | null
}

export async function insertBacktest(ctx: WriteCtx, rule: Rule, wish: BacktestWish): Promise<string> {
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('backtest')
    .values({
      org_id: ctx.orgId,
      id,
      rule_code: rule.code,
      rule_version: rule.version,
      rule: json(rule),
      wish: json(wish),
      state: 'queued',
      actor: ctx.actor.userId,
      created_at: at(ctx.now),
    })
    .execute()
  return id
}

export async function findNewest(ctx: ReadCtx, code: string): Promise<Stored | null> {
  const { rows } = await sql<Stored>`
    select * from backtest where org_id = ${ctx.orgId} and rule_code = ${code}
    order by created_at desc, id desc limit 1`.execute(ctx.db)
  return rows[0] ?? null
}

export async function getBacktest(ctx: ReadCtx, id: string, lock = false): Promise<Stored> {
  const { rows } = await sql<Stored>`
    select * from backtest where org_id = ${ctx.orgId} and id = ${id} ${lock ? sql`for update` : sql``}`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('backtest')
  return rows[0]
}

/** Takes the oldest run that waits, or that a dead worker left behind. */
export async function claimBacktest(ctx: ReadCtx): Promise<Stored | null> {
  const { rows } = await sql<Stored>`
    update backtest b set state = 'running', beat_at = ${at(ctx.now)}, done = 0, total = null
    where b.org_id = ${ctx.orgId} and b.id = (
      select id from backtest where org_id = ${ctx.orgId}
        and (state = 'queued' or (state = 'running' and beat_at < ${at(ctx.now - SILENT_MS)}))
      order by created_at limit 1 for update skip locked)
    returning b.*`.execute(ctx.db)
  return rows[0] ?? null
}

/** So many are told side by side at most; whoever asks for one waits for these at most. */
const MOST_TOGETHER = 40

/**
 * The oldest run that waits, with those about the same kind of subject: what they look at is loaded once. The
 * company's own come alone (see `inGroups`).
 */
export async function claimBacktests(ctx: ReadCtx): Promise<Stored[]> {
  const first = await claimBacktest(ctx)
  if (!first) return []
  const { subject } = first.rule
  if (subject === 'org') return [first]
  const { rows } = await sql<Stored>`
    update backtest b set state = 'running', beat_at = ${at(ctx.now)}, done = 0, total = null
    where b.org_id = ${ctx.orgId} and b.id in (
      select id from backtest where org_id = ${ctx.orgId} and state = 'queued' and rule ->> 'subject' = ${subject}
      order by created_at limit ${MOST_TOGETHER - 1} for update skip locked)
    returning b.*`.execute(ctx.db)
  return [first, ...rows]
}

/** A sign of life; false when the run was cancelled or taken over. */
export async function beat(ctx: ReadCtx, id: string, done: number, total: number): Promise<boolean> {
  const result = await ctx.db
    .updateTable('backtest')
    .set({ done, total, beat_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function settleBacktest(
  ctx: ReadCtx,
  id: string,
  end:
    | { state: 'done'; report: BacktestReport }
    | { state: 'failed'; error: Stored['error'] }
    | { state: 'queued' },
): Promise<void> {
  await ctx.db
    .updateTable('backtest')
    .set({
      state: end.state,
      finished_at: end.state === 'queued' ? null : at(ctx.now),
      ...(end.state === 'done'
        ? { report: json(end.report), done: end.report.subjects, total: end.report.subjects }
        : {}),
      ...(end.state === 'failed' ? { error: json(end.error) } : {}),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

export function rowOf(stored: Stored): BacktestRow {
  const { error } = stored
  return {
    id: stored.id,
    ruleCode: stored.rule_code,
    ruleVersion: stored.rule_version,
    state: stored.state,
    done: stored.done,
    total: stored.total,
    createdAt: stored.created_at,
    finishedAt: stored.finished_at,
    error: error && { code: error.code, text: sentenceOf(error.code, error.detail) },
    report: stored.report,
  }
}
