import type { Chance } from './chance.ts'
import type { Interval } from './interval.ts'
import { ascending, quantile } from './order.ts'

/** Sums of one block: everything of one subject stays together, because its days are not independent. */
export type Block = readonly number[]

/**
 * Percentile intervals of statistics over blocks drawn with replacement (Künsch 1989; the entities are the
 * blocks). A statistic that cannot be computed from a draw (0/0) is left out of its interval; null when
 * fewer than half of the draws gave one.
 */
export function blockBootstrap(
  blocks: readonly Block[],
  statistics: readonly ((sums: readonly number[]) => number)[],
  { chance, draws, confidence }: { chance: Chance; draws: number; confidence: number },
): (Interval | null)[] {
  const width = blocks[0]?.length ?? 0
  const found: number[][] = statistics.map(() => [])
  for (let draw = 0; draw < draws; draw += 1) {
    const sums = new Array<number>(width).fill(0)
    for (let drawn = 0; drawn < blocks.length; drawn += 1) {
      const block = blocks[Math.floor(chance() * blocks.length)]!
      for (let column = 0; column < width; column += 1) sums[column]! += block[column]!
    }
    for (const [index, statistic] of statistics.entries()) {
      const value = statistic(sums)
      if (Number.isFinite(value)) found[index]!.push(value)
    }
  }
  const tail = (1 - confidence) / 2
  return found.map((values) => {
    if (values.length < draws / 2 || values.length === 0) return null
    const sorted = ascending(values)
    return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) }
  })
}
