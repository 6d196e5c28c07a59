import type { ReactNode } from 'react'
import { TextLink } from './url.tsx'

type StatCardProps = {
  label: ReactNode
  value: ReactNode
  /** What it is compared with, or what stands behind it. */
  note?: ReactNode
  tone?: 'danger' | 'warn' | 'good'
  /** A figure can be clicked down to the rows that made it (law 9). */
  href?: string
}

export function StatCard({ label, value, note, tone, href }: StatCardProps) {
  const inside = (
    <>
      <span className="bw-stat-label">{label}</span>
      <strong className={`bw-stat-value${tone ? ` bw-${tone}` : ''}`}>{value}</strong>
      {note && <span className="bw-stat-note">{note}</span>}
    </>
  )
  if (!href) return <div className="bw-stat">{inside}</div>
  return (
    <TextLink href={href} className="bw-stat bw-stat-link">
      {inside}
    </TextLink>
  )
}

export function StatRow({ children }: { children: ReactNode }) {
  return <div className="bw-stat-row">{children}</div>
}
