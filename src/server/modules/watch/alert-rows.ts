import { sql } from 'kysely'
import type { AlertStatus } from '../../../core/watch/alert.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { AlertDraft, StoredExplanation } from './alert-draft.ts'
import type { StoredRule } from './rule-rows.ts'
import type { SubjectInfo } from './subjects.ts'

/** The alerts of these subjects that are not settled, locked, by `rule:subject`. */
export async function findUnsettled(
  ctx: ReadCtx,
  ids: readonly string[],
  { rules, subjects }: { rules: readonly StoredRule[]; subjects: ReadonlyMap<string, SubjectInfo> },
): Promise<Map<string, AlertDraft>> {
  const rows = await ctx.db
    .selectFrom('alert')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('subject_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('status', 'in', ['open', 'acknowledged', 'in_progress'])
    .orderBy('id')
    .forUpdate()
    .execute()
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]))
  const drafts = new Map<string, AlertDraft>()
  for (const row of rows) {
    const stored = ruleOf.get(row.rule_id)
    const subject = subjects.get(row.subject_id)
    if (!stored || !subject) continue
    drafts.set(`${row.rule_id}:${row.subject_id}`, {
      id: row.id,
      isNew: false,
      ruleId: row.rule_id,
      rule: stored.current,
      subject,
      status: row.status as AlertStatus,
      responsibleId: row.responsible_id,
      openedAt: row.opened_at,
      clearedAt: row.cleared_at,
      moneyFen: row.money_fen,
      explanation: row.explanation as StoredExplanation,
      deadlineAt: row.deadline_at,
      escalateAt: row.escalate_at,
      escalationLevel: row.escalation_level,
      silencedUntil: row.silenced_until,
      result: null,
      resolvedAt: null,
      steps: [],
    })
  }
  return drafts
}
