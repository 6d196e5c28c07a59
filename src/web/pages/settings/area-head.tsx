import type { ReactNode } from 'react'

/** The heading inside a settings area: what it is for, and its one action. */
export function AreaHead({ title, note, action }: { title: string; note?: ReactNode; action?: ReactNode }) {
  return (
    <header className="biz-area-head">
      <div>
        <h2>{title}</h2>
        {note && <p className="bw-soft">{note}</p>}
      </div>
      {action}
    </header>
  )
}
