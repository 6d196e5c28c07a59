import { type RawBuilder, sql } from 'kysely'
import type { BacktestReport } from '../../../api/backtest.ts'
import type { RuleReview } from '../../../api/rule-reviews.ts'
import type { Day, Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { knobsOf } from '../../../core/watch/knobs.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import type { loadRules } from '../watch/index.ts'

export type StoredRule = Awaited<ReturnType<typeof loadRules>>[number]

export type StoredReview = {
  id: string
  rule_id: string
  month: Day
  rule_version: number
  state: RuleReview['state']
  reason: string
  move: { path: string; from: number; to: number } | null
  decided_name: string | null
  decided_at: Instant | null
  decided_note: string
  version: number
  report: BacktestReport | null
  backtest_state: string
}

/** Reviews with the backtest each of them rests on, the newest first. */
export async function findReviews(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<StoredReview[]> {
  const { rows } = await sql<StoredReview>`
    select v.id, v.rule_id, v.month, v.rule_version, v.state, v.reason, v.move,
      u.name as decided_name, v.decided_at, v.decided_note, v.version, b.report, b.state as backtest_state
    from rule_review v
    join backtest b on b.org_id = v.org_id and b.id = v.backtest_id
    left join app_user u on u.org_id = v.org_id and u.id = v.decided_by
    where v.org_id = ${ctx.orgId} and ${where} order by v.month desc, v.recorded_at desc, v.id`.execute(
    ctx.db,
  )
  return rows
}

export async function getReview(ctx: ReadCtx, id: string): Promise<StoredReview> {
  const [row] = await findReviews(ctx, sql`v.id = ${id}`)
  if (!row) throw notFound('review')
  return row
}

export function shapeReview(ctx: ReadCtx, row: StoredReview, rule: StoredRule): RuleReview {
  const { current } = rule
  const { move } = row
  const lineOf = (value: number | undefined) => row.report?.variants.find((one) => one.value === value)
  const [old, next] = [lineOf(move?.from), lineOf(move?.to)]
  // A line that has been changed by hand meanwhile is not what was tested.
  const isOutdated = row.state === 'open' && row.rule_version !== current.version
  const state = isOutdated ? 'outdated' : row.state
  const decide = may(ctx.actor.roles, 'rule.write')
    ? state === 'open'
      ? (true as const)
      : 'review_not_open'
    : 'forbidden'
  return {
    id: row.id,
    version: row.version,
    code: current.code,
    title: current.title,
    month: row.month.slice(0, 7),
    state,
    reason: row.reason,
    knob: knobsOf(current).find(({ path }) => path === move?.path) ?? null,
    oldValue: move?.from ?? null,
    newValue: move?.to ?? null,
    lines:
      row.report && old && next
        ? {
            old,
            new: next,
            events: row.report.modes.episodes.events,
            from: row.report.from,
            to: row.report.to,
            splitOn: row.report.splitOn,
          }
        : null,
    outcome: row.report?.outcomeText ?? null,
    decidedBy: row.decided_name,
    decidedAt: row.decided_at,
    decidedNote: row.decided_note,
    can: { decide },
  }
}
