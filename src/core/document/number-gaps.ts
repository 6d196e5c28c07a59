/** Numbers of one kind that run on: the same letters before, the same count of digits behind. */
export type NumberSeries = {
  prefix: string
  first: string
  last: string
  /** how many of them are there */
  held: number
  /** runs of numbers that are not there, in order */
  gaps: { from: string; to: string; count: number }[]
}

/** Fewer are no series yet. */
const SERIES_MIN = 3

const SHAPE = /^(.*?)(\d+)$/u

/**
 * What is missing between the first and the last number of each series (C082). Numbers of which more are
 * missing than there are (days, telephone numbers, random ones) were never meant to run on, and are left out.
 */
export function numberGaps(numbers: readonly string[]): NumberSeries[] {
  const series = new Map<string, { prefix: string; width: number; values: Set<number> }>()
  for (const number of numbers) {
    const [, prefix, digits] = SHAPE.exec(number.trim()) ?? []
    if (prefix === undefined || digits === undefined || digits.length > 15) continue
    // Without zeros before them, 9 and 10 are of one series; with them, 09 and 009 are not.
    const width = digits.startsWith('0') ? digits.length : 0
    const key = `${prefix}\n${width > 0 ? width : fittingWidth(series, prefix, digits)}`
    const found = series.get(key) ?? { prefix, width: Number(key.split('\n')[1]), values: new Set() }
    found.values.add(Number(digits))
    series.set(key, found)
  }
  return [...series.values()].flatMap(({ prefix, width, values }) => {
    const sorted = [...values].sort((a, b) => a - b)
    const [first, last] = [sorted[0]!, sorted.at(-1)!]
    const missing = last - first + 1 - sorted.length
    if (sorted.length < SERIES_MIN || missing > sorted.length) return []
    const text = (value: number) => `${prefix}${String(value).padStart(width, '0')}`
    const gaps = sorted.slice(1).flatMap((value, index) => {
      const before = sorted[index]!
      if (value === before + 1) return []
      return [{ from: text(before + 1), to: text(value - 1), count: value - before - 1 }]
    })
    return [{ prefix, first: text(first), last: text(last), held: sorted.length, gaps }]
  })
}

/** 100 belongs to 001 … 099 when numbers of that width have been seen, else to those without zeros. */
function fittingWidth(series: ReadonlyMap<string, unknown>, prefix: string, digits: string): number {
  return series.has(`${prefix}\n${digits.length}`) ? digits.length : 0
}
