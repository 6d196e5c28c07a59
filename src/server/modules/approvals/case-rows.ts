import type { ApprovalCase, CaseState, Outcome, Trail } from '../../../core/approval/case.ts'
import { isLive, stepsOf } from '../../../core/approval/case.ts'
import type { ContentLine } from '../../../core/approval/content.ts'
import { CREDIT_GRADES, type Flow, type FlowFacts, LEVELS } from '../../../core/approval/flow.ts'
import { soundFlow, storedFlow } from '../../../core/approval/flow-facts.ts'
import { nextLook } from '../../../core/approval/tend.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, atOrNull, json } from '../../platform/db.ts'

/** A case with its row's columns around it. */
export type StoredCase = {
  id: string
  version: number
  subject: { kind: string; id: string }
  customerId: string | null
  title: Bilingual
  url: string
  reason: string
  contentHash: string
  flowVersion: number
  submittedAt: number
  settledAt: number | null
  usedAt: number | null
  approval: ApprovalCase
}

/** Whose sums its flow may ask about. */
export function aboutOf({ subject, customerId, approval }: StoredCase) {
  return { kind: approval.kind, flow: approval.flow, subjectId: subject.id, customerId }
}

/** Facts as jsonb keeps them: amounts as decimal text, so that nothing rounds them. */
type FactsJson = Omit<FlowFacts, 'amountFen'> & { amountFen: string | null }
type Kept<T> = Omit<T, 'type' | 'grade' | 'level'> & {
  type: FlowFacts['type'] | string
  grade: string | null
  level?: FlowFacts['level']
}

export function factsJson(facts: FlowFacts): FactsJson {
  return { ...facts, amountFen: facts.amountFen === null ? null : String(facts.amountFen) }
}

/** Cases from before grade and level were two facts kept the level as a grade, and one type by itself. */
function keptFacts({ type, grade, level, ...facts }: Kept<FactsJson>): FlowFacts {
  return {
    ...facts,
    amountFen: facts.amountFen === null ? null : BigInt(facts.amountFen),
    type: typeof type === 'string' ? [type] : type,
    grade: CREDIT_GRADES.find((one) => one === grade) ?? null,
    level: level ?? LEVELS.find((one) => one === grade) ?? null,
  }
}

/** The case, locked when it is to be changed; null when there is none. Who may see it is asked elsewhere. */
export async function findCase(ctx: ReadCtx, id: string, lock = false): Promise<StoredCase | null> {
  const row = await ctx.db
    .selectFrom('approval_case')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    version: row.version,
    subject: { kind: row.subject_kind, id: row.subject_id },
    customerId: row.customer_id,
    title: row.title as Bilingual,
    url: row.url,
    reason: row.reason,
    contentHash: row.content_hash,
    flowVersion: row.flow_version,
    submittedAt: row.submitted_at,
    settledAt: row.settled_at,
    usedAt: row.used_at,
    approval: {
      kind: row.kind,
      requesterId: row.requester_id,
      flow: soundFlow(row.kind, storedFlow(row.flow as Flow)),
      facts: keptFacts(row.facts as Kept<FactsJson>),
      expiresAt: row.expires_at,
      state: row.state as CaseState,
    },
  }
}

/** Columns of the case row that follow from its state. */
export function stateColumns(ctx: WriteCtx, { state, expiresAt }: { state: CaseState; expiresAt: number }) {
  return {
    status: state.status,
    round: state.round,
    state: json(state),
    settled_at: isLive(state.status) ? null : at(ctx.tick),
    wake_at: atOrNull(nextLook({ state, expiresAt }, ctx.now)),
  }
}

/**
 * The inbox is the state, row by row: what stands in the state is written, what no longer stands there is
 * closed. Nothing else writes seats.
 */
export async function saveSeats(ctx: WriteCtx, caseId: string, state: CaseState): Promise<void> {
  const known = await ctx.db
    .selectFrom('approval_seat')
    .select(['seat_id', 'status', 'user_id', 'due_at'])
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', caseId)
    .execute()
  const before = new Map(known.map((row) => [row.seat_id, row]))
  const rows = stepsOf(state).flatMap((step) =>
    step.seats.map((seat) => ({ step, seat, was: before.get(seat.id) })),
  )
  for (const { step, seat, was } of rows) {
    const dueAt = seat.status === 'active' ? step.dueAt : null
    const values = {
      step_key: step.key,
      step_name: json(step.name),
      user_id: seat.userId,
      for_user_id: seat.forUserId,
      via: seat.via,
      status: seat.status,
      due_at: atOrNull(dueAt),
      changed_at: at(ctx.tick),
    }
    if (!was) {
      await ctx.db
        .insertInto('approval_seat')
        .values({ org_id: ctx.orgId, case_id: caseId, seat_id: seat.id, ...values })
        .execute()
    } else if (was.status !== seat.status || was.user_id !== seat.userId || was.due_at !== dueAt) {
      await ctx.db
        .updateTable('approval_seat')
        .set(values)
        .where('org_id', '=', ctx.orgId)
        .where('case_id', '=', caseId)
        .where('seat_id', '=', seat.id)
        .execute()
    }
  }
  const standing = rows.map(({ seat }) => seat.id)
  await ctx.db
    .updateTable('approval_seat')
    .set({ status: 'closed', due_at: null, changed_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', caseId)
    .where('status', 'in', ['waiting', 'active'])
    .$if(standing.length > 0, (query) => query.where('seat_id', 'not in', standing))
    .execute()
}

export async function saveTrail(
  ctx: WriteCtx,
  caseId: string,
  { trail, state }: Pick<Outcome, 'trail' | 'state'>,
): Promise<void> {
  if (trail.length === 0) return
  await ctx.db
    .insertInto('approval_trail')
    .values(
      trail.map((entry: Trail, position) => ({
        org_id: ctx.orgId,
        id: newId(ctx.tick),
        case_id: caseId,
        round: state.round,
        position,
        kind: entry.kind,
        seat_id: entry.seatId,
        actor: entry.actorId,
        recorded_at: at(ctx.tick),
        detail: json({ ...(entry.stepKey ? { stepKey: entry.stepKey } : {}), ...entry.detail }),
      })),
    )
    .execute()
  const copied = [
    ...new Set(trail.flatMap(({ kind, detail }) => (kind === 'copy' ? (detail.toUserIds as string[]) : []))),
  ]
  if (copied.length === 0) return
  await ctx.db
    .insertInto('approval_copy')
    .values(
      copied.map((userId) => ({
        org_id: ctx.orgId,
        case_id: caseId,
        user_id: userId,
        copied_at: at(ctx.tick),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** A round of content as the approvers saw it; never changed afterwards. */
export type Content = { hash: string; lines: readonly ContentLine[]; before: readonly ContentLine[] }

export async function saveContent(
  ctx: WriteCtx,
  { caseId, round, content }: { caseId: string; round: number; content: Content },
): Promise<void> {
  await ctx.db
    .insertInto('approval_content')
    .values({
      org_id: ctx.orgId,
      case_id: caseId,
      round,
      content_hash: content.hash,
      lines: json(content.lines),
      before: json(content.before),
      recorded_at: at(ctx.tick),
    })
    .execute()
}
