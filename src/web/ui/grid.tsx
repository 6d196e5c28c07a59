import { type ReactNode, useEffect, useRef } from 'react'
import './grid.css'

export type GridColumn<T> = {
  key: string
  title: ReactNode
  cell: (row: T) => ReactNode
  align?: 'left' | 'right' | 'center'
  width?: number
  /** The ways it can be sorted, in the order in which presses ask for them; after the last comes none. */
  sorts?: readonly Direction[]
}

export type Direction = 'ascending' | 'descending'
type Sorted = { key: string; direction: Direction } | null

type GridProps<T> = {
  columns: readonly GridColumn<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  sorted?: Sorted
  onSort?: (next: Sorted) => void
  rowClass?: (row: T) => string
  onRowClick?: (row: T, event: React.MouseEvent) => void
  /** Sums under the columns, by column key. */
  summary?: Record<string, ReactNode> | undefined
  dense?: boolean
}

/**
 * A table as HTML has them. The table of the component library brings trees, filters, menus and a pager to
 * every list and weighs more than most pages (decision 0032); lists here need rows, sums and a sort.
 */
export function Grid<T>(props: GridProps<T>) {
  const { columns, rows, rowKey, rowClass, onRowClick, summary, dense = false } = props
  const holder = useScrollByKey()
  return (
    <div ref={holder} className={dense ? 'bw-grid bw-grid-dense' : 'bw-grid'}>
      <table>
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={width ? { width, minWidth: width } : {}} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} {...props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={rowClass?.(row)}
              {...(onRowClick ? { onClick: (event) => onRowClick(row, event) } : {})}
            >
              {columns.map(({ key, cell, align = 'left' }) => (
                <td key={key} style={{ textAlign: align }}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {summary && (
          <tfoot>
            <tr className="bw-table-sum">
              {columns.map(({ key, align = 'left' }) => (
                <td key={key} style={{ textAlign: align }}>
                  {summary[key]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

type HeadingProps<T> = { column: GridColumn<T>; sorted?: Sorted; onSort?: (next: Sorted) => void }

function Heading<T>({ column, sorted = null, onSort }: HeadingProps<T>) {
  const { key, title, align = 'left', sorts = [] } = column
  const now = sorted?.key === key ? sorted.direction : undefined
  if (sorts.length === 0)
    return (
      <th scope="col" style={{ textAlign: align }}>
        {title}
      </th>
    )
  const next = sorts[now ? sorts.indexOf(now) + 1 : 0]
  return (
    <th scope="col" style={{ textAlign: align }} {...(now ? { 'aria-sort': now } : {})}>
      <button
        type="button"
        className="bw-grid-sort"
        onClick={() => onSort?.(next ? { key, direction: next } : null)}
      >
        {title}
        <svg viewBox="0 0 8 12" aria-hidden="true">
          <path d="M4 0 8 5H0z" className={now === 'ascending' ? 'bw-grid-now' : ''} />
          <path d="M4 12 0 7h8z" className={now === 'descending' ? 'bw-grid-now' : ''} />
        </svg>
      </button>
    </th>
  )
}

/** A table wider than its place is scrolled with the arrow keys: whoever has no mouse reaches its end too. */
function useScrollByKey() {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const scrolled = holder.current
    if (scrolled) scrolled.tabIndex = scrolled.scrollWidth > scrolled.clientWidth ? 0 : -1
  })
  return holder
}
