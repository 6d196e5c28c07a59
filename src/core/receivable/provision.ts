import type { Day, Month } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** What is expected to be lost of money that is so many days overdue; `from` null: not due yet. */
export type LossRate = { from: number | null; bp: number }

/** Until a company says otherwise (账龄百分比法): by days overdue, in basis points. */
export const DEFAULT_LOSS_RATES: readonly LossRate[] = [
  { from: null, bp: 50 },
  { from: 1, bp: 100 },
  { from: 31, bp: 500 },
  { from: 61, bp: 1_000 },
  { from: 91, bp: 2_000 },
  { from: 181, bp: 5_000 },
  { from: 366, bp: 10_000 },
]

/** The rate of one age; rates are in the order of their days. */
export function lossBpAt(rates: readonly LossRate[], overdueDays: number): number {
  return rates[rateIndex(rates, overdueDays)]?.bp ?? 0
}

export type RateRefusal = 'rates_order' | 'rates_fall' | 'rates_first'

/** From "not due" on, later and later, and never lower: what is older is not safer. */
export function checkRates(rates: readonly LossRate[]): Result<readonly LossRate[], RateRefusal> {
  if (rates[0]?.from !== null) return refuse('rates_first')
  for (const [index, { from, bp }] of rates.entries()) {
    if (index === 0) continue
    if (from === null || from < 1 || from <= (rates[index - 1]!.from ?? 0)) return refuse('rates_order')
    if (bp < rates[index - 1]!.bp) return refuse('rates_fall')
  }
  return ok(rates)
}

export type OwedItem = { id: string; openFen: Fen; overdueDays: number }
export type ProvisionLine = {
  from: number | null
  bp: number
  openFen: Fen
  individualFen: Fen
  baseFen: Fen
  fen: Fen
}
export type Provision = {
  lines: ProvisionLine[]
  /** what the lines make by their rates, and what was judged one by one */
  generalFen: Fen
  individualFen: Fen
  totalFen: Fen
  openFen: Fen
}

/**
 * The provision of one day (C096): what is judged one by one is taken out of its age and put in with its own
 * amount, never more than is open; the rest is its age's balance × rate, rounded once per age. The open
 * amounts of the lines are the ageing to the fen.
 */
export function provisionOf(
  items: readonly OwedItem[],
  judged: ReadonlyMap<string, Fen>,
  rates: readonly LossRate[],
): Provision {
  const lines = rates.map((rate) => ({ ...rate, openFen: 0n, individualFen: 0n, baseFen: 0n, fen: 0n }))
  let individualFen = 0n
  for (const { id, openFen, overdueDays } of items) {
    const line = lines[rateIndex(rates, overdueDays)]!
    line.openFen += openFen
    const own = judged.get(id)
    if (own === undefined) line.baseFen += openFen
    else {
      line.individualFen += openFen
      individualFen += own < openFen ? own : openFen
    }
  }
  for (const line of lines) line.fen = shareOf(line.baseFen, line.bp)
  const generalFen = sumFen(lines.map(({ fen }) => fen))
  const openFen = sumFen(lines.map((line) => line.openFen))
  return { lines, generalFen, individualFen, totalFen: generalFen + individualFen, openFen }
}

/**
 * Groups with rates of their own as one provision: each rounded by itself, the lines add up to the fen, and
 * the rate of a line is what they make together.
 */
export function joinProvisions(parts: readonly Provision[], rates: readonly LossRate[]): Provision {
  const lines = rates.map(({ from, bp }, age): ProvisionLine => {
    const sum = (of: (line: ProvisionLine) => Fen) => sumFen(parts.map(({ lines: own }) => of(own[age]!)))
    const [baseFen, fen] = [sum((line) => line.baseFen), sum((line) => line.fen)]
    const joined = baseFen > 0n ? Number((fen * 20_000n + baseFen) / (baseFen * 2n)) : bp
    const whole = { openFen: sum((line) => line.openFen), individualFen: sum((line) => line.individualFen) }
    return { from, bp: joined, ...whole, baseFen, fen }
  })
  const total = (of: (part: Provision) => Fen) => sumFen(parts.map(of))
  const [generalFen, individualFen] = [total((part) => part.generalFen), total((part) => part.individualFen)]
  const openFen = total((part) => part.openFen)
  return { lines, generalFen, individualFen, totalFen: generalFen + individualFen, openFen }
}

/** Half a fen and more is a fen. */
function shareOf(fen: Fen, bp: number): Fen {
  return (fen * BigInt(bp) * 2n + 10_000n) / 20_000n
}

function rateIndex(rates: readonly LossRate[], overdueDays: number): number {
  return rates.findLastIndex(({ from }) => from === null || from <= overdueDays)
}

/** Balances by age at the end of one period, youngest first. */
export type Balances = readonly Fen[]

export type Roll = { from: number | null; rate: number | null; loss: number | null; n: number }

/**
 * Roll rates (迁徙率): of what stood in an age, how much stands in the next one a period later, on the average
 * of the periods given; what was written off in a period (`lost`, by the age it had at its end) was not
 * collected and counts as rolled on. `after` says what became of a group where some of it is in another by
 * now. The loss of an age is the product of its
 * own rate and all later ones × what is lost in the end (methods §5). null where nothing stood there.
 */
export function rollRates(
  history: readonly Balances[],
  froms: readonly (number | null)[],
  {
    terminal = 1,
    lost = [],
    after = history,
  }: { terminal?: number; lost?: readonly Balances[]; after?: readonly Balances[] } = {},
): Roll[] {
  const rolls = froms.slice(0, -1).map((from, age) => {
    const seen: number[] = []
    for (let period = 1; period < history.length; period += 1) {
      const before = history[period - 1]![age]!
      const left = after[period]![age + 1]! + (lost[period]?.[age + 1] ?? 0n)
      if (before > 0n) seen.push(Math.min(1, Number(left) / Number(before)))
    }
    const rate = seen.length === 0 ? null : seen.reduce((sum, one) => sum + one, 0) / seen.length
    return { from, rate, n: seen.length }
  })
  return withLosses([...rolls, { from: froms.at(-1) ?? null, rate: terminal, n: history.length }])
}

/** Loss_j = Π_{i≥j} m_i. */
export function withLosses(rolls: readonly Omit<Roll, 'loss'>[]): Roll[] {
  let loss: number | null = 1
  return rolls
    .toReversed()
    .map((roll) => {
      loss = loss === null || roll.rate === null ? null : loss * roll.rate
      return { ...roll, loss }
    })
    .toReversed()
}

/** A provision is booked once for a month that is over, or anew with a reason. */
export function checkBooking(
  wish: { month: Month; reason: string },
  known: { today: Day; booked: boolean },
): Result<null, 'month_not_over' | 'provision_reason'> {
  if (wish.month >= known.today.slice(0, 7)) return refuse('month_not_over')
  if (known.booked && wish.reason.trim() === '') return refuse('provision_reason')
  return ok(null)
}
