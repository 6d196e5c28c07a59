import type { Instant } from '../calendar.ts'
import type { DayIndex } from '../watch/day-index.ts'
import type { Entry } from './settled.ts'

export type ReopenedStep = { at: Instant; until: Instant | null; on: DayIndex; fen: number }

/**
 * What a refused bill opened again of an instalment and nobody has made good since: by how much it rises or
 * falls on which day, as it could be known from one instant until another. Paid first is what the bill had
 * settled, since nothing else is open after it.
 */
export function reopenedSteps(amountFen: number, entries: readonly Entry[]): ReopenedStep[] {
  const times = [...new Set(entries.flatMap(({ at, until }) => (until === null ? [at] : [at, until])))]
  times.sort((a, b) => a - b)
  return times.flatMap((at, index) => {
    const until = times[index + 1] ?? null
    const visible = entries.filter((entry) => entry.at <= at && (entry.until === null || at < entry.until))
    return stepsOf(amountFen, visible).map((step) => ({ at, until, ...step }))
  })
}

function stepsOf(amountFen: number, visible: readonly Entry[]): { on: DayIndex; fen: number }[] {
  const steps: { on: DayIndex; fen: number }[] = []
  let [paid, reopened, before] = [0, 0, 0]
  for (const on of [...new Set(visible.map((entry) => entry.on))].sort((a, b) => a - b)) {
    for (const entry of visible) {
      if (entry.on !== on) continue
      paid += entry.fen
      if (entry.fen < 0) reopened -= entry.fen
    }
    const now = Math.max(0, Math.min(reopened, amountFen - paid))
    if (now !== before) steps.push({ on, fen: now - before })
    before = now
  }
  return steps
}
