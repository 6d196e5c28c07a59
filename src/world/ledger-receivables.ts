import { addDays, type Day } from '../core/calendar.ts'
import { type Fen, sumFen } from '../core/money.ts'
import {
  type Cell,
  type Merge,
  messyDay,
  messyYuan,
  remarkOfPayment,
  type Sheet,
  tenThousands,
  yuan,
} from './ledger-cells.ts'
import type { Company, WorldInvoice } from './shapes.ts'

/** What the ledger really says; an import has to come to the same. */
export type ReceivablesTruth = {
  /** data rows, without banners, headers, subtotals, totals and notes */
  rows: number
  subtotalRows: number
  totalRows: number
  invoicedFen: Fen
  paidInColumnsFen: Fen
  /** payments that only a remark tells of, and how many there are */
  paidInRemarksFen: Fen
  remarkPayments: number
  openFen: Fen
  /** a salesperson nobody knows */
  unknownPerson: string
}

const HEADER_TOP = ['序号', '客户名称', '业务员', '发票号', '开票日期', '到期日', '应收金额', '回款情况']
const HEADER_PAID = ['回款1日期', '回款1金额', '回款2日期', '回款2金额', '回款3日期', '回款3金额']
const HEADER_END = ['未收余额（万元）', '备注']
const PAID_COLUMN = 7
const WIDTH = PAID_COLUMN + HEADER_PAID.length + HEADER_END.length
const HISTORY_DAYS = 365
const UNKNOWN_PERSON = '老牛（外协）'
const EVERY_REMARK = 17
const EVERY_UNKNOWN = 149

type Part = { on: Day; fen: Fen }
type Row = { invoice: WorldInvoice; person: string; columns: Part[]; remarks: Part[] }

/**
 * 应收台账: the receivables of the last year as an accountant keeps them, grouped by salesperson, with a
 * banner, a header of two rows, payments side by side, subtotals and a total, and what did not fit in a
 * remark.
 */
export function receivablesLedger(company: Company): { sheet: Sheet; truth: ReceivablesTruth } {
  const groups = groupRows(company)
  const names = new Map(company.customers.map(({ code, name }) => [code, name]))
  const rows: Cell[][] = headerRows(company)
  for (const group of groups) {
    for (const row of group) rows.push(dataRow(row, names.get(row.invoice.customer)!, rows.length))
    rows.push(sumRow('小计', group))
  }
  const all = groups.flat()
  rows.push(sumRow('合计', all))
  rows.push(pad(['说明：以上数据截至制表日，如有疑问请与财务部章淑琴联系']))
  return {
    sheet: {
      file: '应收台账.xlsx',
      kind: 'xlsx',
      encoding: null,
      name: '应收台账',
      rows,
      merges: headerMerges(),
    },
    truth: {
      rows: all.length,
      subtotalRows: groups.length,
      totalRows: 1,
      invoicedFen: sumFen(all.map(({ invoice }) => invoice.amountFen)),
      paidInColumnsFen: sumFen(all.flatMap(({ columns }) => columns.map(({ fen }) => fen))),
      paidInRemarksFen: sumFen(all.flatMap(({ remarks }) => remarks.map(({ fen }) => fen))),
      remarkPayments: all.flatMap(({ remarks }) => remarks).length,
      openFen: sumFen(all.map(openOf)),
      unknownPerson: UNKNOWN_PERSON,
    },
  }
}

