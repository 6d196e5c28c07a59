import type { z } from 'zod'
import * as allowances from '../../../api/allowances.ts'
import * as contracts from '../../../api/contracts.ts'
import * as notes from '../../../api/delivery-notes.ts'
import * as files from '../../../api/list-exports.ts'
import { dayOf } from '../../../core/calendar.ts'
import { currencyText } from '../../../core/exchange/rate.ts'
import type { App } from '../../platform/serve.ts'
import { type ExportCell, exportColumns } from '../lists/index.ts'
import { column, drawnList } from './drawn-list.ts'
import { serveExport } from './serve-export.ts'

const CONTRACT_STATES = { open: '履行中', ended: '已终止' }
const NOTE_STATES = { draft: '待发货', shipped: '在途', signed: '已签收', void: '已作废' }
const ALLOWANCE_KINDS = { return: '退货', discount: '折让', rebate: '返利' }
const ALLOWANCE_STATES = { asked: '待批准', in_effect: '已生效', ended: '已终止' }
const CAUSES = {
  quality: '质量问题',
  wrong: '发错货',
  surplus: '多余退回',
  other: '其他',
  price: '价格',
  volume: '达量',
}

/** What was agreed, delivered and given back. */
export function documentLists(app: App): void {
  offerContracts(app)
  offerNotes(app)
  offerAllowances(app)
}

type Contract = z.output<typeof contracts.listContracts.reply>['items'][number]

const CONTRACT_CELLS: Record<string, ExportCell<Contract>> = {
  number: (row) => row.number,
  title: (row) => row.title,
  customer: (row) => row.customer.name,
  amount: (row) => row.amountFen,
  currency: (row) => row.currency,
  original: (row) => row.original?.minor ?? row.amountFen,
  approval: (row) => (row.approvedAt === null ? '未批准' : '已批准'),
  approved_on: (row) => (row.approvedAt === null ? null : dayOf(row.approvedAt)),
  approved_by: (row) => row.approvedBy,
  signed_on: (row) => row.signedOn,
  effective_on: (row) => row.effectiveOn,
  ends_on: (row) => row.endsOn,
  days_left: (row) => row.daysLeft,
  status: (row) => CONTRACT_STATES[row.status],
  responsible: (row) => row.responsible?.name ?? null,
  outside: (row) => row.outside?.count ?? null,
  outside_done: (row) => row.outside?.done || null,
  outside_amount: (row) => row.outside?.fen ?? null,
}

function offerContracts(app: App): void {
  const drawn = drawnList(app, 'contracts', contracts.listContracts, {
    customer: ({ customer }) => customer.id,
    columns: (ctx, cols) => exportColumns(ctx, 'contract', cols, CONTRACT_CELLS),
  })
  serveExport(app, files.exportContracts, 'contracts', drawn)
}

function offerNotes(app: App): void {
  const drawn = drawnList(app, 'notes', notes.listNotes, {
    customer: ({ customer }) => customer.id,
    columns: [
      column('送货单号', 'text', (row) => row.number),
      column('状态', 'text', (row) => NOTE_STATES[row.status]),
      column('客户', 'text', (row) => row.customer.name, 30),
      column('订单号', 'text', (row) => row.order.number),
      column('合同号', 'text', (row) => row.contract?.number ?? null),
      column('计划送货', 'day', (row) => row.plannedOn),
      column('发货日期', 'day', (row) => row.shippedOn),
      column('签收日期', 'day', (row) => row.signedOn),
      column('签收人', 'text', (row) => row.signer),
      column('金额（人民币）', 'money', (row) => row.amountFen),
      column('原币金额', 'text', (row) => originalText(row)),
      column('有短少', 'text', (row) => (row.isShort ? '是' : null)),
      column('未签收天数', 'number', (row) => row.unsignedDays),
      column('负责人', 'text', (row) => row.responsible?.name ?? null),
    ],
  })
  serveExport(app, files.exportNotes, 'notes', drawn)
}

function offerAllowances(app: App): void {
  const drawn = drawnList(app, 'allowances', allowances.listAllowances, {
    customer: ({ customer }) => customer.id,
    columns: [
      column('种类', 'text', (row) => ALLOWANCE_KINDS[row.kind]),
      column('客户', 'text', (row) => row.customer.name, 30),
      column('送货单', 'text', (row) => row.note?.number ?? null),
      column('发票号', 'text', (row) => row.invoiceNumber),
      column('日期', 'day', (row) => row.on),
      column('原因', 'text', (row) => CAUSES[row.cause]),
      column('说明', 'text', (row) => row.reason, 40),
      column('金额', 'money', (row) => row.amountFen),
      column('状态', 'text', (row) => ALLOWANCE_STATES[row.status]),
      column('申请人', 'text', (row) => row.askedBy),
      column('凭证号', 'text', (row) => row.credit?.reference ?? null),
      column('凭证日期', 'day', (row) => row.credit?.on ?? null),
    ],
  })
  serveExport(app, files.exportAllowances, 'allowances', drawn)
}

type InCurrency = { currency: string; original: { minor: bigint } | null }

/** With its code; empty for yuan. */
function originalText({ currency, original }: InCurrency): string | null {
  return original === null ? null : currencyText(original.minor, currency)
}
