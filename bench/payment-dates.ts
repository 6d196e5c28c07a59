import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addDays, type Day, daysBetween, weekday } from '../src/core/calendar.ts'
import {
  chanceBy,
  dayAt,
  fitPayments,
  likelyDays,
  type PaidOwed,
  type PaymentModel,
} from '../src/core/cash/predict-payment.ts'
import { median } from '../src/core/stats/order.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../src/core/workdays.ts'

/**
 * Who pays late and when, out of time, on the IBM sample of receivables, read from a folder that is not part
 * of the project: `node bench/payment-dates.ts FOLDER [--from 2013-07-01]`. Every invoice issued from that
 * day on is predicted by the product's own model from what was known at its issue and nothing later:
 *
 * - features: term, amount, day of issue, whether its bill is electronic, and the customer's own habit;
 * - the model is fitted anew every fourteen days, on invoices settled before that day; those issued before it
 *   and not settled count as "not yet", without their later day of settlement;
 * - `Disputed` has no date and is left out; SettledDate and DaysLate are only the answer.
 *
 * Prints the split, AUC of the ranking by the chance to be late, how far the predicted day is off beside
 * three plain ways, and how often the payment fell into the interval; ends with 1 when a bound is missed.
 */
const AUC_BOUND = 0.86
const REFIT_DAYS = 14
/** So many payments of one's own weigh as much as everybody's in the plain way by history. */
const HISTORY_SHRINK = 4

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string', default: '2013-07-01' } },
})
const folder = positionals[0]
if (folder === undefined) throw new Error('which folder? node bench/payment-dates.ts FOLDER')

type Invoice = PaidOwed & { isLate: boolean }
type Row = {
  isLate: boolean
  chance: number
  /** days off, by way */
  off: { model: number; history: number; everybody: number; dueDay: number }
  isInside: boolean
}

function readInvoices(path: string): Invoice[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const names = head!.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    const cell = (name: string) => cells[names.indexOf(name)]!
    return {
      customer: cell('customerID'),
      issuedOn: dayOf(cell('InvoiceDate')),
      dueOn: dayOf(cell('DueDate')),
      paidOn: dayOf(cell('SettledDate')),
      fen: Math.round(Number(cell('InvoiceAmount')) * 100),
      more: [cell('PaperlessBill') === 'Electronic' ? 1 : 0],
      isLate: Number(cell('DaysLate')) > 0,
    }
  })
}

function dayOf(text: string): Day {
  const [month, day, year] = text.split('/')
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
}

/** The sample is paid on every day of the week. */
function everyDay(invoices: readonly Invoice[]): WorkCalendar {
  const exceptions = new Map<Day, boolean>()
  const first = invoices.reduce(
    (day, one) => (one.issuedOn < day ? one.issuedOn : day),
    invoices[0]!.issuedOn,
  )
  for (let day = first; day < addDays(first, 4 * 365); day = addDays(day, 1))
    if (weekday(day) > 5) exceptions.set(day, true)
  return { ...DEFAULT_CALENDAR, exceptions, years: new Set([2011, 2012, 2013, 2014, 2015, 2016]) }
}

function predicted(invoices: readonly Invoice[], from: Day): Row[] {
  const calendar = everyDay(invoices)
  const last = invoices.reduce((day, { issuedOn }) => (issuedOn > day ? issuedOn : day), from)
  const rows: Row[] = []
  for (let cut = from; cut <= last; cut = addDays(cut, REFIT_DAYS)) {
    const paid = invoices.filter(({ paidOn }) => paidOn < cut)
    const open = invoices.flatMap(({ paidOn, isLate, ...known }) =>
      known.issuedOn < cut && paidOn >= cut ? [known] : [],
    )
    const model = fitPayments(paid, open, { asOf: addDays(cut, -1), calendar })
    const history = historyOf(paid)
    const end = addDays(cut, REFIT_DAYS)
    for (const one of invoices.filter(({ issuedOn }) => issuedOn >= cut && issuedOn < end))
      rows.push(rowOf(one, model, history))
  }
  return rows
}

type History = { everybody: number; of: (customer: string) => number }

/** Days after the due day by history alone: the middle of a customer's own, drawn towards everybody's. */
function historyOf(paid: readonly Invoice[]): History {
  const lags = Map.groupBy(paid, ({ customer }) => customer)
  const lag = (one: Invoice) => daysBetween(one.dueOn, one.paidOn)
  const everybody = median(paid.map(lag))
  return {
    everybody,
    of: (customer) => {
      const own = lags.get(customer) ?? []
      if (own.length === 0) return everybody
      return (own.length * median(own.map(lag)) + HISTORY_SHRINK * everybody) / (own.length + HISTORY_SHRINK)
    },
  }
}

function rowOf({ isLate, paidOn, ...known }: Invoice, model: PaymentModel, history: History): Row {
  const likely = likelyDays(model, known)
  const on = dayAt(likely, 0.5) ?? known.dueOn
  const from = dayAt(likely, 0.25)
  const to = dayAt(likely, 0.75)
  const lag = daysBetween(known.dueOn, paidOn)
  return {
    isLate,
    chance: 1 - chanceBy(likely, known.dueOn),
    off: {
      model: Math.abs(daysBetween(on, paidOn)),
      history: Math.abs(lag - history.of(known.customer)),
      everybody: Math.abs(lag - history.everybody),
      dueDay: Math.abs(lag),
    },
    isInside: from !== null && paidOn >= from && (to === null || paidOn <= to),
  }
}

/** The chance that a late invoice ranks above a punctual one; ties count half. */
function areaUnder(rows: readonly Row[]): number {
  const late = rows.filter(({ isLate }) => isLate)
  const punctual = rows.filter(({ isLate }) => !isLate)
  const wins = late.reduce(
    (sum, { chance }) =>
      sum +
      punctual.reduce(
        (own, other) => own + (chance > other.chance ? 1 : chance === other.chance ? 0.5 : 0),
        0,
      ),
    0,
  )
  return wins / (late.length * punctual.length)
}

const rows = predicted(readInvoices(join(folder, 'WA_Fn-UseC_-Accounts-Receivable.csv')), values.from)
const auc = areaUnder(rows)
const lateCount = rows.filter(({ isLate }) => isLate).length
const off = (way: keyof Row['off']) => rows.reduce((sum, row) => sum + row.off[way], 0) / rows.length
const inside = rows.filter(({ isInside }) => isInside).length / rows.length
process.stdout.write(
  `issued from ${values.from}: ${rows.length} invoices, ${lateCount} late; AUC ${auc.toFixed(4)} (bound ${AUC_BOUND})
days off, mean: model ${off('model').toFixed(2)}, own history ${off('history').toFixed(2)}, everybody's middle ${off('everybody').toFixed(2)}, due day ${off('dueDay').toFixed(2)}
inside the middle half: ${(inside * 100).toFixed(1)} %
`,
)
process.exit(auc >= AUC_BOUND && off('model') < off('history') ? 0 : 1)
