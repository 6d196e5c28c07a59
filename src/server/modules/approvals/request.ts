import { decideResubmit } from '../../../core/approval/act.ts'
import { startCase } from '../../../core/approval/advance.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import type { DocumentFacts, Flow, FlowFacts } from '../../../core/approval/flow.ts'
import { soundFlow } from '../../../core/approval/flow-facts.ts'
import { askingRole } from '../../../core/approval/plan.ts'
import { dayOf, endOfDay } from '../../../core/calendar.ts'
import type { Role } from '../../../core/permission.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { notifyErrands } from '../notify/index.ts'
import {
  type Content,
  factsJson,
  findCase,
  type StoredCase,
  saveContent,
  saveSeats,
  saveTrail,
  stateColumns,
} from './case-rows.ts'
import { customerFacts } from './customer-facts.ts'
import { findFlow } from './flow-rows.ts'
import { type Effects, noticesOf, saveOutcome } from './save-outcome.ts'
import { summing } from './sums.ts'
import { loadWorld } from './world.ts'

/** What a document asks to have approved. It words its own content; approvals only show, keep and bind it. */
export type ApprovalRequest = {
  kind: string
  subject: { kind: string; id: string }
  customerId: string | null
  title: Bilingual
  /** where the document is shown */
  url: string
  facts: DocumentFacts
  /** asked in any case, also when the flow as drawn leaves them out */
  mustAsk?: Role | undefined
  content: {
    /** from `contentHashOf`: the approval holds for exactly this */
    hash: string
    lines: readonly ContentLine[]
    /** what is in effect now; null: what was last approved for this subject, if anything */
    before: readonly ContentLine[] | null
  }
  reason: string
}

/**
 * Opens a case, or brings one that was sent back to the same person round again with the new content. One
 * live case per document and kind: a second request while one runs is refused.
 */
export async function requestApproval(
  ctx: WriteCtx,
  asked: ApprovalRequest,
  effects: Effects = {},
): Promise<{ caseId: string; status: string }> {
  const request = await named(ctx, asked)
  const live = await findLive(ctx, request)
  if (live && live.approval.state.status === 'returned' && live.approval.requesterId === ctx.actor.userId) {
    const again = await planned(ctx, request, live.approval.flow)
    return resubmit(ctx, { stored: live, request, ...again, effects })
  }
  if (live) throw conflict('approval_running', { caseId: live.id })
  const flow = await findFlow(ctx, request.kind)
  if (!flow) throw notFound('flow')
  if (ctx.actor.userId === null) throw conflict('approval_needs_person')
  const { world: plain, names } = await loadWorld(ctx)
  const plan = await planned(ctx, request, flow.spec)
  const world = await summing(ctx, plain, { ...sumsOf(request), flow: plan.flow })
  const about = {
    kind: request.kind,
    requesterId: ctx.actor.userId,
    ...plan,
    expiresAt: endOfDay(addWorkdays(world.calendar, dayOf(ctx.now), flow.spec.expiresAfterWorkdays)),
  }
  const outcome = startCase(about, world, ctx.now)
  const stored: StoredCase = {
    id: newId(ctx.now),
    version: 1,
    subject: request.subject,
    customerId: request.customerId,
    title: request.title,
    url: request.url,
    reason: request.reason,
    contentHash: request.content.hash,
    flowVersion: flow.version,
    submittedAt: ctx.tick,
    settledAt: null,
    usedAt: null,
    approval: { ...about, state: outcome.state },
  }
  const content = await contentOf(ctx, request)
  await insertCase(ctx, stored)
  await saveContent(ctx, { caseId: stored.id, round: 1, content })
  await saveSeats(ctx, stored.id, outcome.state)
  await saveTrail(ctx, stored.id, outcome)
  await recordEvent(ctx, {
    kind: 'approval.requested',
    subject: { kind: 'approval', id: stored.id },
    customerId: request.customerId,
    summary: { kind: request.kind, title: request.title, subject: request.subject },
  })
  await notifyErrands(ctx, noticesOf(ctx, stored, { outcome, said: { names, opinion: '' } }))
  return { caseId: stored.id, status: outcome.state.status }
}

/** Whose it is stands in the title, which is all that a list and a notice show. */
async function named(ctx: WriteCtx, request: ApprovalRequest): Promise<ApprovalRequest> {
  if (request.customerId === null) return request
  const { name } = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', request.customerId)
    .executeTakeFirstOrThrow()
  const { zh, en } = request.title
  if (zh.includes(name)) return request
  return { ...request, title: { zh: `${zh} · ${name}`, en: `${en} · ${name}` } }
}

