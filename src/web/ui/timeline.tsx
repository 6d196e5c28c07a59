import type { ReactNode } from 'react'

export type TimelineItem = {
  key: string
  at: ReactNode
  title: ReactNode
  text?: ReactNode
  tone?: 'danger' | 'warn' | 'good' | 'accent'
}

/** What happened, newest first as given; the same drawing on every page. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol className="bw-timeline">
      {items.map((item) => (
        <li key={item.key} data-tone={item.tone}>
          <div className="bw-timeline-title">
            <span>{item.title}</span>
            <span className="bw-muted">{item.at}</span>
          </div>
          {item.text && <div className="bw-soft">{item.text}</div>}
        </li>
      ))}
    </ol>
  )
}
