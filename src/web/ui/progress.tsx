type ProgressProps = {
  /** Basis points of the whole; more than 10,000 is drawn full and said in the label. */
  bp: number | null
  /** Where one should be by today, in basis points: drawn as a mark. */
  expectedBp?: number
  tone?: 'good' | 'warn' | 'danger'
  label: string
}

/** A bar for a target or a long job, with the mark of where it should stand by now. */
export function Progress({ bp, expectedBp, tone, label }: ProgressProps) {
  const filled = Math.max(0, Math.min(10_000, bp ?? 0)) / 100
  return (
    <div
      className={`bw-progress${tone ? ` bw-progress-${tone}` : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(filled)}
    >
      <span style={{ width: `${filled}%` }} />
      {expectedBp !== undefined && <i style={{ left: `${Math.min(10_000, expectedBp) / 100}%` }} />}
    </div>
  )
}
