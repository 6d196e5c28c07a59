import { type ReactNode, useContext } from 'react'
import { RowHref } from './row-href.ts'
import { TextLink } from './url.tsx'

/** What names the row of a list: by keyboard it leads where a click on the row does. */
export function RowLink({ children }: { children: ReactNode }) {
  const row = useContext(RowHref)
  if (!row) return children
  return (
    <TextLink className="bw-row-link" href={row.href}>
      {children}
    </TextLink>
  )
}
