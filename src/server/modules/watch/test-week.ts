import type { Instant } from '../../../core/calendar.ts'
import { underBudget } from '../../../core/watch/budget.ts'
import { evaluate } from '../../../core/watch/evaluate.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { asksChance, leavesOf } from '../../../core/watch/rule.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import { historyFor } from '../../../core/watch/sweep.ts'
import { chanceOf } from '../../../core/watch/week-findings.ts'
import { findingSentence } from '../../../text/watch.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadStays } from '../identity/index.ts'
import { loadHistories, peersFor, wantedBy } from './loaders.ts'
import { loadRules, type StoredRule } from './rule-rows.ts'
import { loadSubjects, subjectsEver } from './subjects.ts'

export type WeekTest = {
  key: string
  p: number
  ruleCode: string
  title: Bilingual
  /** on trial it tells nobody, and counts among what was looked at all the same */
  mode: 'on' | 'trial'
  kind: SubjectKind
  subjectId: string
  /** which figure on which side, whosever it is */
  figure: string
  /** of a person: the team they were in at the end of the week */
  teamId: string | null
  label: string
  /** who answers for the subject; null: nobody below the boss */
  responsibleId: string | null
  sentence: Bilingual
}

const CHUNK = 500

/**
 * Every figure that a rule holds against its own chance, of everybody it is watched for, at the end of the
 * week of `at`, from what was known then. Two rules about one figure of one subject are one test: correcting
 * for how much was looked at counts figures and not rules.
 */
export async function testWeek(ctx: ReadCtx, at: Instant): Promise<WeekTest[]> {
  const tests = new Map<string, WeekTest>()
  const rules = (await loadRules(ctx)).filter(({ current }) => current.mode !== 'off' && asksChance(current))
  for (const stored of rules)
    for (const test of await testRule(ctx, stored, at)) if (!tests.has(test.key)) tests.set(test.key, test)
  const teams = await teamsAt(ctx, at)
  return [...tests.values()].map((test) =>
    test.kind === 'rep' ? { ...test, teamId: teams.get(test.subjectId) ?? null } : test,
  )
}

async function teamsAt(ctx: ReadCtx, at: Instant): Promise<ReadonlyMap<string, string>> {
  const stays = (await loadStays(ctx)).filter(
    ({ from, until }) => from <= at && (until === null || at < until),
  )
  return new Map(stays.map(({ userId, teamId }) => [userId, teamId]))
}

async function testRule(ctx: ReadCtx, { current: rule }: StoredRule, at: Instant): Promise<WeekTest[]> {
  const versions = [{ from: 0, rule }]
  const wanted = wantedBy(versions)
  const peers = await peersFor(ctx, rule.subject, wanted.peers)
  const tests: WeekTest[] = []
  const all = await subjectsEver(ctx, rule.subject)
  for (let from = 0; from < all.length; from += CHUNK) {
    const ids = all.slice(from, from + CHUNK)
    const [histories, subjects] = await Promise.all([
      loadHistories(ctx, { kind: rule.subject, ids, ...wanted, peers, since: null, bare: true }),
      loadSubjects(ctx, rule.subject, ids),
    ])
    for (const [id, subject] of subjects) {
      const finding = evaluate(rule, historyFor(versions, histories.get(id)!), at)
      if (finding.out !== null || finding.truth === 'closed') continue
      const known = finding.readAt ?? at
      const thresholds = leavesOf(underBudget(rule, histories.get(id)!.budget, known).condition)
      for (const leaf of finding.leaves) {
        const asked = thresholds.find(({ metric, op }) => metric === leaf.metric && op === leaf.op)?.threshold
        const statistics = metricDef(rule.subject, leaf.metric)?.statistics
        if (!leaf.surprise || asked?.kind !== 'statistical' || !statistics) continue
        const p = chanceOf(leaf.surprise, statistics, asked)
        if (p === null) continue
        tests.push({
          key: `${rule.subject}:${id}:${leaf.metric}:${leaf.op}`,
          p,
          ruleCode: rule.code,
          title: rule.title,
          mode: rule.mode === 'on' ? 'on' : 'trial',
          kind: rule.subject,
          subjectId: id,
          figure: `${leaf.metric}:${leaf.op}`,
          teamId: null,
          label: subject.label,
          responsibleId: subject.responsibleId,
          sentence: findingSentence(rule.subject, leaf),
        })
      }
    }
  }
  return tests
}
