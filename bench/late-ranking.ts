import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addDays, type Day, dayNumber } from '../src/core/calendar.ts'
import { expectedDays, fitDays } from '../src/core/credit/late-days.ts'

/**
 * Late-payment ranking out of time on the IBM sample of receivables, read from a folder that is not part of
 * the project: `node bench/late-ranking.ts FOLDER [--from 2013-07-01]`. Every invoice issued from that day on
 * is ranked by what was known at its issue and nothing later:
 *
 * - features: amount, whether its bill is electronic, day of issue, and the customer's own habit;
 * - the model is fitted anew every fourteen days, on invoices settled before that day;
 * - `Disputed` has no date and is left out; DaysLate is only the answer.
 *
 * Prints AUC, the split and the counts; ends with 1 below the bound.
 */
const BOUND = 0.86
const REFIT_DAYS = 14

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string', default: '2013-07-01' } },
})
const folder = positionals[0]
if (folder === undefined) throw new Error('which folder? node bench/late-ranking.ts FOLDER')

type Invoice = {
  customer: string
  issuedOn: Day
  settledOn: Day
  fen: number
  electronic: boolean
  isLate: boolean
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
      settledOn: dayOf(cell('SettledDate')),
      fen: Math.round(Number(cell('InvoiceAmount')) * 100),
      electronic: cell('PaperlessBill') === 'Electronic',
      isLate: Number(cell('DaysLate')) > 0,
    }
  })
}

function dayOf(text: string): Day {
  const [month, day, year] = text.split('/')
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
}

/** Centred and scaled by plain constants, so that nothing is learned from the invoices to be ranked. */
function featuresOf({ electronic, fen, issuedOn }: Invoice): number[] {
  return [electronic ? 1 : 0, fen / 2_000 - 3, (dayNumber(issuedOn) - dayNumber('2013-01-01')) / 365]
}

function ranked(invoices: readonly Invoice[], from: Day): { score: number; isLate: boolean }[] {
  const out: { score: number; isLate: boolean }[] = []
  const last = invoices.reduce((day, { issuedOn }) => (issuedOn > day ? issuedOn : day), from)
  for (let cut = from; cut <= last; cut = addDays(cut, REFIT_DAYS)) {
    const known = invoices.filter(({ settledOn }) => settledOn < cut)
    const model = fitDays(
      known.map((one) => ({
        customer: one.customer,
        x: featuresOf(one),
        days: dayNumber(one.settledOn) - dayNumber(one.issuedOn),
      })),
    )
    const end = addDays(cut, REFIT_DAYS)
    for (const one of invoices.filter(({ issuedOn }) => issuedOn >= cut && issuedOn < end)) {
      out.push({ score: expectedDays(model, one.customer, featuresOf(one)), isLate: one.isLate })
    }
  }
  return out
}

/** The chance that a late invoice ranks above a punctual one; ties count half. */
function areaUnder(rows: readonly { score: number; isLate: boolean }[]): number {
  const late = rows.filter(({ isLate }) => isLate)
  const punctual = rows.filter(({ isLate }) => !isLate)
  const wins = late.reduce(
    (sum, { score }) =>
      sum +
      punctual.reduce((own, other) => own + (score > other.score ? 1 : score === other.score ? 0.5 : 0), 0),
    0,
  )
  return wins / (late.length * punctual.length)
}

const invoices = readInvoices(join(folder, 'WA_Fn-UseC_-Accounts-Receivable.csv'))
const rows = ranked(invoices, values.from)
const auc = areaUnder(rows)
const lateCount = rows.filter(({ isLate }) => isLate).length
process.stdout.write(
  `issued from ${values.from}: ${rows.length} invoices, ${lateCount} late; AUC ${auc.toFixed(4)} (bound ${BOUND})\n`,
)
process.exit(auc >= BOUND ? 0 : 1)
