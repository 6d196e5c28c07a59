import { Pagination, Select, Table, type TableProps } from 'antd'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { keepAsOf } from '../paths.ts'
import { ExportButton } from './export-button.tsx'
import { useText } from './language.tsx'
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
      {phone ? <Cards {...props} /> : <Grid {...props} sort={sort} onSort={(next) => set({ sort: next })} />}
      {paged && (
        <div className="bw-table-foot">
          <Pagination
            current={page}
            pageSize={pageSize}
            total={props.total ?? 0}
            showSizeChanger={false}
            simple={phone}
            onChange={(next) => set({ page: next === 1 ? undefined : String(next) })}
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
          <Select
            size="small"
            variant="borderless"
            value={choices.some((one) => one.value === props.sort) ? (props.sort ?? null) : null}
            options={choices}
            popupMatchSelectWidth={false}
            aria-label={t('sortBy')}
            placeholder={t('sortBy')}
            onChange={(next) => props.onSort(next ?? undefined)}
          />
        )}
        {props.exportHref && <ExportButton href={keepAsOf(props.exportHref, asOf)} label={t('export')} />}
      </div>
    </div>
  )
}

function Grid<T>(props: DataTableProps<T> & Sorting) {
  const go = useGo()
  const { columns, rowHref, rowTone, summary } = props
  const drawn = useMemo(
    () => columns.map((column) => drawnColumn(column, { sort: props.sort, rowHref })),
    [columns, props.sort, rowHref],
  )
  const onChange: TableProps<T>['onChange'] = (_page, _filters, sorter, extra) => {
    if (extra.action !== 'sort' || Array.isArray(sorter)) return
    const column = columns.find((one) => one.key === sorter.columnKey)
    const next = sorter.order === 'ascend' ? column?.sort?.asc : sorter.order ? column?.sort?.desc : undefined
    props.onSort(next)
  }
  const holder = useScrollByKey()
  return (
    <div ref={holder}>
      <Table<T>
        size="middle"
        columns={drawn}
        dataSource={props.rows as T[]}
        rowKey={props.rowKey}
        pagination={false}
        scroll={{ x: 'max-content' }}
        onChange={onChange}
        rowClassName={(row) =>
          [rowHref ? 'bw-clickable' : '', rowTone?.(row) ? `bw-row-${rowTone(row)}` : ''].join(' ')
        }
        {...(rowHref
          ? { onRow: (row: T) => ({ onClick: (event) => followRow(event, () => go(rowHref(row))) }) }
          : {})}
        {...(summary
          ? {
              summary: () => (
                <Table.Summary.Row className="bw-table-sum">
                  {columns.map((column, index) => (
                    <Table.Summary.Cell key={column.key} index={index} align={column.align ?? 'left'}>
                      {summary[column.key]}
                    </Table.Summary.Cell>
                  ))}
                </Table.Summary.Row>
              ),
            }
          : {})}
      />
    </div>
  )
}

/** A table wider than its place is scrolled with the arrow keys: whoever has no mouse reaches its end too. */
function useScrollByKey() {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const scrolled = holder.current?.querySelector<HTMLElement>('.ant-table-content')
    if (scrolled) scrolled.tabIndex = scrolled.scrollWidth > scrolled.clientWidth ? 0 : -1
  })
  return holder
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

type Drawing<T> = { sort: string | undefined; rowHref: ((row: T) => string) | undefined }

function drawnColumn<T>(column: Column<T>, { sort, rowHref }: Drawing<T>) {
  const sortable = column.sort !== undefined
  const order =
    sort && sort === column.sort?.asc ? 'ascend' : sort && sort === column.sort?.desc ? 'descend' : null
  return {
    key: column.key,
    title: column.title,
    align: column.align ?? 'left',
    ...(column.width ? { width: column.width } : {}),
    render: (_: unknown, row: T) => {
      const cell = column.cell(row) ?? (column.title ? <span className="bw-muted">—</span> : null)
      if (!rowHref) return cell
      return <RowHref.Provider value={{ href: rowHref(row), isCard: false }}>{cell}</RowHref.Provider>
    },
    ...(sortable
      ? {
          sorter: true,
          sortOrder: order as 'ascend' | 'descend' | null,
          sortDirections: [
            ...(column.sort?.desc ? (['descend'] as const) : []),
            ...(column.sort?.asc ? (['ascend'] as const) : []),
          ],
        }
      : {}),
  }
}

/** A row is a link, but links, buttons and marked text inside it keep their own meaning. */
function followRow(event: React.MouseEvent, follow: () => void) {
  const target = event.target as HTMLElement
  if (target.closest('a, button, input, [role="button"], .ant-dropdown')) return
  if (window.getSelection()?.toString()) return
  follow()
}
