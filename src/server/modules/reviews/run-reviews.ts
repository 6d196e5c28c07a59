import { sql } from 'kysely'
import { outcomeFor } from '../../../core/backtest/outcome.ts'
import { proposeLine } from '../../../core/backtest/propose-line.ts'
import { addMonths, DAY_MS, dayOf, firstDayOf, monthOf } from '../../../core/calendar.ts'
import type { Verdict } from '../../../core/watch/alert.ts'
import { decideDemotion, loudSinceOf, NO_VERDICTS, REVIEW_DAYS } from '../../../core/watch/rule-record.ts'
import { demotedTitle, doubtedTitle, proposedTitle } from '../../../text/reviews.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { linePath, queueReview } from '../backtest/index.ts'
import { loadRules, tuneRule } from '../watch/index.ts'
import { findReviews, type StoredReview, type StoredRule } from './review-rows.ts'
import { tellOwner } from './tell-owner.ts'

/** Once a day, and when a backtest of a review has ended. */
export function reviewDue(ctx: ReadCtx) {
  return sql<boolean>`
    exists (select 1 from watch_cursor where org_id = ${ctx.orgId}
      and (reviewed_on is null or reviewed_on < ${dayOf(ctx.now)}))
    or exists (select 1 from rule_review v join backtest b on b.org_id = v.org_id and b.id = v.backtest_id
      where v.org_id = ${ctx.orgId} and v.state = 'testing' and b.state in ('done', 'failed', 'cancelled'))`
}

/**
 * What the house does about its rules by itself: takes the voice of those that people find useless, starts
 * the month's review, and turns finished backtests into proposals. It never moves a line.
 */
export async function reviewRules(ctx: WriteCtx): Promise<void> {
  const rules = await loadRules(ctx)
  await settleReviews(ctx, rules)
  const today = dayOf(ctx.now)
  const cursor = await ctx.db
    .selectFrom('watch_cursor')
    .select(['reviewed_on', 'reviews_from'])
    .where('org_id', '=', ctx.orgId)
    .forUpdate()
    .executeTakeFirst()
  if (!cursor || (cursor.reviewed_on !== null && cursor.reviewed_on >= today)) return
  const begins = cursor.reviews_from ?? firstDayOf(addMonths(monthOf(today), 1))
  await ctx.db
    .updateTable('watch_cursor')
    .set({ reviewed_on: today, reviews_from: begins })
    .where('org_id', '=', ctx.orgId)
    .execute()
  await demoteUseless(ctx, rules)
  if (today >= begins) await startReviews(ctx)
}

/** A backtest for every rule with a line to move that this month has not seen yet; how many were started. */
export async function startReviews(ctx: WriteCtx): Promise<number> {
  const month = firstDayOf(monthOf(dayOf(ctx.now)))
  const seen = new Set((await findReviews(ctx, sql`v.month = ${month}`)).map((row) => row.rule_id))
  let started = 0
  for (const { id, current } of await loadRules(ctx)) {
    if (seen.has(id) || current.mode === 'off' || outcomeFor(current) === null) continue
    const backtestId = await queueReview(ctx, current)
    if (backtestId === null) continue
    started += 1
    await ctx.db
      .insertInto('rule_review')
      .values({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        rule_id: id,
        month,
        rule_version: current.version,
        backtest_id: backtestId,
        state: 'testing',
        recorded_at: at(ctx.tick),
      })
      .execute()
  }
  return started
}

async function settleReviews(ctx: WriteCtx, rules: readonly StoredRule[]): Promise<void> {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const ended = await findReviews(
    ctx,
    sql`v.state = 'testing' and b.state in ('done', 'failed', 'cancelled')`,
  )
  for (const row of ended) {
    const rule = byId.get(row.rule_id)!
    const end = endOf(row, rule)
    await ctx.db
      .updateTable('rule_review')
      .set({ ...end, move: end.move && json(end.move), version: row.version + 1 })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.id)
      .execute()
    if (end.state !== 'open') continue
    const title = proposedTitle(rule.current.title, row.month)
    await tellOwner(ctx, rule, { kind: 'rule-proposal', cause: `review:${row.id}`, title })
  }
}

type End = Pick<StoredReview, 'state' | 'reason' | 'move'>

function endOf({ report, rule_version }: StoredReview, { current }: StoredRule): End {
  if (!report) return { state: 'failed', reason: 'backtest_failed', move: null }
  if (current.version !== rule_version) return { state: 'outdated', reason: 'rule_changed', move: null }
  const line = linePath(current)
  if (!line) return { state: 'kept', reason: 'no_lines', move: null }
  const proposal = proposeLine(report.variants, line.value, report.modes.episodes.events)
  if (proposal.kind === 'keep') return { state: 'kept', reason: proposal.because, move: null }
  return { state: 'open', reason: '', move: { path: line.path, from: line.value, to: proposal.to.value } }
}

async function demoteUseless(ctx: WriteCtx, rules: readonly StoredRule[]): Promise<void> {
  const verdicts = await recentVerdicts(ctx)
  for (const rule of rules) {
    const { current } = rule
    const said = verdicts.get(rule.id) ?? NO_VERDICTS
    const decided = decideDemotion({
      severity: current.severity,
      loudSince: loudSinceOf(rule.versions),
      verdicts: said,
      now: ctx.now,
    })
    if (decided.kind === 'stay') continue
    const counts = { useful: decided.useful, judged: decided.judged }
    if (decided.kind === 'ask') {
      const cause = `rule:${rule.id}:doubted:${monthOf(dayOf(ctx.now))}`
      await tellOwner(ctx, rule, { kind: 'rule-doubted', cause, title: doubtedTitle(current.title, counts) })
      continue
    }
    await tuneRule(ctx, rule.code, { version: current.version, digestOnly: true })
    await recordEvent(ctx, { kind: 'rule.demoted', subject: { kind: 'rule', id: rule.id }, summary: counts })
    const cause = `rule:${rule.id}:demoted:${current.version + 1}`
    await tellOwner(ctx, rule, { kind: 'rule-demoted', cause, title: demotedTitle(current.title, counts) })
  }
}

async function recentVerdicts(ctx: ReadCtx): Promise<Map<string, Record<Verdict, number>>> {
  const { rows } = await sql<{ rule_id: string; verdict: Verdict; n: number }>`
    select rule_id, verdict, count(*)::int as n from alert
    where org_id = ${ctx.orgId} and mode = 'on' and verdict is not null
      and resolved_at >= ${at(ctx.now - REVIEW_DAYS * DAY_MS)} and resolved_at <= ${at(ctx.now)}
    group by 1, 2`.execute(ctx.db)
  const all = new Map<string, Record<Verdict, number>>()
  for (const { rule_id, verdict, n } of rows)
    all.set(rule_id, { ...(all.get(rule_id) ?? NO_VERDICTS), [verdict]: n })
  return all
}
