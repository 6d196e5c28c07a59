import type { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { decideFinished, nextPollAt, nextTryAt, type SigningState } from '../../../core/contract/signing.ts'
import type { Answer } from '../../platform/channels/ask.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { atOrNull, json } from '../../platform/db.ts'
import type { Progress } from '../../platform/esign/provider.ts'
import { recordEvent } from '../../platform/events.ts'
import { recordContractStep, tellContract } from '../contracts/index.ts'
import { keepFile } from '../files/index.ts'
import type { Claimed } from './claim-envelope.ts'
import { addEsignStep } from './envelope-rows.ts'

type Trouble = Exclude<Answer<never>, { kind: 'ok' }>

export type Over =
  | { kind: 'ended'; state: 'rejected' | 'cancelled' | 'expired' }
  /** judged before anything is locked: a file may be large, and everybody's writes wait for the lock */
  | { kind: 'finished'; file: Buffer; isDocumentSent: boolean }

/** What one turn with the service brought. */
export type Turn =
  | Over
  | { kind: 'advanced'; progress: Progress }
  | { kind: 'waiting' }
  | { kind: 'cancelRefused'; answer: Trouble; over: Over | null }
  | { kind: 'trouble'; answer: Trouble }

export async function settleEnvelope(ctx: WriteCtx, claimed: Claimed, turn: Turn): Promise<void> {
  switch (turn.kind) {
    case 'advanced': {
      const { isStarted } = turn.progress
      await keep(ctx, claimed, {
        ...{ progress: json(turn.progress), failures: 0, last_answer: null },
        ...(isStarted ? { state: 'sent' } : {}),
        next_at: isStarted ? nextPollAt(ctx.now) : ctx.now,
      })
      if (isStarted) await addEsignStep(ctx, claimed.id, { kind: 'sent', detail: { ...turn.progress } })
      return
    }
    case 'waiting':
      return keep(ctx, claimed, { failures: 0, last_answer: null, next_at: nextPollAt(ctx.now) })
    case 'ended':
      return end(ctx, claimed, { state: turn.state })
    case 'finished':
      return finish(ctx, claimed, turn)
    case 'cancelRefused':
      return refuseCancel(ctx, claimed, turn)
    case 'trouble':
      return trouble(ctx, claimed, turn.answer)
  }
}

/**
 * Over on their side, perhaps signed: what there is comes home. Out with the signers, the wish stands and is
 * tried again: a wish once forgotten would let the next turn go on with what nobody wants any more.
 */
async function refuseCancel(ctx: WriteCtx, claimed: Claimed, turn: Turn & { kind: 'cancelRefused' }) {
  if (claimed.failures === 0 || turn.over !== null)
    await addEsignStep(ctx, claimed.id, { kind: 'cancelRefused', detail: wordsOf(turn.answer) })
  if (turn.over !== null) return settleEnvelope(ctx, claimed, turn.over)
  const failures = claimed.failures + 1
  return keep(ctx, claimed, {
    ...{ state: 'sent', failures, last_answer: json(wordsOf(turn.answer)) },
    progress: json({ ...claimed.progress, isStarted: true }),
    next_at: nextTryAt(ctx.now, failures, turn.answer.afterMs) ?? nextPollAt(ctx.now),
  })
}

/** Whatever comes by itself is tried again; what somebody has to look at waits with the provider's words. */
async function trouble(ctx: WriteCtx, claimed: Claimed, answer: Trouble): Promise<void> {
  const failures = claimed.failures + 1
  // By the task and not by the state: a start whose answer was lost has told the signers all the same.
  const isOut = claimed.progress.taskRef !== null
  const next = answer.kind === 'settings' ? null : nextTryAt(ctx.now, failures, answer.afterMs)
  // Refused before there is a task: nothing is out there, and the same would be refused again. Once there is
  // one it may be with the signers, and a sending that has ended is looked at no more.
  if (answer.kind === 'refused' && !isOut) {
    return end(ctx, claimed, { state: 'failed', detail: wordsOf(answer) })
  }
  const isFirst = claimed.failures === 0
  await keep(ctx, claimed, {
    ...{ failures, last_answer: json(wordsOf(answer)) },
    // A task that is out is looked after further, once an hour, whatever one answer said.
    next_at: next ?? (isOut ? nextPollAt(ctx.now) : null),
  })
  if (!isFirst) return
  await addEsignStep(ctx, claimed.id, { kind: 'trouble', detail: wordsOf(answer) })
  // What is tried again by itself bothers nobody; settings are mended by somebody.
  if (next === null)
    await tellContract(ctx, claimed.contractId, { kind: 'contract-trouble', said: answer.message })
}

type Finished = Over & { kind: 'finished' }

/** The signed file is kept whatever it turns out to be; the contract is signed only by the right one. */
async function finish(ctx: WriteCtx, claimed: Claimed, { file, isDocumentSent }: Finished): Promise<void> {
  const contract = await ctx.db
    .selectFrom('contract')
    .select(['number', 'customer_id', 'version_id', 'approved_at', 'signed_on', 'status', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', claimed.contractId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const isStanding =
    contract.voided_at === null && contract.status === 'open' && contract.approved_at !== null
  const state = decideFinished({
    isDocumentSent,
    isContentInForce: isStanding && contract.version_id === claimed.versionId,
    isSigned: contract.signed_on !== null,
  })
  const about = {
    title: contract.number,
    customerId: contract.customer_id,
    url: `/contracts/${claimed.contractId}`,
  }
  const name = claimed.sending.fileName.replace(
    /送签\.pdf$/,
    state === 'signed' ? '已签署.pdf' : '待核对.pdf',
  )
  const ref = { recordKind: 'contract', recordId: claimed.contractId, head: about }
  const kept = await keepFile(ctx, ref, { name, content: file })
  if (state === 'signed') {
    const step = { kind: 'signed' as const, on: dayOf(ctx.now) }
    await recordContractStep(ctx, claimed.contractId, step, 'contract.write')
  }
  await end(ctx, claimed, { state, fileId: kept.id, detail: { sha256: sha256(file).toString('hex') } })
}

type End = { state: SigningState; fileId?: string; detail?: Record<string, unknown> }

async function end(ctx: WriteCtx, claimed: Claimed, { state, fileId, detail = {} }: End): Promise<void> {
  const last = state === 'failed' ? json(detail) : null
  await keep(ctx, claimed, { state, next_at: null, last_answer: last })
  await addEsignStep(ctx, claimed.id, { kind: state, detail, fileId: fileId ?? null })
  await recordEvent(ctx, {
    kind: `esign.${state}`,
    subject: { kind: 'contract', id: claimed.contractId },
    summary: { envelopeId: claimed.id, ...detail },
  })
  // Signed is told by the contract itself; who called it off here knows.
  if (state === 'signed' || (state === 'cancelled' && claimed.cancelReason !== null)) return
  const kind =
    state === 'rejected' ? 'contract-rejected' : state === 'expired' ? 'contract-expired' : 'contract-trouble'
  await tellContract(ctx, claimed.contractId, { kind, said: saidOf(state, detail) })
}

const SAID: Partial<Record<SigningState, string>> = {
  cancelled: '这次送签在服务商那边被撤销。',
  outdated: '签回的不是现行版本，请核对。',
  unverified: '签回的文件没有通过核对。',
}

/** The service's own words, or what to look at. */
function saidOf(state: SigningState, { message }: Record<string, unknown>): string {
  return typeof message === 'string' ? message : (SAID[state] ?? '')
}

/** A wish or a callback that came during the turn is due at its own time; the turn's does not put it off. */
async function keep(
  ctx: WriteCtx,
  claimed: Claimed,
  { next_at: due, ...values }: { next_at: Instant | null; [column: string]: unknown },
): Promise<void> {
  const { cancelReason, nextAt } = claimed
  const known = sql<boolean>`cancel_reason is not distinct from ${cancelReason}::text
    and next_at is not distinct from ${atOrNull(nextAt)}`
  const isOver = values.state !== undefined && values.state !== 'sent'
  await ctx.db
    .updateTable('esign_envelope')
    .set({ ...values, claimed_until: null })
    .set({
      next_at: isOver ? null : sql<Instant | null>`case when ${known} then ${atOrNull(due)} else next_at end`,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', claimed.id)
    .where('state', 'in', ['queued', 'sent'])
    .execute()
}

function wordsOf({ code, message }: Trouble): { code: string; message: string } {
  return { code, message }
}
