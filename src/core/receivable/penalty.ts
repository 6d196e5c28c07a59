import { type Day, daysBetween } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** What bears a penalty: one instalment under a contract that agreed on one. */
export type PenaltyItem = {
  dueOn: Day
  amountFen: Fen
  /** per day, in ten-thousandths of what is unpaid (万分之) */
  rateBp: number
  /** what was set against it and when */
  paid: readonly { on: Day; fen: Fen }[]
}

/** So much was unpaid for so many days, the last of them `to`. */
export type Stretch = { from: Day; to: Day; days: number; openFen: Fen }
export type Penalty = { fen: Fen; days: number; stretches: Stretch[] }

const PER = 10_000n

/**
 * Late-payment penalty up to the end of a day (C101): what was unpaid × days after the due day × the rate of
 * the contract. Money stops it from the day after it came, so what is paid on the due day bears none; what
 * has been paid late keeps the penalty of its late days. Rounded once, half up.
 */
export function penaltyOf(item: PenaltyItem, asOf: Day): Penalty {
  const moves = item.paid.filter(({ on }) => on <= asOf).sort((a, b) => (a.on < b.on ? -1 : 1))
  const stretches: Stretch[] = []
  let openFen = item.amountFen
  let from = item.dueOn
  for (const { on, fen } of [...moves, { on: asOf, fen: 0n }]) {
    if (on > from) {
      if (openFen > 0n) stretches.push({ from, to: on, days: daysBetween(from, on), openFen })
      from = on
    }
    openFen -= fen
  }
  const sum = stretches.reduce((all, one) => all + one.openFen * BigInt(one.days), 0n) * BigInt(item.rateBp)
  return {
    fen: (sum * 2n + PER) / (PER * 2n),
    days: stretches.reduce((days, one) => days + one.days, 0),
    stretches,
  }
}

export type WaiverLine = { instalmentId: string; amountFen: Fen }
export const WAIVER_STATES = ['asked', 'in_effect', 'ended'] as const
export type WaiverState = (typeof WAIVER_STATES)[number]

export type WaiverRefusal = 'amount_not_positive' | 'waiver_twice' | 'waiver_no_penalty' | 'waiver_exceeds'

/** What may be given up: parts of the penalties of one customer, each named once. Gives the sum. */
export function checkWaiver(
  lines: readonly WaiverLine[],
  left: ReadonlyMap<string, Fen>,
): Result<Fen, WaiverRefusal> {
  const seen = new Set<string>()
  for (const { instalmentId, amountFen } of lines) {
    if (amountFen <= 0n) return refuse('amount_not_positive')
    if (seen.has(instalmentId)) return refuse('waiver_twice')
    seen.add(instalmentId)
    const leftFen = left.get(instalmentId)
    if (leftFen === undefined || leftFen <= 0n) return refuse('waiver_no_penalty')
    if (amountFen > leftFen) return refuse('waiver_exceeds', { leftFen: Number(leftFen) })
  }
  return ok(sumFen(lines.map(({ amountFen }) => amountFen)))
}
