import { addDays, type Day } from '../calendar.ts'
import { formatFen } from '../money.ts'
import { given, readCustomer } from './build-customers.ts'
import type { Occurrences } from './build-invoice.ts'
import { linesOf, readLine } from './order-lines.ts'
import { readOwn } from './own-fields.ts'
import { readMoney } from './read-currency.ts'
import type { ContractRecord, CustomerRef, OrderRecord, QuoteRecord } from './records.ts'
import type { RowReader } from './row-reader.ts'

type QuoteResult = 'won' | 'lost' | 'withdrawn' | 'open'

const RESULTS: readonly [QuoteResult, RegExp][] = [
  ['lost', /未成交|未中|丢|输|失败|流失|否|lost|rejected|declined|^no$/i],
  ['withdrawn', /撤回|撤销|取消|作废|withdrawn|cancel/i],
  ['won', /成交|赢|中标|已签|接受|是|won|accepted|^yes$/i],
  ['open', /进行|跟进|待|已报|报价|回复|open|sent|pending/i],
]

/** A quote with the history its dates allow (C058 C060). */
export function buildQuote(reader: RowReader, occurrence: Occurrences): QuoteRecord | null {
  const customer = readCustomer(reader)
  const askedOn = reader.day('askedOn')
  if (customer === null) reader.problem('customerName', 'required')
  if (askedOn === null && !isRefused(reader, 'askedOn')) reader.problem('askedOn', 'required')
  if (customer === null || askedOn === null) return null
  const money = readMoney(reader)
  const steps = readSteps(reader, askedOn)
  if (reader.problems.length > 0) return null
  const code = reader.code('externalCode')
  return {
    kind: 'quote',
    customer,
    externalCode: code ?? ownNumber('BJ', customer, askedOn, occurrence),
    title: reader.text('title') ?? code ?? customer.name,
    steps,
    ...money,
    ...given('dealCode', reader.code('dealCode')),
    ...given('responsible', reader.person('responsible')),
    ...readOwn(reader),
  }
}

function readSteps(reader: RowReader, askedOn: Day): QuoteRecord['steps'] {
  const amountFen = reader.amount('amountFen')
  if (amountFen !== null && amountFen < 0n) reader.problem('amountFen', 'amount_negative')
  const steps: QuoteRecord['steps'] = [{ kind: 'asked', on: askedOn }]
  const sentOn = reader.day('sentOn')
  if (sentOn !== null) {
    const validUntil = readValidity(reader, sentOn)
    steps.push({
      kind: 'sent',
      on: sentOn,
      ...given('amountFen', amountFen),
      ...given('validUntil', validUntil),
    })
  } else if (amountFen !== null) steps[0] = { ...steps[0]!, amountFen }
  const answeredOn = reader.day('answeredOn')
  if (answeredOn !== null) steps.push({ kind: 'answered', on: answeredOn })
  const end = readResult(reader)
  if (end !== null && end !== 'open') {
    const decidedOn = reader.day('decidedOn') ?? answeredOn ?? sentOn
    if (decidedOn === null) reader.problem('decidedOn', 'required')
    else {
      const reason = end === 'won' ? null : reader.text('reason')
      const competitor = end === 'lost' ? reader.text('competitor', 100) : null
      steps.push({ kind: end, on: decidedOn, ...given('reason', reason), ...given('competitor', competitor) })
    }
  }
  const late = steps.find((step, index) => index > 0 && step.on < steps[index - 1]!.on)
  if (late) reader.problem('askedOn', 'dates_out_of_order', late.on)
  return steps
}

/** A day, or for how long it holds from the day it was sent: 30天. */
function readValidity(reader: RowReader, sentOn: Day): Day | null {
  const days = /^(\d{1,3})\s*(天|日|days?)$/i.exec(reader.text('validUntil') ?? '')
  return days ? addDays(sentOn, Number(days[1])) : reader.day('validUntil')
}

function readResult(reader: RowReader): QuoteResult | null {
  const text = reader.text('result', 60)
  if (text === null) return null
  const found = RESULTS.find(([, words]) => words.test(text))?.[0] ?? null
  if (found === null) reader.problem('result', 'result_unknown', text)
  return found
}

