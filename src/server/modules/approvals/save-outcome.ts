import { sql } from 'kysely'
import type { CaseNews, CaseState, Outcome } from '../../../core/approval/case.ts'
import { isLive } from '../../../core/approval/case.ts'
import type { ErrandKind } from '../../../core/notify/errand.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { type ErrandNotice, notifyErrands } from '../notify/index.ts'
import { type StoredCase, saveSeats, saveTrail, stateColumns } from './case-rows.ts'

/**
 * What a document does when its case has ended, in the same transaction: a map from kind to function that the
 * composition root writes down. Approvals themselves know no document; the function still asks the gate.
 */
export type Settled = {
  caseId: string
  kind: string
  subject: { kind: string; id: string }
  status: 'approved' | 'rejected' | 'withdrawn' | 'expired'
  contentHash: string
  requesterId: string
}
export type Effects = Readonly<Record<string, (ctx: WriteCtx, settled: Settled) => Promise<void>>>

type Said = { names: ReadonlyMap<string, string>; opinion: string; effects: Effects; event: string }

/** Writes an outcome: state, seats, trail, one event, the notices, and what the end of the case brings. */
export async function saveOutcome(
  ctx: WriteCtx,
  stored: StoredCase,
  outcome: Outcome,
  said: Said,
): Promise<void> {
  const { state } = outcome
  const wasLive = isLive(stored.approval.state.status)
  const { settled_at: settledAt, ...columns } = stateColumns(ctx, { ...stored.approval, state })
  await ctx.db
    .updateTable('approval_case')
    // A comment on a settled case is kept without moving the day on which it was settled.
    .set({ ...columns, ...(wasLive ? { settled_at: settledAt } : {}), version: sql<number>`version + 1` })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', stored.id)
    .execute()
  await saveSeats(ctx, stored.id, state)
  await saveTrail(ctx, stored.id, outcome)
  await recordEvent(ctx, {
    kind: said.event,
    subject: { kind: 'approval', id: stored.id },
    customerId: stored.customerId,
    summary: { kind: stored.approval.kind, title: stored.title, status: state.status },
  })
  await notifyErrands(ctx, noticesOf(ctx, stored, { outcome, said }))
  if (wasLive && !isLive(state.status)) await settle(ctx, stored, state, said.effects)
}

async function settle(
  ctx: WriteCtx,
  stored: StoredCase,
  { status }: CaseState,
  effects: Effects,
): Promise<void> {
  await effects[stored.approval.kind]?.(ctx, {
    caseId: stored.id,
    kind: stored.approval.kind,
    subject: stored.subject,
    status: status as Settled['status'],
    contentHash: stored.contentHash,
    requesterId: stored.approval.requesterId,
  })
}

const KINDS: Record<CaseNews['kind'], ErrandKind> = {
  asked: 'approval-asked',
  reminded: 'approval-reminded',
  escalated: 'approval-escalated',
  urged: 'approval-urged',
  copied: 'approval-copied',
  approved: 'approval-approved',
  rejected: 'approval-rejected',
  returned: 'approval-returned',
  withdrawn: 'approval-withdrawn',
  recalled: 'approval-recalled',
  expired: 'approval-expired',
  commented: 'approval-commented',
}

/** Somebody who waits for a decision is disturbed at work; a copy or a comment waits to be read. */
const SEVERITY: Partial<Record<CaseNews['kind'], 1 | 2 | 3>> = {
  copied: 3,
  commented: 3,
  withdrawn: 3,
  recalled: 3,
}

export function noticesOf(
  ctx: WriteCtx,
  stored: StoredCase,
  { outcome, said }: { outcome: Outcome; said: Pick<Said, 'names' | 'opinion'> },
): ErrandNotice[] {
  const { approval } = stored
  const by = ctx.actor.userId ?? approval.requesterId
  const due = outcome.state.stages
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps))
    .flatMap((step) => (step.status === 'open' && step.dueAt !== null ? [step.dueAt] : []))
  return outcome.news.map((news) => ({
    cause: `approval:${stored.id}:${news.kind}:${news.stepName?.en ?? ''}:${ctx.tick}`,
    errand: {
      kind: KINDS[news.kind],
      severity: SEVERITY[news.kind] ?? 2,
      title: stored.title,
      customer: null,
      amountFen: approval.facts.amountFen,
      by: said.names.get(by) ?? '',
      said: said.opinion || (news.kind === 'asked' ? stored.reason : ''),
      dueAt:
        ['asked', 'reminded', 'escalated', 'urged'].includes(news.kind) && due.length > 0
          ? Math.min(...due)
          : null,
      url: `/approvals/${stored.id}`,
    },
    customerId: null,
    subjectId: stored.id,
    people: news.userIds,
  }))
}
