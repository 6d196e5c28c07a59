import { sql } from 'kysely'
import { expect } from 'vitest'
import { openedDays } from '../../src/core/backtest/opened.ts'
import { pieced } from '../../src/core/backtest/truth-course.ts'
import type { Instant } from '../../src/core/calendar.ts'
import { draftRule } from '../../src/core/watch/compose.ts'
import { dayIndexOf } from '../../src/core/watch/day-index.ts'
import { metricDef } from '../../src/core/watch/metrics.ts'
import { type Leaf, leavesOf, type Rule, type Threshold } from '../../src/core/watch/rule.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../../src/core/watch/subject.ts'
import { historyFor } from '../../src/core/watch/sweep.ts'
import { loadHistories, peersFor, wantedBy } from '../../src/server/modules/watch/loaders.ts'
import { loadRules } from '../../src/server/modules/watch/rule-rows.ts'
import { saveRule } from '../../src/server/modules/watch/save-rule.ts'
import { subjectsEver } from '../../src/server/modules/watch/subjects.ts'
import type { ReadCtx, WriteCtx } from '../../src/server/platform/context.ts'

/** Every kind of line that there is, as `lineOf` names them. */
export const EVERY_LINE = [
  'fixed',
  'own-past',
  'own-gaps',
  'field',
  'earlier-month',
  'peers',
  'statistical count',
  'statistical proportion',
  'statistical duration',
  'statistical gauge',
] as const

export function linesOf({ subject, condition }: Rule): string[] {
  const lines = leavesOf(condition).map(({ metric, threshold: { kind } }) =>
    kind === 'statistical' ? `statistical ${metricDef(subject, metric)?.statistics ?? 'gauge'}` : kind,
  )
  return [...new Set(lines)]
}

const BY_CHANCE: Threshold = { kind: 'statistical', falsePerYear: 260, series: 1, minWeeks: 9 }
const LAST_MONTH: Threshold = { kind: 'earlier-month', months: 1, tolerancePct: 0, minN: 1 }
const OF_LEVEL: Threshold = { kind: 'peers', field: 'keyLevel', percentile: 60, tolerancePct: 0, minPeers: 3 }
const OWN_GAPS: Threshold = { kind: 'own-gaps', pct: 120, minGaps: 2, atLeast: 3 }

/** A rule for each kind of line, all of them quick to speak: they have to agree, not to be right. */
export async function watchEveryLine(ctx: WriteCtx): Promise<void> {
  const write = (code: string, subject: SubjectKind, leaf: Leaf, grid: Rule['grid']) => {
    const spec = { ...draftRule('', subject), code, title: { zh: code, en: code }, coolDownDays: 0 }
    return saveRule(ctx, code, { version: 0, spec: { ...spec, mode: 'on', condition: leaf, grid } })
  }
  await write('line-month', 'org', { metric: 'new_customers_4w', op: 'lt', threshold: LAST_MONTH }, 'day')
  await write('line-peers', 'customer', { metric: 'contacts_4w', op: 'lt', threshold: OF_LEVEL }, 'day')
  await write('line-gaps', 'customer', { metric: 'follow_up_age', op: 'gt', threshold: OWN_GAPS }, 'change')
  await write('line-count', 'org', { metric: 'follow_ups_week', op: 'lt', threshold: BY_CHANCE }, 'week')
  await write('line-share', 'org', { metric: 'quote_hit_rate', op: 'lt', threshold: BY_CHANCE }, 'week')
  await write('line-time', 'org', { metric: 'quote_response_mean', op: 'gt', threshold: BY_CHANCE }, 'week')
  await write('line-level', 'org', { metric: 'overdue_share', op: 'gt', threshold: BY_CHANCE }, 'week')
}

/**
 * What a backtest of each rule tells that was on from its beginning, subject by subject, is what was stored:
 * of all subjects that nobody acted on. Returns how many alerts that were, by rule.
 */
export async function expectSameBacktest(ctx: ReadCtx, end: Instant): Promise<Map<Rule, number>> {
  const stored = await storedDays(ctx)
  const rules = (await loadRules(ctx)).filter(
    ({ versions }) => versions.length === 1 && versions[0]!.rule.mode === 'on',
  )
  const counts = new Map<Rule, number>()
  for (const kind of SUBJECT_KINDS) {
    const own = rules.filter(({ current }) => current.subject === kind)
    if (own.length === 0) continue
    const ids = await subjectsEver(ctx, kind)
    const wanted = wantedBy(own.flatMap(({ versions }) => versions))
    const peers = await peersFor(ctx, kind, wanted.peers)
    const histories = await loadHistories(ctx, { kind, ids, ...wanted, peers, since: null, bare: true })
    for (const { versions } of own) {
      const { from, rule } = versions[0]!
      for (const id of ids) {
        const known = stored.get(`${rule.code} ${id}`) ?? { days: [], isTouched: false }
        if (known.isTouched) continue
        const days = openedDays(rule, pieced(historyFor(versions, histories.get(id)!)), { begin: from, end })
        expect(days, `backtest of ${rule.code}`).toEqual(known.days)
        counts.set(rule, (counts.get(rule) ?? 0) + days.length)
      }
    }
  }
  return counts
}

/** On which days alerts opened, by rule and subject, and whether a person closed any of them. */
async function storedDays(ctx: ReadCtx): Promise<Map<string, { days: number[]; isTouched: boolean }>> {
  const { rows } = await sql<{ key: string; opened: Instant[]; touched: boolean }>`
    select rule_code || ' ' || subject_id as key, bool_or(resolved_by is not null) as touched,
      array_agg((extract(epoch from opened_at) * 1000)::float8 order by opened_at) as opened
    from alert where org_id = ${ctx.orgId} group by 1`.execute(ctx.db)
  return new Map(
    rows.map(({ key, opened, touched }) => [key, { days: opened.map(dayIndexOf), isTouched: touched }]),
  )
}
