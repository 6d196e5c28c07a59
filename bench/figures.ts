/** Figures of one measured thing; milliseconds. */
export type Latency = { samples: number; p50: number; p99: number; perSecond: number }

/** What a run must reach (issue 2, §7.4), as ratios or bounds that do not hang on the machine alone. */
export type Verdict = { name: string; value: number; bound: string; ok: boolean }

export function latencyOf(samples: readonly number[], elapsedMs: number): Latency {
  const sorted = [...samples].sort((a, b) => a - b)
  return {
    samples: sorted.length,
    p50: round(quantile(sorted, 0.5)),
    p99: round(quantile(sorted, 0.99)),
    perSecond: round((sorted.length * 1000) / elapsedMs),
  }
}

export function atMost(name: string, value: number, bound: number, unit = ''): Verdict {
  return { name, value: round(value), bound: `≤ ${bound}${unit}`, ok: value <= bound }
}

export function atLeast(name: string, value: number, bound: number, unit = ''): Verdict {
  return { name, value: round(value), bound: `≥ ${bound}${unit}`, ok: value >= bound }
}

export function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}

/** Nearest rank: the smallest sample that at least that share of all does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** Rows of cells as aligned text, the first row as the head. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map(String))
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))))
  return cells
    .map((row) => row.map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell))).join('  '))
    .join('\n')
}

/** Chinese characters take two columns of a terminal. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u2E80-\u9FFF\uFF00-\uFFEF]/.test(character) ? 2 : 1),
    0,
  )
}
