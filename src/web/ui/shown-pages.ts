/** Page numbers with null for a gap: all of seven or less, else the ends and two on each side. */
export function shownPages(page: number, last: number): (number | null)[] {
  if (last <= 7) return Array.from({ length: last }, (_, index) => index + 1)
  const from = Math.max(2, Math.min(page - 2, last - 5))
  const to = Math.min(last - 1, Math.max(page + 2, 6))
  const middle = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return [1, ...(from > 2 ? [null] : []), ...middle, ...(to < last - 1 ? [null] : []), last]
}
