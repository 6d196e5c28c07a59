import { decideCallOff, decideSending, type SigningState } from '../../../core/contract/signing.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { drawVersion, getContractRow, getPaperHead, loadVersions } from '../contracts/index.ts'
import { keepFile } from '../files/index.ts'
import { addEsignStep, findRunning } from './envelope-rows.ts'
import { findAccount } from './esign-account.ts'
import { findPaper, paperKind } from './what-is-signed.ts'

type Input = { name: string; mobile: string; days: number }
const DAY = 86_400_000

/**
 * The version in force goes out to be signed (C080): drawn from its fields, or the counterparty's own paper
 * where it is written on that. The very bytes are kept on the contract first: what
 * comes back is held against them, and a try after a crash sends the same.
 */
export async function sendEnvelope(ctx: WriteCtx, contractId: string, input: Input): Promise<{ id: string }> {
  const contract = await getContractRow(ctx, contractId, 'contract.write')
  const [newest, ...older] = await loadVersions(ctx, contractId)
  const account = await findAccount(ctx)
  const inForce = [newest!, ...older].find((one) => one.id === contract.version_id) ?? newest!
  const { paper } = inForce.content
  const onPaper = paper ? await findPaper(ctx, contractId, paper) : null
  const decided = decideSending({
    paper: paper && onPaper === null ? 'changed' : paperKind(paper),
    isOn: account?.status === 'on',
    isOpen: contract.status === 'open',
    isApproved: contract.approved_at !== null,
    hasPending: contract.version_id !== newest!.id,
    isSigned: contract.signed_on !== null,
    hasRunning: (await findRunning(ctx, contractId)) !== null,
  })
  if (!decided.ok) throw refused(decided)
  const head = await getPaperHead(ctx, contractId)
  const version = inForce
  // On their paper it is their paper that is signed, and not what was typed in beside it.
  const body = onPaper ?? (await drawVersion(ctx, head, version, { format: 'pdf' })).body
  const about = { title: head.number, customerId: head.customerId, url: `/contracts/${contractId}` }
  const ref = { recordKind: 'contract', recordId: contractId, head: about }
  const name = `合同-${head.number}-第${version.number}版-送签.pdf`
  const file = await keepFile(ctx, ref, { name, content: body })
  const id = newId(ctx.now)
  const them = { company: head.name, name: input.name, mobile: input.mobile }
  await ctx.db
    .insertInto('esign_envelope')
    .values({
      ...{ org_id: ctx.orgId, id, contract_id: contractId, version_id: version.id },
      ...{ content_hash: version.hash, provider: account!.kind, file_id: file.id, state: 'queued' },
      signers: json([account!.config.us, them]),
      expires_at: at(ctx.now + input.days * DAY),
      progress: json({ fileRef: null, taskRef: null, isStarted: false }),
      next_at: at(ctx.now),
      ...{ recorded_at: at(ctx.tick), actor: ctx.actor.userId },
    })
    .execute()
  await addEsignStep(ctx, id, { kind: 'requested' })
  await recordEvent(ctx, {
    kind: 'contract.sentToSign',
    subject: { kind: 'contract', id: contractId },
    customerId: head.customerId,
    summary: { number: head.number, version: version.number, provider: account!.kind },
  })
  return { id }
}

/** Asked for here, done by the worker: until the service has agreed a signature may still come. */
export async function cancelEnvelope(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await lockEnvelope(ctx, id)
  const decided = decideCallOff({
    state: row.state as SigningState,
    isCancelling: row.cancel_reason !== null,
  })
  if (!decided.ok) throw refused(decided)
  await ctx.db
    .updateTable('esign_envelope')
    .set({ cancel_reason: reason, failures: 0, next_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await addEsignStep(ctx, id, { kind: 'cancelAsked', detail: { reason } })
  return { ok: true }
}

export async function retryEnvelope(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  await lockEnvelope(ctx, id)
  await ctx.db
    .updateTable('esign_envelope')
    .set({ failures: 0, next_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  return { ok: true }
}

/** Somebody may write its contract, and it is still on its way. */
async function lockEnvelope(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('esign_envelope')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('contract')
  await getContractRow(ctx, row.contract_id, 'contract.write')
  if (row.state !== 'queued' && row.state !== 'sent') throw conflict('already_over')
  return row
}