function groupRows(company: Company): Row[][] {
  const people = new Map(company.people.map(({ login, name }) => [login, name]))
  const parts = new Map<string, Part[]>()
  for (const payment of company.payments) {
    for (const { invoiceNumber, amountFen } of payment.allocate) {
      const known = parts.get(invoiceNumber) ?? []
      known.push({ on: payment.receivedOn, fen: amountFen })
      parts.set(invoiceNumber, known)
    }
  }
  const from = addDays(company.today, -HISTORY_DAYS)
  const rows = company.invoices
    .filter(({ kind, issuedOn }) => kind === 'invoice' && issuedOn > from)
    .map((invoice, index): Row => {
      const paid = foldLate(parts.get(invoice.number) ?? [])
      const inRemark = index % EVERY_REMARK === 3 && paid.length === 1 && paid[0]!.fen % 10_000n === 0n
      const person = index % EVERY_UNKNOWN === 7 ? UNKNOWN_PERSON : people.get(invoice.responsible)!
      return { invoice, person, columns: inRemark ? [] : paid, remarks: inRemark ? paid : [] }
    })
  const groups = Map.groupBy(rows, ({ invoice }) => invoice.responsible)
  return [...groups.keys()].sort().map((responsible) => groups.get(responsible)!)
}

/** There are three pairs of columns: what came later is added to the third. */
function foldLate(parts: readonly Part[]): Part[] {
  const [first, second, ...rest] = parts
  if (rest.length < 2) return [...parts]
  return [first!, second!, { on: rest.at(-1)!.on, fen: sumFen(rest.map(({ fen }) => fen)) }]
}

function headerRows(company: Company): Cell[][] {
  const blanks = (count: number): Cell[] => Array.from({ length: count }, () => null)
  return [
    pad([`${company.name}应收账款台账`]),
    pad([`编制单位：财务部`, null, null, null, `制表日期：${company.today}`, null, null, '单位：元']),
    [...HEADER_TOP, ...blanks(HEADER_PAID.length - 1), ...HEADER_END],
    [...blanks(PAID_COLUMN), ...HEADER_PAID, ...blanks(HEADER_END.length)],
  ]
}

function headerMerges(): Merge[] {
  const header = 2
  const tall = [...Array(PAID_COLUMN).keys(), WIDTH - 2, WIDTH - 1]
  return [
    { row: 0, column: 0, rows: 1, columns: WIDTH },
    { row: header, column: PAID_COLUMN, rows: 1, columns: HEADER_PAID.length },
    ...tall.map((column) => ({ row: header, column, rows: 2, columns: 1 })),
  ]
}

function dataRow({ invoice, person, columns, remarks }: Row, customer: string, turn: number): Cell[] {
  const paid = [0, 1, 2].flatMap((index): Cell[] => {
    const part = columns[index]
    return part ? [messyDay(part.on, turn + index), messyYuan(part.fen, turn + index + 1)] : [null, null]
  })
  const remark = [
    ...remarks.map(({ on, fen }) => remarkOfPayment(on, fen)),
    ...(invoice.disputed ? ['客户对数量有异议'] : []),
  ].join('；')
  return [
    turn - 3,
    turn % 9 === 4 ? ` ${customer}　` : customer,
    person,
    invoice.number,
    messyDay(invoice.issuedOn, turn),
    messyDay(invoice.instalments.at(-1)!.dueOn, turn + 2),
    messyYuan(invoice.amountFen, turn),
    ...paid,
    tenThousands(openOf({ invoice, person, columns, remarks })),
    remark === '' ? null : remark,
  ]
}

function sumRow(label: string, rows: readonly Row[]): Cell[] {
  const paid = [0, 1, 2].flatMap((index): Cell[] => [
    null,
    yuan(sumFen(rows.map(({ columns }) => columns[index]?.fen ?? 0n))),
  ])
  return [
    null,
    label,
    null,
    null,
    null,
    null,
    yuan(sumFen(rows.map(({ invoice }) => invoice.amountFen))),
    ...paid,
    tenThousands(sumFen(rows.map(openOf))),
    null,
  ]
}

function openOf({ invoice, columns, remarks }: Row): Fen {
  return invoice.amountFen - sumFen([...columns, ...remarks].map(({ fen }) => fen))
}

function pad(cells: Cell[]): Cell[] {
  return [...cells, ...Array.from({ length: WIDTH - cells.length }, () => null)]
}
