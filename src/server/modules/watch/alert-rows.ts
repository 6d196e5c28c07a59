import { sql } from 'kysely'
import { type AlertResult, type AlertStatus, isSettled } from '../../../core/watch/alert.ts'
import type { HoldReason } from '../../../core/watch/quiet.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { AlertDraft, StoredExplanation } from './alert-draft.ts'
import type { StoredRule } from './rule-rows.ts'
import type { SubjectInfo } from './subjects.ts'

/** The alerts of these subjects that are not settled, locked, by `rule:subject` (there is one at most). */
export async function findUnsettled(
  ctx: ReadCtx,
  ids: readonly string[],
  known: Known,
): Promise<Map<string, AlertDraft>> {
  const drafts = await findDrafts(ctx, ids, {
    ...known,
    where: sql`status in ('open', 'acknowledged', 'in_progress')`,
  })
  return new Map(drafts.map((draft) => [`${draft.ruleId}:${draft.subject.id}`, draft]))
}

/**
 * Alerts that a person closed while their condition still held: the engine notes when it cleared after all.
 */
export async function findClosedEarly(
  ctx: ReadCtx,
  ids: readonly string[],
  known: Known,
): Promise<Map<string, AlertDraft[]>> {
  const drafts = await findDrafts(ctx, ids, {
    ...known,
    where: sql`resolved_by is not null and cleared_at is null`,
  })
  return Map.groupBy(drafts, (draft) => `${draft.ruleId}:${draft.subject.id}`)
}

type Known = { rules: readonly StoredRule[]; subjects: ReadonlyMap<string, SubjectInfo> }

async function findDrafts(
  ctx: ReadCtx,
  ids: readonly string[],
  { rules, subjects, where }: Known & { where: ReturnType<typeof sql> },
): Promise<AlertDraft[]> {
  const rows = await ctx.db
    .selectFrom('alert')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('subject_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where(sql<boolean>`${where}`)
    .orderBy('id')
    .forUpdate()
    .execute()
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]))
  const drafts: AlertDraft[] = []
  for (const row of rows) {
    const stored = ruleOf.get(row.rule_id)
    const subject = subjects.get(row.subject_id)
    if (!stored || !subject) continue
    const status = row.status as AlertStatus
    drafts.push({
      id: row.id,
      isNew: false,
      wasSettled: isSettled(status),
      ruleId: row.rule_id,
      rule: stored.current,
      subject,
      status,
      responsibleId: row.responsible_id,
      openedAt: row.opened_at,
      clearedAt: row.cleared_at,
      moneyFen: row.money_fen,
      atRiskFen: row.at_risk_fen,
      explanation: row.explanation as StoredExplanation,
      deadlineAt: row.deadline_at,
      escalateAt: row.escalate_at,
      escalationLevel: row.escalation_level,
      silencedUntil: row.silenced_until,
      inhibitedSince: row.inhibited_since,
      inhibitedBy: row.inhibited_by as HoldReason | null,
      releasedAt: row.released_at,
      handedAt: row.handed_at,
      quietId: row.quiet_id,
      result: row.result as AlertResult | null,
      resolvedAt: row.resolved_at,
      steps: [],
    })
  }
  return drafts
}
