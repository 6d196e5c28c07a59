/** Under this many cases a share is told as "3/4" and not as a percentage (law 11). */
const FEW_CASES = 10

/** A share of cases with its counts beside it; a dash where there is nothing to divide by. */
export function Share({ part, whole }: { part: number; whole: number }) {
  if (whole === 0) return <span className="bw-num bw-muted">—</span>
  const counts = `${part}/${whole}`
  if (whole < FEW_CASES) return <span className="bw-num">{counts}</span>
  return (
    <span className="bw-num">
      {Math.round((part * 100) / whole)}% <span className="bw-muted">{counts}</span>
    </span>
  )
}
