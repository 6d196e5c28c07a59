import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { Progress, Sending, Signer } from '../../platform/esign/provider.ts'
import { addEsignStep } from './envelope-rows.ts'

/** Longer than any turn may take; a claim older than this belonged to a process that died. */
const LEASE_MS = 180_000
/** Told to the service, whose signers read it. */
const OUT_OF_FORCE = '合同已变更、终止或撤回批准'

export type Claimed = {
  id: string
  contractId: string
  versionId: string
  contentHash: string
  state: 'queued' | 'sent'
  progress: Progress
  failures: number
  cancelReason: string | null
  nextAt: number | null
  sending: Sending
}

/**
 * The next sending that is due and that nobody has in hand, with the very bytes that go out.
 * What is not agreed any more is called off here, under the lock of its contract: nothing is started.
 */
export async function claimEnvelope(ctx: WriteCtx, provider: string): Promise<Claimed | null> {
  const row = await ctx.db
    .selectFrom('esign_envelope as e')
    .innerJoin('record_file as f', (join) =>
      join.onRef('f.org_id', '=', 'e.org_id').onRef('f.id', '=', 'e.file_id'),
    )
    .innerJoin('file_content as t', (join) =>
      join.onRef('t.org_id', '=', 'f.org_id').onRef('t.sha256', '=', 'f.sha256'),
    )
    .innerJoin('contract as k', (join) =>
      join.onRef('k.org_id', '=', 'e.org_id').onRef('k.id', '=', 'e.contract_id'),
    )
    .select([
      'e.id',
      'e.contract_id',
      'e.version_id',
      'e.content_hash',
      'e.state',
      'e.progress',
      'e.failures',
    ])
    .select(['e.cancel_reason', 'e.next_at', 'e.signers', 'e.expires_at', 'f.name', 't.content'])
    .select(['k.number', 'k.title', 'k.status', 'k.approved_at', 'k.voided_at'])
    .select('k.version_id as inForceId')
    .where('e.org_id', '=', ctx.orgId)
    // What went to one service is asked of that one, whatever the settings say now.
    .where('e.provider', '=', provider)
    .where('e.state', 'in', ['queued', 'sent'])
    .where('e.next_at', '<=', at(ctx.now))
    .where((eb) => eb.or([eb('e.claimed_until', 'is', null), eb('e.claimed_until', '<', at(ctx.now))]))
    .orderBy('e.next_at')
    .limit(1)
    .forUpdate(['e', 'k'])
    .skipLocked()
    .executeTakeFirst()
  if (!row) return null
  const isStanding = row.voided_at === null && row.status === 'open' && row.approved_at !== null
  const isInForce = isStanding && row.inForceId === row.version_id
  const cancelReason = row.cancel_reason ?? (isInForce ? null : OUT_OF_FORCE)
  if (cancelReason !== row.cancel_reason)
    await addEsignStep(ctx, row.id, { kind: 'cancelAsked', detail: { reason: cancelReason } })
  await ctx.db
    .updateTable('esign_envelope')
    .set({ claimed_until: at(ctx.now + LEASE_MS), cancel_reason: cancelReason })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  const [us, them] = row.signers as Signer[]
  return {
    ...{ id: row.id, contractId: row.contract_id, versionId: row.version_id, contentHash: row.content_hash },
    ...{ state: row.state as Claimed['state'], progress: row.progress as Progress, failures: row.failures },
    ...{ cancelReason, nextAt: row.next_at },
    sending: {
      id: row.id,
      subject: [row.number, row.title].filter(Boolean).join(' '),
      fileName: row.name,
      file: row.content,
      us: us!,
      them: them!,
      expiresAt: row.expires_at,
    },
  }
}