/** An order with its planned and actual delivery (C048 C049). */
export function buildOrder(reader: RowReader): OrderRecord | null {
  const customer = readCustomer(reader)
  const externalCode = reader.code('externalCode')
  const amountFen = reader.amount('amountFen')
  const orderedOn = reader.day('orderedOn')
  const plannedOn = reader.day('plannedOn')
  const deliveredOn = reader.day('deliveredOn')
  if (customer === null) reader.problem('customerName', 'required')
  if (externalCode === null) reader.problem('externalCode', 'required')
  if (amountFen === null && !isRefused(reader, 'amountFen')) reader.problem('amountFen', 'required')
  if (amountFen !== null && amountFen <= 0n) reader.problem('amountFen', 'amount_negative')
  if (orderedOn === null && !isRefused(reader, 'orderedOn')) reader.problem('orderedOn', 'required')
  for (const [field, on] of [
    ['plannedOn', plannedOn],
    ['deliveredOn', deliveredOn],
  ] as const) {
    if (on !== null && orderedOn !== null && on < orderedOn) reader.problem(field, 'dates_out_of_order', on)
  }
  const money = readMoney(reader)
  const figures = readLine(reader)
  if (figures.lineFen !== null && amountFen !== null && figures.lineFen !== amountFen) {
    reader.problem('lineAmountFen', 'lines_disagree', formatFen(figures.lineFen))
  }
  if (customer === null || externalCode === null || amountFen === null || orderedOn === null) return null
  const lines = linesOf([{ figures, amountFen }])
  return {
    kind: 'order',
    customer,
    externalCode,
    title: reader.text('title') ?? figures.product ?? '',
    amountFen,
    orderedOn,
    ...given('lines', lines.length === 0 ? null : lines),
    ...given('plannedOn', plannedOn),
    ...given('deliveredOn', deliveredOn),
    ...money,
    ...given('dealCode', reader.code('dealCode')),
    ...given('responsible', reader.person('responsible')),
    ...readOwn(reader),
  }
}

/** A contract with its dates and when it was approved, if it was (C073 C075). */
export function buildContract(reader: RowReader): ContractRecord | null {
  const customer = readCustomer(reader)
  const externalCode = reader.code('externalCode')
  const amountFen = reader.amount('amountFen')
  const effectiveOn = reader.day('effectiveOn')
  const endsOn = reader.day('endsOn')
  if (customer === null) reader.problem('customerName', 'required')
  if (externalCode === null) reader.problem('externalCode', 'required')
  if (amountFen === null && !isRefused(reader, 'amountFen')) reader.problem('amountFen', 'required')
  if (amountFen !== null && amountFen <= 0n) reader.problem('amountFen', 'amount_negative')
  if (effectiveOn !== null && endsOn !== null && endsOn < effectiveOn) {
    reader.problem('endsOn', 'dates_out_of_order', endsOn)
  }
  const money = readMoney(reader)
  if (customer === null || externalCode === null || amountFen === null) return null
  return {
    kind: 'contract',
    customer,
    externalCode,
    title: reader.text('title') ?? '',
    amountFen,
    ...given('signedOn', reader.day('signedOn')),
    ...given('effectiveOn', effectiveOn),
    ...given('endsOn', endsOn),
    ...given('approvedOn', reader.day('approvedOn')),
    ...money,
    ...given('dealCode', reader.code('dealCode')),
    ...given('responsible', reader.person('responsible')),
    ...readOwn(reader),
  }
}

/** Rows without a number get one that the next import of the same file gives again. */
function ownNumber(prefix: string, customer: CustomerRef, on: Day, occurrence: Occurrences): string {
  const base = `${prefix}-${on.replaceAll('-', '')}-${customer.code ?? customer.name}`
  const n = occurrence(base)
  return n === 1 ? base : `${base}-${n}`
}

function isRefused(reader: RowReader, field: string): boolean {
  return reader.problems.some((problem) => problem.field === field)
}
