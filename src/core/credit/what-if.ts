import { addDays } from '../calendar.ts'
import { fileFactors } from './factors.ts'
import type { CreditFacts, PaidPart } from './facts.ts'
import { type Against, rate, rateFactors } from './rate.ts'
import type { Grade } from './scale.ts'

export const CHANGES = ['payOverdue', 'nextOnTime', 'nextLate', 'completeFile', 'stayOverdue'] as const
export type Change = (typeof CHANGES)[number]

/** What the rating would be after something that may happen; `n` says how many of it. */
export type Outlook = { change: Change; n: number; score: number; grade: Grade }

const NEXT = 3
const MONTH_DAYS = 30
/** How late is late, for the three that might come. */
const LATE_DAYS = 45

/**
 * "What would change it": the same rating over the same facts with one thing different. Only what is open
 * is asked: who owes nothing overdue is not told to pay it.
 */
export function outlooks(facts: CreditFacts, against: Against): Outlook[] {
  const now = rate(facts, against)
  const of = (change: Change, n: number, changed: CreditFacts): Outlook => {
    const { score, grade } = rate(changed, { ...against, former: now.scoreGrade })
    return { change, n, score, grade }
  }
  const found: Outlook[] = []
  const { overdue } = facts
  if (overdue.length > 0) {
    found.push(of('payOverdue', overdue.length, paid(facts)))
    found.push(of('stayOverdue', MONTH_DAYS, stayed(facts)))
  }
  found.push(of('nextOnTime', NEXT, withNext(facts, 0)))
  found.push(of('nextLate', NEXT, withNext(facts, LATE_DAYS)))
  const file = fileFactors(facts)
  const missing = file.filter(({ known }) => !known).length
  if (missing > 0) {
    // The most that a complete file could bring; it may as well bring bad news, hence "at most" on the page.
    const full = file.map((factor) => (factor.known ? factor : { ...factor, points: factor.max }))
    const { score, grade } = rateFactors(facts, full, { ...against, former: now.scoreGrade })
    found.push({ change: 'completeFile', n: missing, score, grade })
  }
  return found
}

function paid(facts: CreditFacts): CreditFacts {
  return { ...facts, overdue: [] }
}

function stayed(facts: CreditFacts): CreditFacts {
  const on = addDays(facts.asOf, MONTH_DAYS)
  const newlyLate = facts.overdue.filter(({ days }) => days <= 30 && days + MONTH_DAYS > 30).length
  return {
    ...facts,
    asOf: on,
    overdue: facts.overdue.map((one) => ({ ...one, days: one.days + MONTH_DAYS })),
    late30: facts.late30 + newlyLate,
    parts: facts.parts.map((part) =>
      part.open ? { ...part, on, daysLate: part.daysLate + MONTH_DAYS } : part,
    ),
  }
}

/** Three more of the usual size. */
function withNext(facts: CreditFacts, daysLate: number): CreditFacts {
  const { parts, asOf } = facts
  const usual = parts.length === 0 ? 1 : parts.reduce((sum, { fen }) => sum + fen, 0) / parts.length
  const next = Array.from({ length: NEXT }, (): PaidPart => ({ daysLate, fen: usual, on: asOf }))
  return {
    ...facts,
    matured: facts.matured + NEXT,
    onTime: facts.onTime + (daysLate <= 0 ? NEXT : 0),
    late30: facts.late30 + (daysLate > 30 ? NEXT : 0),
    parts: [...parts, ...next],
  }
}