function sumsOf({ kind, customerId, subject }: ApprovalRequest) {
  return { kind, customerId, subjectId: subject.id }
}

/** What the request tells of itself, and the flow as a request like this takes it. */
async function planned(ctx: WriteCtx, request: ApprovalRequest, drawn: Flow) {
  const facts: FlowFacts = { ...request.facts, ...(await customerFacts(ctx, request.customerId)) }
  const sound = soundFlow(request.kind, drawn)
  return { facts, flow: request.mustAsk ? askingRole(sound, facts, request.mustAsk) : sound }
}

type Again = {
  stored: StoredCase
  request: ApprovalRequest
  facts: FlowFacts
  flow: Flow
  effects: Effects
}

async function resubmit(
  ctx: WriteCtx,
  { stored, request, facts, flow, effects }: Again,
): Promise<{ caseId: string; status: string }> {
  const { world: plain, names } = await loadWorld(ctx)
  const world = await summing(ctx, plain, { ...sumsOf(request), flow })
  const decided = decideResubmit(
    { ...stored.approval, flow },
    ctx.actor.userId!,
    { facts, opinion: request.reason },
    { world, at: ctx.now },
  )
  if (!decided.ok) throw refused(decided)
  const content = await contentOf(ctx, request)
  await ctx.db
    .updateTable('approval_case')
    .set({
      facts: json(factsJson(facts)),
      flow: json(flow),
      amount_fen: facts.amountFen,
      content_hash: content.hash,
      reason: request.reason,
      title: json(request.title),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', stored.id)
    .execute()
  await saveContent(ctx, { caseId: stored.id, round: decided.value.state.round, content })
  const next: StoredCase = {
    ...stored,
    ...{ title: request.title, reason: request.reason, contentHash: content.hash },
    approval: { ...stored.approval, facts, flow },
  }
  await saveOutcome(ctx, next, decided.value, {
    ...{ names, opinion: '', effects },
    event: 'approval.resubmitted',
  })
  return { caseId: stored.id, status: decided.value.state.status }
}

async function insertCase(ctx: WriteCtx, stored: StoredCase): Promise<void> {
  const { approval } = stored
  await ctx.db
    .insertInto('approval_case')
    .values({
      org_id: ctx.orgId,
      id: stored.id,
      kind: approval.kind,
      subject_kind: stored.subject.kind,
      subject_id: stored.subject.id,
      customer_id: stored.customerId,
      title: json(stored.title),
      url: stored.url,
      requester_id: approval.requesterId,
      reason: stored.reason,
      flow_version: stored.flowVersion,
      flow: json(approval.flow),
      facts: json(factsJson(approval.facts)),
      content_hash: stored.contentHash,
      amount_fen: approval.facts.amountFen,
      submitted_at: at(ctx.tick),
      expires_at: at(approval.expiresAt),
      ...stateColumns(ctx, approval),
    })
    .execute()
}

async function findLive(
  ctx: WriteCtx,
  { kind, subject }: Pick<ApprovalRequest, 'kind' | 'subject'>,
): Promise<StoredCase | null> {
  const row = await ctx.db
    .selectFrom('approval_case')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('kind', '=', kind)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('status', 'in', ['open', 'returned'])
    .executeTakeFirst()
  return row ? findCase(ctx, row.id, true) : null
}

async function contentOf(ctx: WriteCtx, request: ApprovalRequest): Promise<Content> {
  const { hash, lines, before } = request.content
  return { hash, lines, before: before ?? (await lastApproved(ctx, request)) }
}

async function lastApproved(
  ctx: WriteCtx,
  { kind, subject }: Pick<ApprovalRequest, 'kind' | 'subject'>,
): Promise<readonly ContentLine[]> {
  const row = await ctx.db
    .selectFrom('approval_case as c')
    .innerJoin('approval_content as t', (join) =>
      join
        .onRef('t.org_id', '=', 'c.org_id')
        .onRef('t.case_id', '=', 'c.id')
        .onRef('t.round', '=', 'c.round'),
    )
    .select('t.lines')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.kind', '=', kind)
    .where('c.subject_kind', '=', subject.kind)
    .where('c.subject_id', '=', subject.id)
    .where('c.status', '=', 'approved')
    .orderBy('c.settled_at', 'desc')
    .executeTakeFirst()
  return (row?.lines as ContentLine[] | undefined) ?? []
}
