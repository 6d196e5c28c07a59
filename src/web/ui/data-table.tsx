import { type ReactNode, useMemo } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { keepAsOf } from '../paths.ts'
import { Choice } from './choice.tsx'
import { ExportButton } from './export-button.tsx'
import { type Direction, Grid, type GridColumn } from './grid.tsx'
import { useText } from './language.tsx'
import { Pager } from './pager.tsx'
import { useIsPhone } from './phone.ts'
import { RowHref } from './row-href.ts'
import { TextLink, useAsOf, useGo, useUrl } from './url.tsx'

export type Column<T> = {
  key: string
  title: string
  /** null when there is nothing to say: a dash in the table, no line at all on a phone's card. */
  cell: (row: T) => ReactNode
  align?: 'left' | 'right' | 'center'
  width?: number
  /** The API's own `sort` values for this column; either may be missing. */
  sort?: { asc?: string; desc?: string }
  /**
   * Where it goes on a phone's card: 'foot' shares one row at the end, 'hide' leaves it to the detail page.
   */
  card?: 'title' | 'side' | 'line' | 'foot' | 'hide'
}

type DataTableProps<T> = {
  columns: readonly Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  /** A click anywhere on the row goes there; by keyboard the `RowLink` (or the link) in its title does. */
  rowHref?: (row: T) => string
  /** Rows in all; paging is the server's and `page` stands in the URL. Left out: all rows are here. */
  total?: number
  /** There are more than `total`; only so many are listed. */
  isCapped?: boolean
  pageSize?: number
  /** The `sort` in force when the URL names none. */
  defaultSort?: string
  /** Address of the Excel file with the same filters; only for those who may. */
  exportHref?: string | undefined
  /** What an empty list says. */
  empty: ReactNode
  /** Left of the export button: counts, batch actions. */
  toolbar?: ReactNode
  rowTone?: (row: T) => 'danger' | 'muted' | undefined
  /** Sums under the columns, by column key. */
  summary?: Record<string, ReactNode>
}

/** The one list of the product: a table on the desktop, cards on a phone; paging and sort live in the URL. */
export function DataTable<T>(props: DataTableProps<T>) {
  const phone = useIsPhone()
  const { values, set } = useUrl()
  const pageSize = props.pageSize ?? 20
  const page = Number(values.page ?? 1)
  const sort = values.sort ?? props.defaultSort
  const paged = props.total !== undefined && props.total > pageSize
  if (props.rows.length === 0)
    return (
      <div className="bw-table-empty">
        {typeof props.empty === 'string' ? <p className="bw-table-none">{props.empty}</p> : props.empty}
      </div>
    )
  return (
    <div className="bw-table">
      <Toolbar {...props} sort={sort} onSort={(next) => set({ sort: next })} phone={phone} />
      {phone ? <Cards {...props} /> : <Rows {...props} sort={sort} onSort={(next) => set({ sort: next })} />}
      {paged && (
        <div className="bw-table-foot">
          <Pager
            page={page}
            pageSize={pageSize}
            total={props.total ?? 0}
            simple={phone}
            onPage={(next) => set({ page: next === 1 ? undefined : String(next) })}
          />
        </div>
      )}
    </div>
  )
}

type Sorting = { sort: string | undefined; onSort: (next: string | undefined) => void }

function Toolbar<T>(props: DataTableProps<T> & Sorting & { phone: boolean }) {
  const t = useText(uiText)
  const asOf = useAsOf()
  const choices = props.columns.flatMap((column) => [
    ...(column.sort?.desc
      ? [{ value: column.sort.desc, label: t('sortDown', { column: column.title }) }]
      : []),
    ...(column.sort?.asc ? [{ value: column.sort.asc, label: t('sortUp', { column: column.title }) }] : []),
  ])
  const sorts = props.phone && choices.length > 0
  if (!props.toolbar && !props.exportHref && !sorts && props.total === undefined) return null
  return (
    <div className="bw-table-bar">
      <div className="bw-row">
        {props.total !== undefined && (
          <span className="bw-muted">{t(props.isCapped ? 'rowsMore' : 'rows', { n: props.total })}</span>
        )}
        {props.toolbar}
      </div>
      <div className="bw-row">
        {sorts && (
          <Choice
            isPlain
            value={choices.some((one) => one.value === props.sort) ? props.sort : undefined}
            options={choices}
            label={t('sortBy')}
            onChange={props.onSort}
          />
        )}
        {props.exportHref && <ExportButton href={keepAsOf(props.exportHref, asOf)} label={t('export')} />}
      </div>
    </div>
  )
}

