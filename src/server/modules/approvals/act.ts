import type { ApprovalAct, ApprovalDetail } from '../../../api/approvals.ts'
import { decideAct } from '../../../core/approval/act.ts'
import type { CaseAction } from '../../../core/approval/can.ts'
import type { Outcome } from '../../../core/approval/case.ts'
import type { Result } from '../../../core/result.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { type AppError, notFound, refused, stale, traced } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { filesOf } from '../files/index.ts'
import { aboutOf, findCase, type StoredCase } from './case-rows.ts'
import { getCase } from './read-case.ts'
import { type Effects, saveOutcome } from './save-outcome.ts'
import { caseScope } from './scope.ts'
import { decidingWith, type OwnAmounts, summing } from './sums.ts'
import { loadWorld, type Scene } from './world.ts'

/** One act on one case: load and lock → decide (core) → save. */
export async function actOnCase(
  ctx: WriteCtx,
  { id, version }: { id: string; version?: number | undefined },
  { act, effects, own }: { act: ApprovalAct; effects: Effects; own?: OwnAmounts | undefined },
): Promise<ApprovalDetail> {
  const stored = await lockCase(ctx, id)
  if (version !== undefined && version !== stored.version) throw stale(stored.version)
  await requireFiles(ctx, id, act.files)
  const scene = await sceneOf(ctx, stored, own)
  const decided = decide(ctx, stored, { act, scene })
  if (!decided.ok) throw refusalOf(stored, act, decided)
  await save(ctx, stored, { act, scene, effects, outcome: decided.value })
  return getCase(ctx, id, own)
}

/** Agrees to several; what is refused is left as it was and says why, the others go through. */
export async function agreeToCases(
  ctx: WriteCtx,
  items: readonly { id: string; version: number }[],
  { opinion, effects, own }: { opinion: string; effects: Effects; own?: OwnAmounts | undefined },
): Promise<{ agreed: number; results: { id: string; title: Bilingual | null; refusal: string | null }[] }> {
  const act: ApprovalAct = { kind: 'agree', opinion, files: [] }
  const results: { id: string; title: Bilingual | null; refusal: string | null }[] = []
  for (const { id, version } of items) {
    const stored = await findVisible(ctx, id)
    if (!stored) {
      results.push({ id, title: null, refusal: 'not_found' })
      continue
    }
    const scene = await sceneOf(ctx, stored, own)
    const decided = decide(ctx, stored, { act, scene })
    const refusal = stored.version === version ? (decided.ok ? null : decided.code) : 'stale_version'
    if (refusal === null && decided.ok) {
      await save(ctx, stored, { act, scene, effects, outcome: decided.value })
    } else if (refusal !== null && isAttempt(refusal)) {
      const attempt = attemptOf(stored, act)
      await recordEvent(ctx, { ...attempt, summary: { ...attempt.summary, refused: refusal } })
    }
    results.push({ id, title: stored.title, refusal })
  }
  return { agreed: results.filter(({ refusal }) => refusal === null).length, results }
}

/** Read anew for each case: the one agreed to a moment ago counts for the next. */
async function sceneOf(ctx: WriteCtx, stored: StoredCase, own?: OwnAmounts): Promise<Scene> {
  const scene = await loadWorld(ctx)
  const deciding = decidingWith(stored.approval.state, ctx.actor.userId)
  return { ...scene, world: await summing(ctx, scene.world, aboutOf(stored), { own, deciding }) }
}

type Decided = Result<Outcome, string>

function decide(
  ctx: WriteCtx,
  stored: StoredCase,
  { act, scene }: { act: ApprovalAct; scene: Scene },
): Decided {
  const at = { world: scene.world, at: ctx.now }
  return decideAct(stored.approval, ctx.actor.userId!, act as CaseAction, at)
}

type Saving = { act: ApprovalAct; scene: Scene; effects: Effects; outcome: Outcome }

async function save(ctx: WriteCtx, stored: StoredCase, { act, scene, effects, outcome }: Saving) {
  const said = { names: scene.names, opinion: act.opinion, effects, event: `approval.${act.kind}` }
  await saveOutcome(ctx, stored, outcome, said)
}

/** Not asked, not yours, beyond your authority: refused, and the attempt is kept (C180). */
function refusalOf(stored: StoredCase, act: ApprovalAct, refusal: { code: string }): AppError {
  if (!isAttempt(refusal.code)) return refused(refusal, 409)
  return traced(refused(refusal, 403), attemptOf(stored, act))
}

function isAttempt(code: string): boolean {
  return ['not_asked', 'own_request', 'beyond_authority'].includes(code)
}

function attemptOf(stored: StoredCase, act: ApprovalAct) {
  return {
    kind: 'approval.refused',
    subject: { kind: 'approval', id: stored.id },
    customerId: stored.customerId,
    summary: { kind: stored.approval.kind, title: stored.title, tried: act.kind },
  }
}

async function lockCase(ctx: WriteCtx, id: string): Promise<StoredCase> {
  const stored = await findVisible(ctx, id)
  if (!stored) throw notFound('approval')
  return stored
}

async function findVisible(ctx: WriteCtx, id: string): Promise<StoredCase | null> {
  const row = await ctx.db
    .selectFrom('approval_case as c')
    .select('c.id')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', id)
    .where(caseScope(ctx))
    .executeTakeFirst()
  return row ? findCase(ctx, id, true) : null
}

/** Files are handed in with an opinion only when they hang on this case. */
async function requireFiles(ctx: WriteCtx, id: string, files: readonly string[]): Promise<void> {
  const known = await filesOf(ctx, { recordKind: 'approval', recordId: id }, files)
  if (files.some((file) => !known.has(file))) throw notFound('file')
}
