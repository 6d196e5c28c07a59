import type { ReactNode } from 'react'
import { TextLink } from './url.tsx'

type PageHeadProps = {
  title: ReactNode
  /** One sentence that says what this page answers, or the figures of the moment. */
  note?: ReactNode
  back?: { href: string; label: string }
  actions?: ReactNode
}

export function PageHead({ title, note, back, actions }: PageHeadProps) {
  return (
    <header className="bw-page-head">
      <div className="bw-page-head-words">
        {back && (
          <TextLink href={back.href} className="bw-back">
            ‹ {back.label}
          </TextLink>
        )}
        <h1>{title}</h1>
        {note && <p>{note}</p>}
      </div>
      {actions && <div className="bw-page-head-actions">{actions}</div>}
    </header>
  )
}

/** A titled block of a page. */
export function Panel({
  title,
  extra,
  flush = false,
  children,
}: {
  title?: ReactNode
  extra?: ReactNode
  /** No padding: for tables and lists that reach the edge. */
  flush?: boolean
  children: ReactNode
}) {
  return (
    <section className="bw-panel">
      {(title || extra) && (
        <div className="bw-panel-head">
          <h2>{title}</h2>
          {extra && <div>{extra}</div>}
        </div>
      )}
      <div className={flush ? 'bw-panel-flush' : 'bw-panel-body'}>{children}</div>
    </section>
  )
}

/** Labelled facts in two or more columns; those without a value are left out by the caller. */
export function Facts({ items }: { items: { label: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="bw-facts">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed for the life of the page
        <div key={index}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
