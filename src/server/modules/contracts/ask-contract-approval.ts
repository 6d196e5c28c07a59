import { contractType, missingTerms } from '../../../core/contract/content.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { reportMismatch, requestApproval, type Settled, spendApproval } from '../approvals/index.ts'
import { agreedNow } from './agreed-now.ts'
import { checkAgain, requireConfirmed } from './check-again.ts'
import { comparedWith } from './compared-with.ts'
import { getContractRow } from './contract-rows.ts'
import { contractMargin, factsOf } from './judge.ts'
import { putInForce } from './put-in-force.ts'
import { tellContract } from './tell-contract.ts'
import { touchOrdersOf } from './touch-orders.ts'
import { CONTRACT, gateOf, loadVersions, newestVersion } from './version-rows.ts'

/** Asks for approval of the newest version; what lacks a mandatory term is not asked about (C069 C071). */
export async function askContractApproval(
  ctx: WriteCtx,
  id: string,
  reason: string,
): Promise<{ id: string; version: number; caseId: string }> {
  const row = await getContractRow(ctx, id, 'contract.write')
  if (row.status !== 'open') throw conflict('contract_ended')
  const versions = await loadVersions(ctx, id)
  const newest = versions[0]!
  if (row.approved_at !== null && row.version_id === newest.id) throw conflict('already_approved')
  const missing = missingTerms(newest.content)
  if (missing.length > 0) throw conflict('contract_incomplete', { missing })
  await requireConfirmed(ctx, id, newest.content)
  const inForce = row.approved_at === null ? null : versions.find((one) => one.id === row.version_id)!
  const { rate } = await agreedNow(ctx, row)
  const marginBp = await contractMargin(
    ctx,
    { customerId: row.customer_id },
    { content: newest.content, rate },
  )
  const { caseId } = await requestApproval(ctx, {
    kind: CONTRACT,
    subject: { kind: CONTRACT, id },
    customerId: row.customer_id,
    title: {
      zh: `合同 ${row.number}${inForce ? '变更' : ''}`,
      en: `Contract ${row.number}${inForce ? ': change' : ''}`,
    },
    url: `/contracts/${id}`,
    ...(contractType(newest.content) === 'template' ? {} : { mustAsk: 'legal' as const }),
    facts: factsOf(ctx, newest.content, { deviationBp: newest.deviationBp, marginBp, rate }),
    content: {
      hash: newest.hash,
      ...(await comparedWith(ctx, newest.content, inForce)),
    },
    reason,
  })
  await recordEvent(ctx, {
    kind: 'contract.approval_asked',
    subject: { kind: CONTRACT, id },
    customerId: row.customer_id,
    summary: { number: row.number, version: newest.number, caseId },
  })
  return { id, version: row.version, caseId }
}

/**
 * The end of a contract's case: the version that was approved comes into force here, if it is still the
 * newest and the gate says so. The approval is used up: what was withdrawn later has to be asked again.
 */
export async function settleContract(ctx: WriteCtx, settled: Settled): Promise<void> {
  if (settled.status !== 'approved') return
  const row = await ctx.db
    .selectFrom('contract')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', settled.subject.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const newest = await newestVersion(ctx, row.id)
  const gate = gateOf(row.id, newest.hash)
  const isLive = row.voided_at === null && row.status === 'open'
  const caseId = isLive ? await spendApproval(ctx, gate) : null
  if (caseId === null) {
    const title = { zh: `合同 ${row.number}`, en: `Contract ${row.number}` }
    return reportMismatch(ctx, { gate, title, caseId: settled.caseId, requesterId: settled.requesterId })
  }
  const before = {
    id: row.id,
    isApproved: row.approved_at !== null,
    ...(await agreedNow(ctx, row)),
  }
  await checkAgain(ctx, { ...before, customerId: row.customer_id }, newest)
  await putInForce(ctx, before, newest, { basis: 'approval', caseId })
  await tellContract(ctx, row.id, { kind: 'contract-in-force' })
  await touchOrdersOf(ctx, row.customer_id)
  await touch(ctx, [{ kind: CONTRACT, id: row.id }])
  await recordEvent(ctx, {
    kind: 'contract.approved',
    subject: { kind: CONTRACT, id: row.id },
    customerId: row.customer_id,
    summary: { number: row.number, version: newest.number, caseId },
  })
}
