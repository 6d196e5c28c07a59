import { canonicalText } from '../../../core/approval/content.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { at } from '../../platform/db.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadStaff } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import { caseScope } from './scope.ts'

/**
 * The one question a document asks at the moment of use: is this very content approved? Documents pull;
 * approvals push nothing and know no document (decision 0005).
 */
export type Gate = { kind: string; subject: { kind: string; id: string }; contentHash: string }

/**
 * `other_content`: something was approved for this document, but not this; the document stays frozen.
 */
export type GateAnswer = {
  state: 'approved' | 'running' | 'returned' | 'other_content' | 'none'
  caseId: string | null
}

/** The hash an approval is bound to: the same content has the same hash, however its fields are ordered. */
export function contentHashOf(content: unknown): string {
  return sha256(canonicalText(content)).toString('hex')
}

export async function askGate(ctx: ReadCtx, { kind, subject, contentHash }: Gate): Promise<GateAnswer> {
  const rows = await ctx.db
    .selectFrom('approval_case')
    .select(['id', 'status', 'content_hash', 'used_at'])
    .where('org_id', '=', ctx.orgId)
    .where('kind', '=', kind)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('status', 'in', ['approved', 'open', 'returned'])
    .orderBy('submitted_at', 'desc')
    .execute()
  const approved = rows.find((row) => row.status === 'approved' && row.content_hash === contentHash)
  if (approved) return { state: 'approved', caseId: approved.id }
  const live = rows.find((row) => row.status !== 'approved')
  if (live) return { state: live.status === 'open' ? 'running' : 'returned', caseId: live.id }
  const other = rows[0]
  return other ? { state: 'other_content', caseId: other.id } : { state: 'none', caseId: null }
}

/** The same for a page: a case that is not theirs to see is no link that leads to nothing. */
export async function showGate(ctx: ReadCtx, gate: Gate): Promise<GateAnswer> {
  const { state, caseId } = await askGate(ctx, gate)
  if (caseId === null) return { state, caseId }
  const seen = await ctx.db
    .selectFrom('approval_case as c')
    .select('c.id')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', caseId)
    .where(caseScope(ctx))
    .executeTakeFirst()
  return { state, caseId: seen ? caseId : null }
}

export async function isApproved(ctx: ReadCtx, gate: Gate): Promise<boolean> {
  return (await askGate(ctx, gate)).state === 'approved'
}

/**
 * The case that keeps this person from asking about a document now, whatever content it is about: it runs, or
 * it was sent back to somebody else. What was sent back to oneself is asked again with the new content.
 */
export async function findCaseInTheWay(
  ctx: ReadCtx,
  { kind, subject }: Pick<Gate, 'kind' | 'subject'>,
): Promise<{ id: string; contentHash: string } | null> {
  const live = await ctx.db
    .selectFrom('approval_case')
    .select(['id', 'status', 'requester_id', 'content_hash'])
    .where('org_id', '=', ctx.orgId)
    .where('kind', '=', kind)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('status', 'in', ['open', 'returned'])
    .executeTakeFirst()
  if (!live || (live.status === 'returned' && live.requester_id === ctx.actor.userId)) return null
  return { id: live.id, contentHash: live.content_hash }
}

/** Refuses unless this content is approved: for what stays true as long as the content does (a contract). */
export async function requireApproved(ctx: ReadCtx, gate: Gate): Promise<void> {
  const { state, caseId } = await askGate(ctx, gate)
  if (state === 'approved') return
  const codes = {
    running: 'approval_running',
    returned: 'approval_returned',
    other_content: 'approval_other_content',
    none: 'approval_missing',
  }
  throw conflict(codes[state], { caseId })
}

/**
 * Uses an approval up: for what happens once (a limit is raised). A second use of the same approval finds
 * nothing, so that lowering and raising again needs asking again.
 */
export async function spendApproval(ctx: WriteCtx, gate: Gate): Promise<string | null> {
  const row = await ctx.db
    .updateTable('approval_case')
    .set({ used_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('kind', '=', gate.kind)
    .where('subject_kind', '=', gate.subject.kind)
    .where('subject_id', '=', gate.subject.id)
    .where('content_hash', '=', gate.contentHash)
    .where('status', '=', 'approved')
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** What was approved is not what is there: kept as an event, and the boss and whoever asked are told. */
export async function reportMismatch(
  ctx: WriteCtx,
  { gate, title, caseId, requesterId }: { gate: Gate; title: Bilingual; caseId: string; requesterId: string },
): Promise<void> {
  await recordEvent(ctx, {
    kind: 'approval.mismatch',
    subject: { kind: 'approval', id: caseId },
    summary: { kind: gate.kind, subject: gate.subject, contentHash: gate.contentHash },
  })
  const { directory, names } = await loadStaff(ctx)
  await notifyErrands(ctx, [
    {
      cause: `approval:${caseId}:mismatch:${gate.contentHash}`,
      errand: {
        kind: 'approval-mismatch',
        severity: 1,
        title,
        customer: null,
        amountFen: null,
        by: names.get(requesterId) ?? '',
        said: '',
        dueAt: null,
        url: `/approvals/${caseId}`,
      },
      customerId: null,
      subjectId: caseId,
      people: [...new Set([requesterId, ...(directory.holders.get('boss') ?? [])])],
    },
  ])
}
