/**
 * Benjamini & Hochberg 1995: how many of the smallest p-values may be called findings while at most the
 * share q of them is false. For ranking a digest, never for deciding about one person.
 */
export function rejectedByBh(pValues: readonly number[], q: number): number {
  const sorted = [...pValues].sort((a, b) => a - b)
  for (let rank = sorted.length; rank >= 1; rank -= 1) {
    if (sorted[rank - 1]! <= (q * rank) / sorted.length) return rank
  }
  return 0
}
