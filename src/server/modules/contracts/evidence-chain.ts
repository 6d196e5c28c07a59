import { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import { formatInstant } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { recordEvent } from '../../platform/events.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { orgName } from '../../platform/org-name.ts'
import { type ZipEntry, zipFiles } from '../../platform/zip.ts'
import { caseEvidence } from '../approvals/index.ts'
import { fileContents } from '../files/index.ts'
import { drawVersion, getPaperHead } from './contract-file.ts'
import { dunningStepsOf } from './evidence-claims.ts'
import { noteFiles } from './evidence-notes.ts'
import { evidenceSheets } from './evidence-sheets.ts'
import { loadVersions } from './version-rows.ts'

/**
 * The evidence of a contract in one file (C079): every version as it is printed, every approval with its
 * trail, orders, deliveries, invoices, money and talk, and what was attached. `SHA256SUMS` names each file
 * with its hash in the form that `sha256sum -c` checks, so that whoever receives it needs nothing of ours.
 */
export async function drawEvidenceChain(ctx: WriteCtx, id: string): Promise<FileOut> {
  const head = await getPaperHead(ctx, id)
  const versions = await loadVersions(ctx, id)
  const entries: ZipEntry[] = []
  for (const version of [...versions].reverse()) {
    const { name, body } = await drawVersion(ctx, head, version, { format: 'pdf' })
    entries.push({ name: `01-合同/${name}`, body })
  }
  const approvals = await approvalFiles(ctx, id)
  entries.push(...approvals.entries)
  entries.push({ name: '03-履行记录.xlsx', body: await evidenceSheets(ctx, head) })
  for (const { id: fileId, name, content } of await fileContents(ctx, {
    recordKind: 'contract',
    recordId: id,
  })) {
    entries.push({ name: `04-附件/${fileId.slice(-6)}-${safe(name)}`, body: content })
  }
  entries.push(...(await dunningFiles(ctx, id)))
  entries.push(...(await noteFiles(ctx, id)))
  entries.push({ name: '说明.txt', body: Buffer.from(await coverText(ctx, head.number, approvals.hidden)) })
  const sums = entries.map(({ name, body }) => `${sha256(body).toString('hex')}  ${name}\n`).join('')
  const file = zipFiles([...entries, { name: 'SHA256SUMS', body: Buffer.from(sums) }])
  // The hash of the whole is kept: a copy that comes back years later can be told from a forged one.
  await recordEvent(ctx, {
    kind: 'contract.evidence_exported',
    subject: { kind: 'contract', id },
    customerId: head.customerId,
    summary: { number: head.number, files: entries.length, sha256: sha256(file).toString('hex') },
  })
  return fileOut(`证据链-${head.number}.zip`, file)
}

/** Of the contract and of the prices of its orders; cases that are not the reader's to see are counted. */
async function approvalFiles(ctx: WriteCtx, id: string): Promise<{ entries: ZipEntry[]; hidden: number }> {
  const { rows } = await sql<{ id: string }>`
    select c.id from approval_case c where c.org_id = ${ctx.orgId} and (
      (c.subject_kind = 'contract' and c.subject_id = ${id})
      or (c.subject_kind = 'order' and c.subject_id in (select o.id from sales_order o
        where o.org_id = ${ctx.orgId} and o.contract_id = ${id})))
    order by c.submitted_at, c.id`.execute(ctx.db)
  const found = await Promise.all(rows.map(async (row) => ({ row, text: await caseEvidence(ctx, row.id) })))
  return {
    hidden: found.filter(({ text }) => text === null).length,
    entries: found.flatMap(({ row, text }, index) =>
      text === null
        ? []
        : [{ name: `02-审批/${String(index + 1).padStart(2, '0')}-${row.id}.json`, body: Buffer.from(text) }],
    ),
  }
}

/** Letters as they went out and their receipts, by the step of dunning they belong to. */
async function dunningFiles(ctx: WriteCtx, id: string): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  for (const [index, stepId] of (await dunningStepsOf(ctx, id)).entries()) {
    const files = await fileContents(ctx, { recordKind: 'dunning_step', recordId: stepId })
    for (const { id: fileId, name, content } of files) {
      const step = String(index + 1).padStart(2, '0')
      entries.push({ name: `05-催收文件/${step}-${fileId.slice(-6)}-${safe(name)}`, body: content })
    }
  }
  return entries
}

function safe(name: string): string {
  return name.replaceAll(/[/\\]/g, '_')
}

async function coverText(ctx: WriteCtx, number: string, hidden: number): Promise<string> {
  const lines = [
    `合同 ${number} 的证据链，由 ${await orgName(ctx)} 于 ${formatInstant(ctx.now)} 导出，导出人：${ctx.actor.name}。`,
    '01-合同：每一版合同；页脚是该版内容的哈希。02-审批：每次审批的内容、意见、时间与哈希。',
    '03-履行记录.xlsx：合同经过、订单与交货、送货与签收、发票与回款、催收与争议、电子签经过、往来记录；已撤回的也列出。04-附件：上传到合同的文件原件。05-催收文件：催款函与签收凭证原件，序号同催收记录。06-送货单：客户签收的送货单原件。',
    '核对：解压后在目录内运行 sha256sum -c SHA256SUMS，全部显示 OK 即未被改动。',
    ...(hidden > 0 ? [`另有 ${hidden} 次审批导出人无权查看，没有包含在内。`] : []),
  ]
  return `${lines.join('\n')}\n`
}