function Rows<T>(props: DataTableProps<T> & Sorting) {
  const go = useGo()
  const { columns, rowHref, rowTone, summary, sort } = props
  const drawn = useMemo(() => columns.map((column) => drawnColumn(column, rowHref)), [columns, rowHref])
  const column = columns.find((one) => sort && (one.sort?.asc === sort || one.sort?.desc === sort))
  return (
    <Grid<T>
      columns={drawn}
      rows={props.rows}
      rowKey={props.rowKey}
      sorted={
        column ? { key: column.key, direction: column.sort?.asc === sort ? 'ascending' : 'descending' } : null
      }
      onSort={(next) => {
        const wanted = columns.find((one) => one.key === next?.key)?.sort
        props.onSort(next?.direction === 'ascending' ? wanted?.asc : wanted?.desc)
      }}
      rowClass={(row) =>
        [rowHref ? 'bw-clickable' : '', rowTone?.(row) ? `bw-row-${rowTone(row)}` : ''].join(' ')
      }
      {...(rowHref ? { onRowClick: (row, event) => followRow(event, () => go(rowHref(row))) } : {})}
      summary={summary}
    />
  )
}

function Cards<T>({ columns, rows, rowKey, rowHref, rowTone, summary }: DataTableProps<T>) {
  const placed = (place: Column<T>['card']) => columns.filter((column) => (column.card ?? 'line') === place)
  const title = placed('title')
  const side = placed('side')
  const lines = placed('line')
  const foot = placed('foot')
  return (
    <div className="bw-cards">
      {rows.map((row) => {
        const inside = (
          <>
            <span className="bw-card-top">
              <span className="bw-card-title">
                {title.map((column) => (
                  <span key={column.key}>{column.cell(row)}</span>
                ))}
              </span>
              <span className="bw-card-side">
                {side.map((column) => (
                  <span key={column.key}>{column.cell(row)}</span>
                ))}
              </span>
            </span>
            {lines.map((column) => {
              const shown = column.cell(row)
              return shown === null || shown === undefined ? null : (
                <span className="bw-card-line" key={column.key}>
                  <span>{column.title}</span>
                  <span>{shown}</span>
                </span>
              )
            })}
            {foot.length > 0 && (
              <span className="bw-card-foot">
                {foot.map((column) => (
                  <span key={column.key}>{column.cell(row)}</span>
                ))}
              </span>
            )}
          </>
        )
        const tone = rowTone?.(row)
        const className = `bw-card${tone ? ` bw-row-${tone}` : ''}`
        return rowHref ? (
          <TextLink key={rowKey(row)} href={rowHref(row)} className={className}>
            <RowHref.Provider value={{ href: rowHref(row), isCard: true }}>{inside}</RowHref.Provider>
          </TextLink>
        ) : (
          <div key={rowKey(row)} className={className}>
            {inside}
          </div>
        )
      })}
      {summary && (
        <div className="bw-card bw-table-sum">
          {columns
            .filter((column) => summary[column.key] !== undefined)
            .map((column) => (
              <span className="bw-card-line" key={column.key}>
                <span>{column.title}</span>
                <span>{summary[column.key]}</span>
              </span>
            ))}
        </div>
      )}
    </div>
  )
}

function drawnColumn<T>(column: Column<T>, rowHref: ((row: T) => string) | undefined): GridColumn<T> {
  const { key, title, align, width, sort } = column
  const sorts: Direction[] = [
    ...(sort?.desc ? (['descending'] as const) : []),
    ...(sort?.asc ? (['ascending'] as const) : []),
  ]
  return {
    key,
    title,
    ...(align ? { align } : {}),
    ...(width ? { width } : {}),
    sorts,
    cell: (row) => {
      const cell = column.cell(row) ?? (title ? <span className="bw-muted">—</span> : null)
      if (!rowHref) return cell
      return <RowHref.Provider value={{ href: rowHref(row), isCard: false }}>{cell}</RowHref.Provider>
    },
  }
}

/** A row is a link, but links, buttons and marked text inside it keep their own meaning. */
function followRow(event: React.MouseEvent, follow: () => void) {
  const target = event.target as HTMLElement
  if (target.closest('a, button, input, [role="button"], .ant-dropdown')) return
  if (window.getSelection()?.toString()) return
  follow()
}
