import { sql } from 'kysely'
import type { BacktestReport } from '../../../api/backtest.ts'
import { REVIEW_SPANS, type RuleRecordRow } from '../../../api/rule-reviews.ts'
import { addDays, DAY_MS, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type Count, paceOf } from '../../../core/watch/rule-record.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadRules } from '../watch/index.ts'
import { findReviews, type StoredRule, shapeReview } from './review-rows.ts'

type Span = keyof typeof REVIEW_SPANS

/** Every rule with what people said of it, held against what its backtest promised (C110–C112 C135). */
export async function listReviews(ctx: ReadCtx, span: Span) {
  const today = dayOf(ctx.now)
  const from = addDays(today, 1 - REVIEW_SPANS[span])
  const [rules, counts, reports, demotions, found] = await Promise.all([
    loadRules(ctx),
    countAlerts(ctx, startOfDay(from)),
    newestReports(ctx),
    lastDemotions(ctx),
    findReviews(ctx, sql`true`),
  ])
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const write = may(ctx.actor.roles, 'rule.write') || 'forbidden'
  const rows = rules
    .filter((rule) => rule.current.mode !== 'off' || (counts.get(rule.id)?.fired ?? 0) > 0)
    .map((rule) => {
      const report = reports.get(rule.code)
      const counted = counts.get(rule.id) ?? NOTHING
      return recordOf(ctx, rule, { counted, report, demoted: demotions.get(rule.id) ?? null })
    })
  return {
    span,
    from,
    to: today,
    rows: rows.sort((a, b) => b.fired - a.fired || (a.code < b.code ? -1 : 1)),
    reviews: found.slice(0, MOST_REVIEWS).map((row) => shapeReview(ctx, row, byId.get(row.rule_id)!)),
    can: { start: write },
  }
}

const MOST_REVIEWS = 120

type Counted = {
  rule_id: string
  fired: number
  handled: number
  right: number
  false: number
  late: number
  useless: number
  /** raised in the last four weeks, and in the year before them */
  recent: number
  before: number
}

const NOTHING: Omit<Counted, 'rule_id'> = {
  fired: 0,
  handled: 0,
  right: 0,
  false: 0,
  late: 0,
  useless: 0,
  recent: 0,
  before: 0,
}

const RECENT_DAYS = 28
const BEFORE_DAYS = 364

async function countAlerts(ctx: ReadCtx, from: Instant): Promise<Map<string, Counted>> {
  const recent = at(ctx.now - RECENT_DAYS * DAY_MS)
  const before = at(ctx.now - (RECENT_DAYS + BEFORE_DAYS) * DAY_MS)
  const { rows } = await sql<Counted>`
    select rule_id, count(*) filter (where opened_at >= ${at(from)})::int as fired,
      count(*) filter (where opened_at >= ${at(from)} and (resolved_by is not null
        or status in ('acknowledged', 'in_progress')))::int as handled,
      count(*) filter (where resolved_at >= ${at(from)} and verdict = 'right')::int as "right",
      count(*) filter (where resolved_at >= ${at(from)} and verdict = 'false')::int as "false",
      count(*) filter (where resolved_at >= ${at(from)} and verdict = 'late')::int as late,
      count(*) filter (where resolved_at >= ${at(from)} and verdict = 'useless')::int as useless,
      count(*) filter (where opened_at >= ${recent})::int as recent,
      count(*) filter (where opened_at >= ${before} and opened_at < ${recent})::int as before
    from alert where org_id = ${ctx.orgId} group by rule_id`.execute(ctx.db)
  return new Map(rows.map((row) => [row.rule_id, row]))
}

type Tested = { rule_code: string; rule_version: number; finished_at: Instant; report: BacktestReport }

async function newestReports(ctx: ReadCtx): Promise<Map<string, Tested>> {
  const { rows } = await sql<Tested>`
    select distinct on (rule_code) rule_code, rule_version, finished_at, report from backtest
    where org_id = ${ctx.orgId} and state = 'done' and rule_version > 0
    order by rule_code, created_at desc, id desc`.execute(ctx.db)
  return new Map(rows.map((row) => [row.rule_code, row]))
}

type Demoted = { at: Instant; useful: number; judged: number }

async function lastDemotions(ctx: ReadCtx): Promise<Map<string, Demoted>> {
  const { rows } = await sql<Demoted & { id: string }>`
    select distinct on (subject_id) subject_id as id, recorded_at as at, (summary ->> 'useful')::int as useful,
      (summary ->> 'judged')::int as judged
    from event where org_id = ${ctx.orgId} and kind = 'rule.demoted' order by subject_id, recorded_at desc`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

type Known = { counted: Omit<Counted, 'rule_id'>; report: Tested | undefined; demoted: Demoted | null }

function recordOf(ctx: ReadCtx, rule: StoredRule, { counted, report, demoted }: Known): RuleRecordRow {
  const { current } = rule
  const tested = report?.rule_version === current.version ? report : undefined
  const digestOnly = current.digestOnly === true
  return {
    code: rule.code,
    title: current.title,
    subject: current.subject,
    mode: current.mode,
    severity: current.severity,
    version: current.version,
    digestOnly,
    fired: counted.fired,
    handled: counted.handled,
    verdicts: {
      right: counted.right,
      false: counted.false,
      late: counted.late,
      useless: counted.useless,
    },
    backtest: tested?.report.outcome ? backtestOf(tested) : null,
    pace: paceNow(ctx, rule, counted, tested),
    demoted: digestOnly ? demoted : null,
    can: { tune: may(ctx.actor.roles, 'rule.write') || 'forbidden' },
  }
}

function backtestOf({ report, finished_at }: Tested): RuleRecordRow['backtest'] {
  const { episodes } = report.modes
  return {
    right: episodes.truePositive,
    judged: episodes.truePositive + episodes.falsePositive,
    missed: episodes.missed,
    events: episodes.events,
    day: dayOf(finished_at),
  }
}

/** The backtest of this very version says how often it fires; else the rule's own year before these weeks. */
function paceNow(
  ctx: ReadCtx,
  { modeSince, current }: StoredRule,
  counted: Omit<Counted, 'rule_id'>,
  tested: Tested | undefined,
): RuleRecordRow['pace'] {
  const watched = Math.floor((ctx.now - modeSince) / DAY_MS)
  const days = current.mode === 'off' ? 0 : Math.min(RECENT_DAYS, watched)
  const fired: Count = { alerts: counted.recent, days }
  const expected: Count = tested
    ? { alerts: tested.report.modes.episodes.raised, days: Math.round(tested.report.weeks * 7) }
    : { alerts: counted.before, days: Math.min(BEFORE_DAYS, watched - RECENT_DAYS) }
  const kind = paceOf(fired, expected)
  if (kind === 'unknown') return { kind, fired: fired.alerts, days, expected: null, from: null }
  const usual = Math.round((expected.alerts / expected.days) * days * 10) / 10
  return { kind, fired: fired.alerts, days, expected: usual, from: tested ? 'backtest' : 'own-past' }
}
