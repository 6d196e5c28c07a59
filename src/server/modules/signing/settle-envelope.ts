import type { Buffer } from 'node:buffer'
import { dayOf } from '../../../core/calendar.ts'
import {
  decideFinished,
  nextPollAt,
  nextTryAt,
  type SigningState,
  startsWith,
} from '../../../core/contract/signing.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { at, json } from '../../platform/db.ts'
import type { Answer, Progress } from '../../platform/esign/provider.ts'
import { recordEvent } from '../../platform/events.ts'
import { recordContractStep } from '../contracts/index.ts'
import { keepFile } from '../files/index.ts'
import type { Claimed } from './claim-envelope.ts'
import { addEsignStep } from './envelope-rows.ts'

type Trouble = Exclude<Answer<never>, { kind: 'ok' }>

/** What one turn with the service brought. */
export type Turn =
  | { kind: 'advanced'; progress: Progress }
  | { kind: 'waiting' }
  | { kind: 'ended'; state: 'rejected' | 'cancelled' | 'expired' }
  | { kind: 'finished'; file: Buffer }
  | { kind: 'cancelRefused'; answer: Trouble }
  | { kind: 'trouble'; answer: Trouble }

export async function settleEnvelope(ctx: WriteCtx, claimed: Claimed, turn: Turn): Promise<void> {
  switch (turn.kind) {
    case 'advanced': {
      const { isStarted } = turn.progress
      await keep(ctx, claimed, {
        ...{ progress: json(turn.progress), failures: 0, last_answer: null },
        ...(isStarted ? { state: 'sent' } : {}),
        next_at: at(isStarted ? nextPollAt(ctx.now) : ctx.now),
      })
      if (isStarted) await addEsignStep(ctx, claimed.id, { kind: 'sent', detail: { ...turn.progress } })
      return
    }
    case 'waiting':
      return keep(ctx, claimed, { failures: 0, last_answer: null, next_at: at(nextPollAt(ctx.now)) })
    case 'ended':
      return end(ctx, claimed, { state: turn.state })
    case 'finished':
      return finish(ctx, claimed, turn.file)
    case 'cancelRefused':
      // Over on their side, perhaps signed: the next look tells, and the file comes home all the same.
      await addEsignStep(ctx, claimed.id, { kind: 'cancelRefused', detail: wordsOf(turn.answer) })
      return keep(ctx, claimed, {
        ...{ cancel_reason: null, state: 'sent', last_answer: json(wordsOf(turn.answer)) },
        progress: json({ ...claimed.progress, isStarted: true }),
        next_at: at(ctx.now),
      })
    case 'trouble':
      return trouble(ctx, claimed, turn.answer)
  }
}

/** Whatever comes by itself is tried again; what somebody has to look at waits with the provider's words. */
async function trouble(ctx: WriteCtx, claimed: Claimed, answer: Trouble): Promise<void> {
  const failures = claimed.failures + 1
  const next = answer.kind === 'retry' ? nextTryAt(ctx.now, failures, answer.afterMs) : null
  // Refused while it is being made: there is nothing out there, and the same would be refused again.
  if (answer.kind === 'refused' && claimed.state === 'queued') {
    return end(ctx, claimed, { state: 'failed', detail: wordsOf(answer) })
  }
  const isFirst = claimed.failures === 0
  await keep(ctx, claimed, {
    ...{ failures, last_answer: json(wordsOf(answer)) },
    // A task that is out is looked after further, once an hour, whatever one answer said.
    next_at: next === null && claimed.state === 'queued' ? null : at(next ?? nextPollAt(ctx.now)),
  })
  if (isFirst) await addEsignStep(ctx, claimed.id, { kind: 'trouble', detail: wordsOf(answer) })
}

/** The signed file is kept whatever it turns out to be; the contract is signed only by the right one. */
async function finish(ctx: WriteCtx, claimed: Claimed, file: Buffer): Promise<void> {
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
    isDocumentSent: startsWith(file, claimed.sending.file),
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
}

async function keep(ctx: WriteCtx, claimed: Claimed, values: Record<string, unknown>): Promise<void> {
  await ctx.db
    .updateTable('esign_envelope')
    .set({ ...values, claimed_until: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', claimed.id)
    .where('state', 'in', ['queued', 'sent'])
    .execute()
}

function wordsOf({ code, message }: Trouble): { code: string; message: string } {
  return { code, message }
}
