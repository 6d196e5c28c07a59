import type { Buffer } from 'node:buffer'
import { contractDocument } from '../../../core/contract/document.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { renderDocx } from '../../platform/docx.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import { renderPdf } from '../../platform/pdf.ts'
import { pdfContent } from '../../platform/pdf-blocks.ts'
import { contractScope } from './contract-rows.ts'
import { loadVersions } from './version-rows.ts'

export type PaperHead = Awaited<ReturnType<typeof getPaperHead>>
type Stored = Awaited<ReturnType<typeof loadVersions>>[number]

/** What stands on every page of a contract whoever draws it; refuses what is not there or not theirs. */
export async function getPaperHead(ctx: ReadCtx, id: string) {
  const row = await ctx.db
    .selectFrom('contract as k')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'k.org_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .select([
      'k.id',
      'k.number',
      'k.version_id as versionId',
      'k.approved_at as approvedAt',
      'k.customer_id as customerId',
      'k.deal_id as dealId',
      'c.name',
      'c.uscc',
    ])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', id)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.read'))
    .executeTakeFirst()
  if (!row) throw notFound('contract')
  return row
}

/** One version on paper; what is not in force says on its face that it must not be signed (C073). */
export async function drawVersion(
  ctx: ReadCtx,
  head: PaperHead,
  version: Stored,
  /** `label`: said at the foot of every page */
  { format, label = '' }: { format: 'docx' | 'pdf'; label?: string },
): Promise<{ name: `${string}.${'docx' | 'pdf'}`; body: Buffer }> {
  const blocks = contractDocument({
    number: head.number,
    buyer: { name: head.name, uscc: head.uscc },
    seller: { name: await orgName(ctx), letterhead: await orgLetterhead(ctx) },
    isApproved: head.approvedAt !== null && head.versionId === version.id,
    content: version.content,
  })
  // The hash of what was approved stands on every page, so that a printed copy can be told from another.
  const isEnglish = version.content.language === 'en'
  const edition = isEnglish ? `version ${version.number}` : `第 ${version.number} 版`
  const mark = `${head.number} · ${edition} · ${version.hash.slice(0, 16)}`
  const name = isEnglish
    ? (`Contract-${head.number}-v${version.number}.${format}` as const)
    : (`合同-${head.number}-第${version.number}版.${format}` as const)
  if (format === 'docx') return { name, body: renderDocx(blocks, mark) }
  const title = `${isEnglish ? 'Contract' : '合同'} ${head.number}`
  const content = pdfContent(blocks)
  return {
    name,
    body: await renderPdf({
      title,
      content,
      footer: [mark, label, '{page}/{pages}'].filter(Boolean).join(' · '),
    }),
  }
}

/**
 * The contract as .docx or PDF: the version in force, or the draft (C065). The event stays.
 */
export async function drawContract(
  ctx: WriteCtx,
  { id, format }: { id: string; format: 'docx' | 'pdf' },
): Promise<FileOut> {
  const head = await getPaperHead(ctx, id)
  const versions = await loadVersions(ctx, id)
  const version = versions.find((one) => one.id === head.versionId) ?? versions[0]!
  await recordEvent(ctx, {
    kind: 'contract.drawn',
    subject: { kind: 'contract', id },
    customerId: head.customerId,
    summary: { number: head.number, version: version.number, format },
  })
  const { name, body } = await drawVersion(ctx, head, version, { format })
  return fileOut(name, body)
}
