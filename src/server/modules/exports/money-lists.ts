import type { z } from 'zod'
import * as bills from '../../../api/bills.ts'
import * as credit from '../../../api/credit.ts'
import * as disputes from '../../../api/disputes.ts'
import * as dunning from '../../../api/dunning.ts'
import * as files from '../../../api/list-exports.ts'
import * as receipts from '../../../api/receipts.ts'
import * as receivables from '../../../api/receivables.ts'
import { COMPANY_CURRENCY, currencyText } from '../../../core/exchange/rate.ts'
import { isUndated } from '../../../core/receivable/retention.ts'
import { billsText } from '../../../text/web/bills.ts'
import { disputesText } from '../../../text/web/disputes.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import type { App } from '../../platform/serve.ts'
import { type ExportCell, exportColumns } from '../lists/index.ts'
import { column, drawnList } from './drawn-list.ts'
import { serveExport } from './serve-export.ts'

const RECEIPT_STATES = {
  waiting: '待认领',
  claimed: '待确认',
  half: '待第二人确认',
  confirmed: '已确认',
  aside: '不是货款',
}

/** What came in, what is promised, contested, to be called for and held back. */
export function moneyLists(app: App): void {
  offerInstalments(app)
  offerReceipts(app)
  offerBills(app)
  offerDisputes(app)
  offerDunning(app)
  offerHeldOrders(app)
}

type Instalment = z.output<typeof receivables.listInstalments.reply>['items'][number]

const INSTALMENT_CELLS: Record<string, ExportCell<Instalment>> = {
  customer: (row) => row.customer.name,
  number: (row) => row.invoiceNumber,
  label: (row) => row.label,
  issued_on: (row) => row.issuedOn,
  due_on: (row) => (isUndated(row.dueOn) ? null : row.dueOn),
  overdue_days: (row) => row.overdueDays,
  amount: (row) => row.amountFen,
  open: (row) => row.openFen,
  disputed: (row) => row.disputedFen,
  currency: (row) => row.original?.currency ?? COMPANY_CURRENCY,
  responsible: (row) => row.responsible?.name ?? null,
}

function offerInstalments(app: App): void {
  const drawn = drawnList(app, 'instalments', receivables.listInstalments, {
    customer: ({ customer }) => customer.id,
    columns: (ctx, cols) => exportColumns(ctx, 'invoice', cols, INSTALMENT_CELLS),
  })
  serveExport(app, files.exportInstalments, 'instalments', drawn)
}

function offerReceipts(app: App): void {
  const drawn = drawnList(app, 'receipts', receipts.listReceipts, {
    customer: ({ customer }) => customer?.id ?? null,
    columns: [
      column('到账日期', 'day', (row) => row.on),
      column('付款方', 'text', (row) => row.payerName, 30),
      column('金额（人民币）', 'money', (row) => row.amountFen),
      column(
        '原币金额',
        'text',
        ({ original }) => original && currencyText(original.minor, original.currency),
      ),
      column('摘要', 'text', (row) => row.remark, 30),
      column('流水号', 'text', (row) => row.serial),
      column('状态', 'text', (row) => RECEIPT_STATES[row.state]),
      column('客户', 'text', (row) => row.customer?.name ?? null, 30),
      column('认领人', 'text', (row) => row.claimedBy),
      column('确认人', 'text', (row) => row.confirmedBy),
      column('备注', 'text', (row) => row.note, 30),
    ],
  })
  serveExport(app, files.exportReceipts, 'receipts', drawn)
}

function offerBills(app: App): void {
  const bill = billsText.zh
  const drawn = drawnList(app, 'bills', bills.listBills, {
    customer: ({ customer }) => customer.id,
    columns: [
      column('票号', 'text', (row) => row.number, 30),
      column('种类', 'text', (row) => bill[`kind_${row.kind}`]),
      column('客户', 'text', (row) => row.customer.name, 30),
      column('出票人', 'text', (row) => row.drawer, 30),
      column('承兑人', 'text', (row) => row.acceptor, 30),
      column('票面金额', 'money', (row) => row.amountFen),
      column('出票日', 'day', (row) => row.issuedOn),
      column('收票日', 'day', (row) => row.receivedOn),
      column('到期日', 'day', (row) => row.dueOn),
      column('剩余天数', 'number', (row) => row.daysLeft),
      column('状态', 'text', (row) => bill[`state_${row.state}`]),
      column('去向', 'text', (row) => row.passedTo),
      column('贴现费用', 'money', (row) => row.costFen),
      column('备注', 'text', (row) => row.note, 30),
    ],
  })
  serveExport(app, files.exportBills, 'bills', drawn)
}

function offerDisputes(app: App): void {
  const dispute = disputesText.zh
  const drawn = drawnList(app, 'disputes', disputes.listDisputes, {
    customer: ({ customer }) => customer.id,
    columns: [
      column('客户', 'text', (row) => row.customer.name, 30),
      column('发票号', 'text', (row) => row.invoiceNumber),
      column('期次', 'text', (row) => row.label),
      column('原因类别', 'text', (row) => dispute[`kind_${row.kind}`]),
      column('争议金额', 'money', (row) => row.amountFen),
      column('未收金额', 'money', (row) => row.openFen),
      column('说明', 'text', (row) => row.reason, 40),
      column('提出日期', 'day', (row) => row.openedOn),
      column('处理期限', 'day', (row) => row.dueOn),
      column('超期天数', 'number', (row) => row.lateDays),
      column('处理人', 'text', (row) => row.responsible?.name ?? null),
      column('解决日期', 'day', (row) => row.resolvedOn),
      column('结果', 'text', (row) => (row.outcome ? dispute[`outcome_${row.outcome}`] : null)),
      column('结果说明', 'text', (row) => row.resolution, 40),
    ],
  })
  serveExport(app, files.exportDisputes, 'disputes', drawn)
}

function offerDunning(app: App): void {
  const step = dunningText.zh
  const drawn = drawnList(app, 'dunning', dunning.listDunning, {
    customer: ({ customer }) => customer.id,
    columns: [
      column('客户', 'text', (row) => row.customer.name, 30),
      column('负责人', 'text', (row) => row.responsible?.name ?? null),
      column('逾期金额', 'money', (row) => row.overdueFen),
      column('最长逾期天数', 'number', (row) => row.oldestDays),
      column('争议金额', 'money', (row) => row.disputedFen),
      column('该做的一步', 'text', ({ due }) => (due ? step[`stage_${due.stage}`] : null)),
      column('该在哪天', 'day', (row) => row.due?.dueOn ?? null),
      column('已晚天数', 'number', (row) => row.due?.lateDays ?? null),
      column('上一步', 'text', ({ last }) => (last ? step[`stage_${last.stage}`] : null)),
      column('上一步日期', 'day', (row) => row.last?.on ?? null),
      column('承诺付款日', 'day', (row) => row.pausedUntil),
      column('再等 30 天的预计代价', 'money', (row) => row.waitingFen),
    ],
  })
  serveExport(app, files.exportDunning, 'dunning', drawn)
}

function offerHeldOrders(app: App): void {
  const drawn = drawnList(app, 'credit', credit.heldOrders, {
    customer: ({ customer }) => customer.id,
    columns: [
      column('订单号', 'text', (row) => row.number),
      column('客户', 'text', (row) => row.customer.name, 30),
      column('金额', 'money', (row) => row.amountFen),
      column('下单日期', 'day', (row) => row.orderedOn),
      column('已申请放行', 'text', (row) => (row.approvalId === null ? null : '是')),
    ],
  })
  serveExport(app, files.exportHeldOrders, 'credit', drawn)
}
