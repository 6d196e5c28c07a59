import { type ContractContent, contentFrom, hashedContent } from '../../../core/contract/content.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { contentHashOf } from '../approvals/index.ts'

export const CONTRACT = 'contract'

export type ContractVersion = {
  id: string
  number: number
  content: ContractContent
  hash: string
  deviationBp: number | null
  authorId: string | null
}

/** A version as written; the hash is taken over what it says, for this contract of this customer. */
export async function writeVersion(
  ctx: WriteCtx,
  contract: { id: string; customerId: string },
  version: { number: number; content: ContractContent; deviationBp: number | null; reason?: string },
): Promise<ContractVersion> {
  const { number, content, deviationBp } = version
  const id = newId(ctx.now)
  const hash = contentHashOf(hashedContent(contract.id, contract.customerId, content))
  await ctx.db
    .insertInto('contract_version')
    .values({
      org_id: ctx.orgId,
      id,
      contract_id: contract.id,
      number,
      content: json(content),
      amount_fen: content.amountFen,
      content_hash: hash,
      deviation_bp: deviationBp,
      reason: version.reason ?? '',
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  return { id, number, content, hash, deviationBp, authorId: ctx.actor.userId }
}

/** All versions, newest first; there is always one. */
export async function loadVersions(ctx: ReadCtx, contractId: string) {
  const rows = await ctx.db
    .selectFrom('contract_version as v')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'v.org_id').onRef('u.id', '=', 'v.actor'),
    )
    .select([
      'v.id',
      'v.number',
      'v.content',
      'v.content_hash as hash',
      'v.deviation_bp as deviationBp',
      'v.reason',
      'v.recorded_at as at',
      'v.actor as authorId',
      'u.name as actorName',
    ])
    .where('v.org_id', '=', ctx.orgId)
    .where('v.contract_id', '=', contractId)
    .orderBy('v.number', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, content: contentFrom(row.content) }))
}

export async function newestVersion(ctx: ReadCtx, contractId: string): Promise<ContractVersion> {
  return (await loadVersions(ctx, contractId))[0]!
}

export function gateOf(contractId: string, contentHash: string) {
  return { kind: CONTRACT, subject: { kind: CONTRACT, id: contractId }, contentHash }
}
