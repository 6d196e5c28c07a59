import { type Day, daysBetween, endOfDay } from '../calendar.ts'
import { MONEY_COST_BP } from '../dunning/priority.ts'
import type { Fen } from '../money.ts'
import type { Economics } from './break-even.ts'
import type { Hold } from './exposure.ts'
import { isKnown, orderAt, type PastInvoice, type PastUnit } from './past.ts'
import type { Fate, PastSale } from './replay.ts'

/** What became of a sale, by what is known at the end of the day that is asked for. */
export const OUTCOMES = ['unpaid', 'late', 'well', 'open', 'cancelled'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type Became = {
  outcome: Outcome
  invoicedFen: Fen
  paidFen: Fen
  /** written off and not recovered */
  writtenOffFen: Fen
  /** still owed */
  openFen: Fen
  /** the latest of its money, or of what is still owed, behind its day */
  lateDays: number
  /** fen times days behind their day */
  lateFenDays: Fen
}

/** Fewer than this are counted and never turned into a percentage. */
export const FEWEST_FOR_SHARE = 10

/**
 * Never paid: written off, or owed for longer than `lateDays` beyond its day. Open: cannot be judged yet,
 * because nothing was invoiced by name or it is not that late. By the day that was agreed, whatever term is
 * asked about.
 */
export function outcomeOf(
  unit: PastUnit,
  { id }: PastSale,
  { asOf, lateDays }: { asOf: Day; lateDays: number },
): Became {
  const end = endOfDay(asOf)
  const became: Became = {
    outcome: 'open',
    ...{ invoicedFen: 0n, paidFen: 0n, writtenOffFen: 0n, openFen: 0n, lateFenDays: 0n },
    lateDays: 0,
  }
  let isTooLong = false
  const invoices = unit.invoices.filter((one) => (one.orderId ?? one.id) === id && isKnown(one, end))
  for (const invoice of invoices) {
    became.invoicedFen += invoice.fen
    for (const one of invoice.instalments) {
      if (!isKnown(one, end)) continue
      const { openFen, overdueDays } = addPaid(became, one, asOf)
      became.openFen += openFen
      if (openFen > 0n && overdueDays > lateDays) isTooLong = true
    }
  }
  if (invoices.length === 0) {
    const order = unit.orders.find((one) => one.id === id)
    const isGone = order ? !isKnown(order, end) || orderAt(order, end).status === 'cancelled' : true
    return { ...became, outcome: isGone ? 'cancelled' : 'open' }
  }
  return { ...became, outcome: verdictOf(became, isTooLong, lateDays) }
}

function verdictOf(became: Became, isTooLong: boolean, lateDays: number): Outcome {
  if (isTooLong || became.writtenOffFen > 0n) return 'unpaid'
  if (became.openFen > 0n) return 'open'
  return became.lateDays > lateDays ? 'late' : 'well'
}

type Instalment = PastInvoice['instalments'][number]

function addPaid(became: Became, { dueOn, fen, parts }: Instalment, asOf: Day) {
  const end = endOfDay(asOf)
  let [openFen, writtenOff] = [fen, 0n]
  for (const part of parts) {
    if (!isKnown(part, end)) continue
    if (part.kind !== 'recovery') openFen -= part.fen
    if (part.kind === 'write_off') writtenOff += part.fen
    if (part.kind === 'recovery') writtenOff -= part.fen
    if (part.kind !== 'payment' && part.kind !== 'recovery') continue
    became.paidFen += part.fen
    addLate(became, daysBetween(dueOn, part.on), part.fen)
  }
  const overdueDays = daysBetween(dueOn, asOf)
  if (openFen > 0n) addLate(became, overdueDays, openFen)
  if (writtenOff > 0n) became.writtenOffFen += writtenOff
  return { openFen, overdueDays }
}

function addLate(became: Became, days: number, fen: Fen): void {
  if (days <= 0) return
  became.lateDays = Math.max(became.lateDays, days)
  became.lateFenDays += fen * BigInt(days)
}

export type Count = { n: number; fen: Fen }

/** What a rule would have done to the company, in orders and in money. */
export type Effect = {
  asked: Count
  stopped: Count
  /** by who could have let them go */
  byHold: Record<Exclude<Hold, 'none'>, Count>
  byOutcome: Record<Outcome, Count>
  /** held and set free by money that came */
  waited: Count & { medianDays: number }
  /** goods that would have stayed in the house instead of never being paid */
  lossFen: Fen
  /** what waiting for late money cost */
  waitingFen: Fen
  /** what the paid ones earned */
  marginFen: Fen
  netFen: Fen
  /** asked on a day when no limit of any kind was known */
  withoutLimit: number
}

export type Judged = { fate: Fate; became: Became }

/**
 * Net = cost of goods never paid for + cost of waiting − margin of what was paid, over the stopped orders
 * that can be judged. Of what is still owed only what is lost in a default counts (methods §4.2).
 */
export function effectOf(judged: readonly Judged[], economics: Economics): Effect {
  const held = judged.filter(({ fate }) => fate.state === 'stopped')
  const waited = judged.filter(({ fate }) => fate.state === 'waited')
  const of = (some: readonly Judged[]): Count => ({
    n: some.length,
    fen: some.reduce((sum, { fate }) => sum + fate.sale.fen, 0n),
  })
  const byHold = (hold: Hold) => of(held.filter(({ fate }) => fate.verdict.hold === hold))
  const byOutcome = (outcome: Outcome) => of(held.filter(({ became }) => became.outcome === outcome))
  const days = waited.map(({ fate }) => fate.waitedDays).sort((a, b) => a - b)
  const money = held.map(({ became }) => moneyOf(became, economics))
  const sum = (key: keyof Money) => money.reduce((total, one) => total + one[key], 0n)
  return {
    asked: of(judged),
    stopped: of(held),
    byHold: { manager: byHold('manager'), finance: byHold('finance'), blocked: byHold('blocked') },
    byOutcome: {
      unpaid: byOutcome('unpaid'),
      late: byOutcome('late'),
      well: byOutcome('well'),
      open: byOutcome('open'),
      cancelled: byOutcome('cancelled'),
    },
    waited: { ...of(waited), medianDays: days[Math.floor((days.length - 1) / 2)] ?? 0 },
    lossFen: sum('lossFen'),
    waitingFen: sum('waitingFen'),
    marginFen: sum('marginFen'),
    netFen: sum('lossFen') + sum('waitingFen') - sum('marginFen'),
    withoutLimit: judged.filter(({ fate }) => fate.hadNoLimit).length,
  }
}

export type Money = { lossFen: Fen; waitingFen: Fen; marginFen: Fen }

/** What stopping one sale would have saved and cost; nothing of what cannot be judged yet. */
export function moneyOf(became: Became, { marginBp, lossBp }: Economics): Money {
  if (became.outcome === 'open' || became.outcome === 'cancelled')
    return { lossFen: 0n, waitingFen: 0n, marginFen: 0n }
  const [margin, cost, lost] = [BigInt(marginBp), BigInt(10_000 - marginBp), BigInt(lossBp)]
  const lossFen = (cost * (became.writtenOffFen * 10_000n + became.openFen * lost)) / 100_000_000n
  return {
    lossFen,
    waitingFen: (cost * became.lateFenDays * BigInt(MONEY_COST_BP)) / (10_000n * 10_000n * 365n),
    marginFen: (margin * became.paidFen) / 10_000n,
  }
}
