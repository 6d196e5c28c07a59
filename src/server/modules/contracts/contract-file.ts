import type { FastifyReply } from 'fastify'
import { contractDocument } from '../../../core/contract/document.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { renderDocx, sendDocx } from '../../platform/docx.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { orgName } from '../../platform/org-name.ts'
import { renderPdf, sendPdf } from '../../platform/pdf.ts'
import { pdfContent } from '../../platform/pdf-blocks.ts'
import { contractScope } from './contract-rows.ts'
import { loadVersions } from './version-rows.ts'

/**
 * The contract as .docx or PDF: the version in force, or the draft, which says on its face that it must not
 * be signed (C065 C073). The event stays.
 */
export async function sendContract(
  ctx: WriteCtx,
  { id, format }: { id: string; format: 'docx' | 'pdf' },
  response: FastifyReply,
): Promise<{ sent: true }> {
  const row = await ctx.db
    .selectFrom('contract as k')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'k.org_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .select(['k.number', 'k.version_id', 'k.approved_at', 'k.customer_id', 'c.name', 'c.uscc'])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', id)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.read'))
    .executeTakeFirst()
  if (!row) throw notFound('contract')
  const versions = await loadVersions(ctx, id)
  const version = versions.find((one) => one.id === row.version_id) ?? versions[0]!
  const blocks = contractDocument({
    number: row.number,
    buyer: { name: row.name, uscc: row.uscc },
    seller: { name: await orgName(ctx) },
    isApproved: row.approved_at !== null,
    content: version.content,
  })
  await recordEvent(ctx, {
    kind: 'contract.drawn',
    subject: { kind: 'contract', id },
    customerId: row.customer_id,
    summary: { number: row.number, version: version.number, format },
  })
  // The hash of what was approved stands on every page, so that a printed copy can be told from another.
  const mark = `${row.number} · 第 ${version.number} 版 · ${version.hash.slice(0, 16)}`
  const name = `合同-${row.number}-第${version.number}版.${format}`
  if (format === 'docx') return sendDocx(response, name, renderDocx(blocks, mark))
  const title = `合同 ${row.number}`
  const content = pdfContent(blocks)
  return sendPdf(response, name, await renderPdf({ title, content, footer: `${mark} · {page}/{pages}` }))
}
