import { sql } from 'kysely'
import { isSettled } from '../../../core/watch/alert.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull, json } from '../../platform/db.ts'
import type { AlertDraft } from './alert-draft.ts'

const CHUNK = 500

/**
 * Writes alerts and their steps. Changed ones first: one open alert per rule and subject is a unique index.
 */
export async function saveDrafts(ctx: WriteCtx, drafts: readonly AlertDraft[]): Promise<void> {
  await Promise.all(drafts.filter(({ isNew }) => !isNew).map((draft) => updateAlert(ctx, draft)))
  const fresh = drafts.filter((draft) => draft.isNew)
  for (let from = 0; from < fresh.length; from += CHUNK) {
    const rows = fresh.slice(from, from + CHUNK).map((draft) => rowOf(ctx, draft))
    await ctx.db.insertInto('alert').values(rows).execute()
  }
  const steps = drafts.flatMap((draft) =>
    draft.steps.map((step) => ({
      org_id: ctx.orgId,
      id: newId(step.at),
      alert_id: draft.id,
      kind: step.kind,
      at: at(step.at),
      recorded_at: at(ctx.tick),
      detail: json(step.detail),
    })),
  )
  for (let from = 0; from < steps.length; from += CHUNK) {
    await ctx.db
      .insertInto('alert_step')
      .values(steps.slice(from, from + CHUNK))
      .execute()
  }
}

async function updateAlert(ctx: WriteCtx, draft: AlertDraft): Promise<void> {
  await ctx.db
    .updateTable('alert')
    .set({
      status: draft.status,
      evaluated_at: at(ctx.tick),
      cleared_at: atOrNull(draft.clearedAt),
      money_fen: draft.moneyFen,
      money_now_fen: draft.atRiskFen,
      explanation: json(draft.explanation),
      escalate_at: atOrNull(draft.escalateAt),
      ...(isSettled(draft.status) ? { resolved_at: atOrNull(draft.resolvedAt), result: draft.result } : {}),
      version: sql<number>`version + 1`,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', draft.id)
    .execute()
}

function rowOf(ctx: WriteCtx, draft: AlertDraft) {
  return {
    org_id: ctx.orgId,
    id: draft.id,
    rule_id: draft.ruleId,
    rule_version: draft.rule.version,
    rule_code: draft.rule.code,
    mode: draft.rule.mode,
    subject_kind: draft.rule.subject,
    subject_id: draft.subject.id,
    customer_id: draft.subject.customerId,
    deal_id: draft.subject.dealId,
    status: draft.status,
    severity: draft.rule.severity,
    responsible_id: draft.responsibleId,
    money_fen: draft.moneyFen,
    opened_at: at(draft.openedAt),
    evaluated_at: at(ctx.tick),
    cleared_at: atOrNull(draft.clearedAt),
    deadline_at: at(draft.deadlineAt),
    escalate_at: atOrNull(draft.escalateAt),
    inhibited_since: atOrNull(draft.inhibitedSince),
    inhibited_by: draft.inhibitedBy,
    quiet_id: draft.quietId,
    explanation: json(draft.explanation),
    result: draft.result,
    resolved_at: atOrNull(draft.resolvedAt),
  }
}
