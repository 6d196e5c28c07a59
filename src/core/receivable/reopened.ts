import type { Instant } from '../calendar.ts'
import type { DayIndex } from '../watch/day-index.ts'
import type { Entry } from './settled.ts'

export type SetAgainst = Entry & {
  /** the paper as which it came, or of which it is taken off again */
  paper: string | null
  /** a credit note or a write-off makes no refused bill good */
  isMoney: boolean
}

type Change = { on: DayIndex; fen: number; goodFen: number }
type Known = { at: Instant; until: Instant | null }

/** By how much it rises or falls on a day, and what of the money of that day made it good. */
export type ReopenedStep = Known & Change

/**
 * What a refused bill opened again of an instalment and nobody has made good since: by how much it rises or
 * falls on which day, as it could be known from one instant until another. Money that comes from the day of
 * the refusal on makes that good first, whatever else of the instalment is open, and it is never more than
 * what is open. What came before the refusal makes nothing good.
 */
export function reopenedSteps(amountFen: number, entries: readonly SetAgainst[]): ReopenedStep[] {
  return asKnown(entries, (visible) => changesOf(amountFen, visible))
}

function changesOf(amountFen: number, visible: readonly SetAgainst[]): Change[] {
  const changes: Change[] = []
  let [paid, reopened, before] = [0, 0, 0]
  for (const on of daysOf(visible)) {
    const today = visible.filter((entry) => entry.on === on)
    for (const { fen } of today) {
      paid += fen
      if (fen < 0) reopened -= fen
    }
    const gone = papersOf(today.filter(({ fen }) => fen < 0))
    const money = sum(today.filter(({ fen, isMoney, paper }) => fen > 0 && isMoney && !gone.has(paper)))
    const goodFen = Math.min(money, reopened)
    reopened -= goodFen
    const now = Math.max(0, Math.min(reopened, amountFen - paid))
    if (now !== before || goodFen > 0) changes.push({ on, fen: now - before, goodFen })
    before = now
  }
  return changes
}

/** Recourse against whoever gave the bill lapses six months after the refusal (票据法 §17). */
export const RECOURSE_DAYS = 180

export type OnAccount = Entry & { paper: string | null; what: 'refused' | 'money' }

/**
 * What refused bills were worth beyond all they had been set against, bill by bill. No instalment tells when
 * it is made good: it is by whatever money came from the day of the refusal on and was not needed for what
 * was reopened, the oldest refusal first. Nobody can write it off either, so it ends with the recourse.
 * `refused`: the amount of the bill, less its parts that were set against instalments. `money`: what came,
 * less what made good there.
 */
export function refusedOnAccount(
  entries: readonly OnAccount[],
): (Known & { on: DayIndex; fen: number; paper: string })[] {
  return asKnown(entries, accountChanges)
}

function accountChanges(visible: readonly OnAccount[]): { on: DayIndex; fen: number; paper: string }[] {
  const changes: { on: DayIndex; fen: number; paper: string }[] = []
  const parts = new Map<string, { left: number; ends: DayIndex }>()
  const refusals = visible.filter(({ what }) => what === 'refused')
  for (const on of daysOf(visible, refusals)) {
    const before = new Map([...parts].map(([paper, { left }]) => [paper, left]))
    const today = visible.filter((entry) => entry.on === on)
    const gone = papersOf(today.filter(({ what }) => what === 'refused'))
    for (const paper of gone) {
      const part = parts.get(paper!) ?? { left: 0, ends: on + RECOURSE_DAYS }
      part.left += sum(today.filter((entry) => entry.what === 'refused' && entry.paper === paper))
      parts.set(paper!, part)
    }
    let money = sum(today.filter(({ what, paper }) => what === 'money' && !gone.has(paper)))
    for (const [paper, part] of parts) {
      const good = Math.max(0, Math.min(money, part.left))
      money -= good
      part.left = part.ends <= on ? 0 : Math.max(0, part.left - good)
      const fen = part.left - (before.get(paper) ?? 0)
      if (fen !== 0) changes.push({ on, fen, paper })
    }
  }
  return changes
}

/** A bill that came and was refused on one day makes no other good, least of all itself. */
function papersOf(entries: readonly { paper: string | null }[]): ReadonlySet<string | null> {
  return new Set(entries.flatMap(({ paper }) => (paper === null ? [] : [paper])))
}

function daysOf(visible: readonly Entry[], refusals: readonly Entry[] = []): DayIndex[] {
  const ends = refusals.map(({ on }) => on + RECOURSE_DAYS)
  return [...new Set([...visible.map(({ on }) => on), ...ends])].sort((a, b) => a - b)
}

function sum(entries: readonly Entry[]): number {
  return entries.reduce((all, { fen }) => all + fen, 0)
}

/** The changes of each stretch of knowing; one that stays from stretch to stretch is said once. */
function asKnown<T extends Entry, C extends { on: DayIndex }>(
  entries: readonly T[],
  changesOf: (visible: readonly T[]) => C[],
): (Known & C)[] {
  const times = new Set(entries.flatMap(({ at, until }) => (until === null ? [at] : [at, until])))
  const steps: (Known & C)[] = []
  let standing = new Map<string, Known & C>()
  for (const at of [...times].sort((a, b) => a - b)) {
    const visible = entries.filter((entry) => entry.at <= at && (entry.until === null || at < entry.until))
    const next = new Map<string, Known & C>()
    for (const change of changesOf(visible)) {
      const key = JSON.stringify(change)
      const step = standing.get(key) ?? { at, until: null, ...change }
      if (!standing.delete(key)) steps.push(step)
      next.set(key, step)
    }
    for (const step of standing.values()) step.until = at
    standing = next
  }
  return steps
}
