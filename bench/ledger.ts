import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Mapping } from '../src/core/import/mapping.ts'
import { formatFen } from '../src/core/money.ts'
import type { Scaled } from '../src/world/scaled.ts'
import type { WorldInvoice, WorldPayment } from '../src/world/shapes.ts'

const KNOWN_WHEN_IT_HAPPENED = { history: 'always', delayDays: 0 } as const

export const CUSTOMER_MAPPING: Mapping = {
  target: 'customers',
  columns: {
    externalCode: '客户编号',
    name: '客户名称',
    shortName: '简称',
    uscc: '统一社会信用代码',
    city: '城市',
    phone: '电话',
    keyLevel: '级别',
    termDays: '账期',
    limitFen: '信用额度',
    responsible: '业务员',
    createdOn: '建档日期',
  },
  dateFormat: 'ymd',
  knowledge: KNOWN_WHEN_IT_HAPPENED,
}

const PARTS_MAX = 3

/** A wide ledger as companies keep it: a row an invoice, its instalments and its money beside it. */
export const INVOICE_MAPPING: Mapping = {
  target: 'invoices',
  columns: {
    customerCode: '客户编号',
    customerName: '客户名称',
    number: '发票号',
    issuedOn: '开票日期',
    amountFen: '金额',
    responsible: '业务员',
  },
  instalments: Array.from({ length: PARTS_MAX }, (_, index) => ({
    on: `第${index + 1}期应收日期`,
    amount: `第${index + 1}期应收金额`,
  })),
  payments: [{ on: '回款1日期', amount: '回款1金额' }],
  dateFormat: 'ymd',
  knowledge: KNOWN_WHEN_IT_HAPPENED,
}

/** Names of people by login, for the column of the salesperson. */
type Names = ReadonlyMap<string, string>

export async function writeCustomers(path: string, world: Scaled, people: Names): Promise<number> {
  return writeCsv(path, Object.values(CUSTOMER_MAPPING.columns) as string[], world.customers(), (row) => [
    row.code,
    row.name,
    row.shortName,
    row.uscc,
    row.city,
    row.phone,
    row.keyLevel === 'key' ? '重点' : '普通',
    String(row.termDays),
    row.limitFen === null ? '' : formatFen(row.limitFen),
    people.get(row.responsible)!,
    row.createdOn,
  ])
}

export async function writeInvoices(path: string, world: Scaled, people: Names): Promise<number> {
  const names = new Map<string, string>()
  for (const chunk of world.customers()) for (const row of chunk) names.set(row.code, row.name)
  const paid = new Map<string, WorldPayment>()
  for (const chunk of world.payments()) {
    for (const row of chunk) paid.set(row.allocate[0]!.invoiceNumber, row)
  }
  const pairs = [...INVOICE_MAPPING.instalments!, ...INVOICE_MAPPING.payments!]
  const headers = [
    ...(Object.values(INVOICE_MAPPING.columns) as string[]),
    ...pairs.flatMap((pair) => [pair.on as string, pair.amount as string]),
  ]
  return writeCsv(path, headers, world.invoices(), (row) => [
    row.customer,
    names.get(row.customer)!,
    row.number,
    row.issuedOn,
    formatFen(row.amountFen),
    people.get(row.responsible)!,
    ...instalmentCells(row),
    paid.get(row.number)?.receivedOn ?? '',
    paid.has(row.number) ? formatFen(paid.get(row.number)!.amountFen) : '',
  ])
}

function instalmentCells(row: WorldInvoice): string[] {
  if (row.instalments.length > PARTS_MAX) throw new RangeError('more instalments than the ledger has columns')
  return Array.from({ length: PARTS_MAX }, (_, index) => {
    const part = row.instalments[index]
    return part ? [part.dueOn, formatFen(part.amountFen)] : ['', '']
  }).flat()
}

async function writeCsv<T>(
  path: string,
  headers: readonly string[],
  chunks: Iterable<T[]>,
  cellsOf: (row: T) => string[],
): Promise<number> {
  const file = createWriteStream(path)
  file.write(`\uFEFF${headers.join(',')}\r\n`)
  let rows = 0
  for (const chunk of chunks) {
    rows += chunk.length
    const text = chunk.map((row) => cellsOf(row).map(quoted).join(',')).join('\r\n')
    if (!file.write(`${text}\r\n`)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  return rows
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
