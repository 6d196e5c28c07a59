import type { ApprovalDetail } from '../../../api/approvals.ts'
import { activeSeat, type CaseStep } from '../../../core/approval/case.ts'
import { type ContentLine, type DiffLine, diffLines } from '../../../core/approval/content.ts'
import { unknownFacts } from '../../../core/approval/flow-facts.ts'
import { stageName } from '../../../core/approval/plan.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { filesOf } from '../files/index.ts'
import { aboutOf, findCase, type StoredCase } from './case-rows.ts'
import { loadFlows } from './flow-rows.ts'
import { rowOf } from './read-inbox.ts'
import { caseScope } from './scope.ts'
import { decidingWith, type OwnAmounts, summing } from './sums.ts'
import { loadWorld, type Scene } from './world.ts'

/** One case as its page shows it. */
export async function getCase(ctx: ReadCtx, id: string, own?: OwnAmounts): Promise<ApprovalDetail> {
  const visible = await ctx.db
    .selectFrom('approval_case as c')
    .select('c.id')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', id)
    .where(caseScope(ctx))
    .executeTakeFirst()
  const stored = visible && (await findCase(ctx, id))
  if (!stored) throw notFound('approval')
  const plain = await loadWorld(ctx)
  const deciding = decidingWith(stored.approval.state, ctx.actor.userId)
  const scene = { ...plain, world: await summing(ctx, plain.world, aboutOf(stored), { own, deciding }) }
  const kinds = (await loadFlows(ctx)).map(({ kind, name }) => ({ kind, name }))
  const { state, expiresAt } = stored.approval
  return {
    ...rowOf(ctx, stored, { scene, kinds }),
    subject: stored.subject,
    url: stored.url,
    round: state.round,
    contentHash: stored.contentHash,
    flowVersion: stored.flowVersion,
    usedAt: stored.usedAt,
    expiresAt,
    stages: state.stages.map((stage, index) => ({
      index,
      isCurrent: state.status === 'open' && index === state.at,
      tracks: stage.tracks.map((track) => ({
        name: track.name,
        steps: track.steps.map((step) => stepOf(step, scene)),
      })),
    })),
    ...(await readContents(ctx, stored)),
    unknownFacts: unknownFacts(stored.approval.flow, stored.approval.facts),
    mySeat: mySeatOf(ctx, stored, scene),
    returnTo: state.stages.slice(0, state.at).map((stage, index) => ({
      index,
      name: stageName(stage),
    })),
    trail: await readTrail(ctx, id, scene),
    copies: await readCopies(ctx, id),
  }
}

function stepOf(
  step: CaseStep,
  { names }: Scene,
): ApprovalDetail['stages'][number]['tracks'][number]['steps'][number] {
  const person = (id: string) => ({ id, name: names.get(id) ?? '' })
  const { name, mode, origin, status, needsAuthority, dueAt, guide } = step
  return {
    ...{ name, mode, origin, status, needsAuthority, dueAt, guide },
    seats: step.seats.map((seat) => ({
      id: seat.id,
      person: person(seat.userId),
      forPerson: seat.forUserId === null ? null : person(seat.forUserId),
      via: seat.via,
      status: seat.status,
      isAdvice: seat.isAdvice,
    })),
  }
}

function mySeatOf(ctx: ReadCtx, stored: StoredCase, { names }: Scene): ApprovalDetail['mySeat'] {
  const mine = activeSeat(stored.approval.state, ctx.actor.userId!)
  if (!mine) return null
  const { forUserId, isAdvice } = mine.seat
  return {
    step: mine.step.name,
    isAdvice,
    guide: mine.step.guide,
    forPerson: forUserId === null ? null : { id: forUserId, name: names.get(forUserId) ?? '' },
  }
}

async function readContents(
  ctx: ReadCtx,
  { id }: StoredCase,
): Promise<{ lines: DiffLine[]; sinceLastRound: DiffLine[] | null }> {
  const rows = await ctx.db
    .selectFrom('approval_content')
    .select(['lines', 'before'])
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', id)
    .orderBy('round', 'desc')
    .limit(2)
    .execute()
  const [now, last] = rows
  const lines = (now?.lines ?? []) as ContentLine[]
  return {
    lines: diffLines((now?.before ?? []) as ContentLine[], lines),
    sinceLastRound: last ? diffLines(last.lines as ContentLine[], lines) : null,
  }
}

type Detail = {
  step?: Bilingual
  opinion?: string
  files?: string[]
  toUserIds?: string[]
  fromUserId?: string
  via?: string
  where?: string
  to?: 'start' | Bilingual
}

async function readTrail(ctx: ReadCtx, id: string, { names }: Scene): Promise<ApprovalDetail['trail']> {
  const rows = await ctx.db
    .selectFrom('approval_trail')
    .select(['id', 'kind', 'recorded_at', 'round', 'actor', 'detail'])
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', id)
    .orderBy('recorded_at')
    .orderBy('position')
    .execute()
  const details = rows.map((row) => row.detail as Detail)
  const files = await filesOf(
    ctx,
    { recordKind: 'approval', recordId: id },
    details.flatMap((detail) => detail.files ?? []),
  )
  return rows.map((row, index) => {
    const detail = details[index]!
    return {
      id: row.id,
      kind: row.kind,
      at: row.recorded_at,
      round: row.round,
      actor: row.actor === null ? null : { id: row.actor, name: names.get(row.actor) ?? '' },
      step: detail.step ?? null,
      opinion: detail.opinion ?? '',
      files: (detail.files ?? []).flatMap((file) => files.get(file) ?? []),
      toPeople: (detail.toUserIds ?? []).map((user) => names.get(user) ?? ''),
      fromPerson: detail.fromUserId === undefined ? null : (names.get(detail.fromUserId) ?? ''),
      via: detail.via ?? null,
      where: detail.where ?? null,
      to: detail.to ?? null,
    }
  })
}

async function readCopies(ctx: ReadCtx, id: string): Promise<ApprovalDetail['copies']> {
  const rows = await ctx.db
    .selectFrom('approval_copy as k')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'k.org_id').onRef('u.id', '=', 'k.user_id'),
    )
    .select(['u.id', 'u.name', 'k.copied_at', 'k.read_at'])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.case_id', '=', id)
    .orderBy('k.copied_at')
    .execute()
  return rows.map((row) => ({
    person: { id: row.id, name: row.name },
    at: row.copied_at,
    readAt: row.read_at,
  }))
}

export async function readCopy(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  await ctx.db
    .updateTable('approval_copy')
    .set({ read_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', id)
    .where('user_id', '=', ctx.actor.userId!)
    .where('read_at', 'is', null)
    .execute()
  return { ok: true }
}
