import type { ContentLine } from '../../../core/approval/content.ts'
import type { ExportList } from '../../../core/export/guard.ts'
import { EXPORT_NAMES } from '../../../text/exports.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { requestApproval } from '../approvals/index.ts'
import { gateOf } from './request-gate.ts'
import { searchOf } from './serve-export.ts'

type Asked = { list: ExportList; search: string; rows: number; customers: number; reason: string }

/**
 * Asks a second person. The figures are what the one who asks was told; the file that is fetched is held
 * against them, so that a smaller figure only gets a smaller file.
 */
export async function requestExport(ctx: WriteCtx, asked: Asked) {
  const request = {
    id: newId(ctx.now),
    user_id: ctx.actor.userId!,
    list: asked.list,
    search: searchOf(Object.fromEntries(new URLSearchParams(asked.search))),
    row_count: asked.rows,
    customer_count: asked.customers,
  }
  const gate = gateOf(request)
  const name = EXPORT_NAMES[asked.list]
  const { caseId } = await requestApproval(ctx, {
    kind: gate.kind,
    subject: gate.subject,
    customerId: null,
    title: { zh: `导出${name.zh}名单 ${asked.rows} 行`, en: `Export of ${asked.rows} lines: ${name.en}` },
    url: pageOf(asked.list, request.search),
    facts: { amountFen: null, days: null, type: [asked.list], marginBp: null, deviationBp: null },
    content: { hash: gate.contentHash, lines: linesOf(asked, request.search), before: [] },
    reason: asked.reason,
  })
  await ctx.db
    .insertInto('export_request')
    .values({
      ...request,
      org_id: ctx.orgId,
      reason: asked.reason,
      case_id: caseId,
      recorded_at: at(ctx.tick),
    })
    .execute()
  return { id: request.id, approvalId: caseId }
}

/** Where the list is looked at before anybody agrees; from there it is fetched as well. */
function pageOf(list: ExportList, search: string): string {
  const query = new URLSearchParams(search)
  if (list === 'deals') query.set('view', 'list')
  return `/${list}?${query}`
}

function linesOf(asked: Asked, search: string): ContentLine[] {
  const same = (text: string) => ({ zh: text, en: text })
  const parts = [...new URLSearchParams(search)].map(([key, value]) => `${key} = ${value}`)
  return [
    { key: 'list', label: { zh: '名单', en: 'List' }, value: EXPORT_NAMES[asked.list] },
    { key: 'rows', label: { zh: '行数', en: 'Lines' }, value: same(String(asked.rows)) },
    {
      key: 'customers',
      label: { zh: '客户数', en: 'Customers named' },
      value: same(String(asked.customers)),
    },
    {
      key: 'search',
      label: { zh: '筛选条件', en: 'Narrowed by' },
      value: parts.length === 0 ? { zh: '没有筛选', en: 'nothing' } : same(parts.join('; ')),
    },
  ]
}
