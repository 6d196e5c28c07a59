import { sql } from 'kysely'
import type { RuleRecord } from '../../../api/backtest.ts'
import { addSums, judgeEpisodes, NO_SUMS } from '../../../core/backtest/judge.ts'
import { judgedBy, outcomeFor, outcomeOfKind, outcomesFor } from '../../../core/backtest/outcome.ts'
import { may } from '../../../core/permission.ts'
import { type DayIndex, dayIndexOf } from '../../../core/watch/day-index.ts'
import { outcomeWords, recordSentence } from '../../../text/backtest.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { loadRules } from '../watch/index.ts'
import { findNewest, rowOf, type Stored } from './backtest-rows.ts'
import { loadCases } from './cases.ts'

type StoredRule = Awaited<ReturnType<typeof loadRules>>[number]

/** What a rule has besides its words: its version, whether it is on and why, how its figures are measured. */
const BESIDE = sql`array['version', 'mode', 'unproven', 'measured', 'anew']`

/**
 * The newest run of each rule, as one sentence for its card. A draft that was tried and then saved as it was
 * is the rule of today, though it had no version when it was tried.
 */
export async function latestBacktests(ctx: ReadCtx) {
  const { rows } = await sql<Stored & { is_current: boolean; is_proposed: boolean }>`
    select distinct on (b.rule_code) b.id, b.rule_code, b.rule_version, b.state, b.report,
      coalesce(b.rule_version = r.version or b.rule - ${BESIDE} = r.spec - ${BESIDE}, false) as is_current,
      coalesce(b.rule - ${BESIDE} = p.spec - ${BESIDE}, false) as is_proposed
    from backtest b left join rule r on r.org_id = b.org_id and r.code = b.rule_code
    left join rule_proposal p on p.org_id = b.org_id and p.rule_code = b.rule_code and p.state = 'waiting'
    where b.org_id = ${ctx.orgId} order by b.rule_code, b.created_at desc, b.id desc`.execute(ctx.db)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      ruleCode: row.rule_code,
      state: row.state,
      sentence: row.report?.sentence ?? null,
      verdict: row.report?.outcome ? row.report.verdict : null,
      lift: row.report?.outcome ? row.report.lift : null,
      isCurrent: row.is_current,
      isProposed: row.is_proposed,
    })),
  }
}

export async function ruleBacktest(ctx: ReadCtx, code: string) {
  const stored = (await loadRules(ctx)).find((rule) => rule.code === code)
  if (!stored) throw notFound('rule')
  const newest = await findNewest(ctx, code)
  const write = may(ctx.actor.roles, 'rule.write') || 'forbidden'
  return {
    newest: newest && rowOf(newest),
    outcomes: offered(stored.current).map((kind) => ({
      kind,
      text: outcomeWords(outcomeOfKind(stored.current, kind)),
    })),
    record: await readRecord(ctx, stored),
    can: { start: write, cancel: write },
  }
}

/** The outcome the rule is meant for comes first. */
function offered(rule: StoredRule['current']) {
  const meant = outcomeFor(rule)?.kind
  return outcomesFor(rule.subject).sort((a, b) => Number(b === meant) - Number(a === meant))
}

type AlertRow = { subject_id: string; opened_at: number; verdict: string | null }

/**
 * What the rule has said since it was switched to its present mode, held against what then happened: the
 * record of a silent rule before it may disturb anybody, and of a loud one beside its backtest.
 */
async function readRecord(ctx: ReadCtx, { id, current, modeSince }: StoredRule): Promise<RuleRecord | null> {
  const { mode } = current
  if (mode === 'off') return null
  const { rows } = await sql<AlertRow>`
    select subject_id, opened_at, verdict from alert
    where org_id = ${ctx.orgId} and rule_id = ${id} and mode = ${mode} and opened_at >= ${at(modeSince)}`.execute(
    ctx.db,
  )
  const count = (verdict: string) => rows.filter((row) => row.verdict === verdict).length
  const verdicts = {
    right: count('right'),
    false: count('false'),
    late: count('late'),
    useless: count('useless'),
  }
  const { right, wrong } = await heldAgainst(ctx, current, rows)
  const undecided = rows.length - right - wrong
  const record = { mode, since: modeSince, raised: rows.length, right, wrong, undecided, verdicts }
  return { ...record, sentence: recordSentence(record, dayIndexOf(ctx.now) - dayIndexOf(modeSince)) }
}

async function heldAgainst(ctx: ReadCtx, rule: StoredRule['current'], rows: readonly AlertRow[]) {
  const spec = outcomeFor(rule)
  const sums = { ...NO_SUMS }
  if (spec === null || rows.length === 0) return sums
  const today = dayIndexOf(ctx.now)
  const days = rows.map((row) => dayIndexOf(row.opened_at))
  const from = Math.min(...days)
  const ids = [...new Set(rows.map((row) => row.subject_id))]
  const cases = await loadCases(ctx, { kind: rule.subject, ids, spec, from, observedTo: today })
  for (const [id, own] of Map.groupBy(rows, (row) => row.subject_id)) {
    const judged = judgedBy(cases.get(id) ?? [], { spec, observedTo: today, leadDays: 0 })
    const opened: DayIndex[] = own.map((row) => dayIndexOf(row.opened_at)).sort((a, b) => a - b)
    addSums(sums, judgeEpisodes(opened, judged, { from, to: today, byCase: false }).sums)
  }
  return sums
}
