import type { Buffer } from 'node:buffer'
import { decideSeal } from '../../../core/contract/seal.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { seal, sha256, unseal } from '../../platform/crypto.ts'
import { at } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { orgName } from '../../platform/org-name.ts'
import { issueCertificate, openKey, type SealKey } from '../../platform/tamper-seal/certificate.ts'
import { SEAL_LABEL, sealPdf } from '../../platform/tamper-seal/seal-pdf.ts'
import { drawVersion, getContractRow, getPaperHead, loadVersions } from '../contracts/index.ts'
import { keepFile } from '../files/index.ts'

/**
 * The version in force as a sealed PDF on the contract (C080): drawn with the label on every page, sealed
 * with the
 * company's own key, kept with its hash. It is no signature of anybody, so nothing is noted as signed by it.
 */
export async function sealContract(
  ctx: WriteCtx,
  key: Buffer,
  contractId: string,
): Promise<{ id: string; fileId: string; sha256: string }> {
  await getContractRow(ctx, contractId, 'contract.write')
  const head = await getPaperHead(ctx, contractId)
  const decided = decideSeal({
    isApproved: head.approvedAt !== null,
    isSealed: await isSealed(ctx, head.versionId),
  })
  if (!decided.ok) throw refused(decided)
  const version = (await loadVersions(ctx, contractId)).find((one) => one.id === head.versionId)!
  const drawn = await drawVersion(ctx, head, version, { format: 'pdf', label: SEAL_LABEL })
  const content = sealPdf(drawn.body, await keyOf(ctx, key), ctx.now)
  const name = drawn.name.replace(/\.pdf$/, '-防篡改.pdf')
  const ref = { recordKind: 'contract', recordId: contractId }
  const about = { title: head.number, customerId: head.customerId, url: `/contracts/${contractId}` }
  const file = await keepFile(ctx, { ...ref, head: about }, { name, content })
  const hash = sha256(content)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('contract_signing')
    .values({
      org_id: ctx.orgId,
      id,
      contract_id: contractId,
      version_id: version.id,
      provider: 'seal',
      status: 'done',
      file_id: file.id,
      sha256: hash,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'contract.sealed',
    subject: { kind: 'contract', id: contractId },
    customerId: head.customerId,
    summary: { number: head.number, version: version.number, sha256: hash.toString('hex') },
  })
  return { id, fileId: file.id, sha256: hash.toString('hex') }
}

/** By a file that still hangs on the contract. */
async function isSealed(ctx: WriteCtx, versionId: string | null): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('contract_signing as s')
    .innerJoin('record_file as f', (join) =>
      join.onRef('f.org_id', '=', 's.org_id').onRef('f.id', '=', 's.file_id'),
    )
    .select('s.id')
    .where('s.org_id', '=', ctx.orgId)
    .where('s.version_id', '=', versionId)
    .where('f.voided_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The company's key, issued at its first seal. */
async function keyOf(ctx: WriteCtx, key: Buffer): Promise<SealKey> {
  const row = await ctx.db
    .selectFrom('seal_key')
    .select(['id', 'certificate', 'secret'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('issued_at', 'desc')
    .executeTakeFirst()
  if (row) return openKey(row.certificate, unseal(key, placeOf(ctx, row.id), row.secret))
  const id = newId(ctx.now)
  const { certificate, privatePem } = await issueCertificate(await orgName(ctx), ctx.now)
  await ctx.db
    .insertInto('seal_key')
    .values({
      org_id: ctx.orgId,
      id,
      certificate,
      secret: seal(key, placeOf(ctx, id), privatePem),
      issued_at: at(ctx.tick),
    })
    .execute()
  return openKey(certificate, privatePem)
}

function placeOf(ctx: WriteCtx, id: string): string {
  return `${ctx.orgId}|seal_key|secret|${id}`
}
