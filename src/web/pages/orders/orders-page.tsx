import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { exportOrders, listOrders, type OrderRow } from '../../../api/orders.ts'
import { ORDER_STATUSES } from '../../../core/order/course.ts'
import { ordersText } from '../../../text/web/orders.ts'
import { useData } from '../../api.ts'
import { useCustomColumns } from '../../parts/custom-words.tsx'
import { useExportHref } from '../../parts/export-href.ts'
import { ColumnChoice } from '../../parts/list-columns.tsx'
import { type FieldOptions, useChosenColumns, useFieldWord } from '../../parts/list-fields.tsx'
import { FilterTags, ListFilter } from '../../parts/list-filter.tsx'
import { ListViews } from '../../parts/list-views.tsx'
import { NoRecords } from '../../parts/no-records.tsx'
import { isLate, OrderStatusTag } from '../../parts/order-status.tsx'
import '../../parts/parts.css'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { BookedMoney, Money, moneyText } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { ORDERS_PAGE_SIZE, ordersQuery } from './queries.ts'

const CreateOrderDrawer = laterOpened(
  async () => (await import('../../parts/create-order.tsx')).CreateOrderDrawer,
)

/** What has to be delivered, the latest first [C048 C049]. */
export function OrdersPage() {
  const t = useText(ordersText)
  const may = useMay()
  const { values } = useUrl()
  const [creating, setCreating] = useState(false)
  const reply = useData(listOrders, { query: ordersQuery(values) })
  const exportHref = useExportHref(exportOrders, { ...ordersQuery(values), cols: values['cols'] })
  const create = may('order.write') ? () => setCreating(true) : null
  const { late, lateFen } = reply.counts
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          create && (
            <Button type="primary" icon={<PlusOutlined />} onClick={create}>
              {t('create')}
            </Button>
          )
        }
      />
      <Filters counts={reply.counts} />
      <DataTable
        columns={useColumns()}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.order(row.id)}
        total={reply.total}
        pageSize={ORDERS_PAGE_SIZE}
        toolbar={
          late > 0 && (
            <span className="bw-danger">{t('lateSum', { n: late, amount: moneyText(lateFen) })}</span>
          )
        }
        exportHref={exportHref}
        rowTone={(row) => (isLate(row) ? 'danger' : row.status === 'cancelled' ? 'muted' : undefined)}
        empty={<NoOrders onCreate={create} />}
      />
      <CreateOrderDrawer open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function Filters({ counts }: { counts: { open: number; late: number } }) {
  const t = useText(ordersText)
  const people = usePeople()
  const options = useOptions()
  const withCount = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  return (
    <>
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="open"
          options={[
            { value: 'open', label: withCount(t('open'), counts.open) },
            { value: 'late', label: withCount(t('late'), counts.late) },
            { value: 'delivered', label: t('delivered') },
            { value: 'cancelled', label: t('cancelled') },
            { value: 'all', label: t('all') },
          ]}
        />
        <ListViews list="order" />
        <UrlSearch label={t('search')} />
        {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
        <ListFilter list="order" options={options} />
        <ColumnChoice list="order" />
      </FilterBar>
      <FilterTags list="order" options={options} />
    </>
  )
}

function NoOrders({ onCreate }: { onCreate: (() => void) | null }) {
  const t = useText(ordersText)
  const { values } = useUrl()
  const isNarrowed = Boolean(values.q || values.responsibleId || values['fields'] || values['custom'])
  if (values.view === 'late' && !isNarrowed) {
    return <EmptyState title={t('emptyLateTitle')} text={t('emptyLateText')} />
  }
  return (
    <NoRecords
      t={t}
      isFiltered={isNarrowed || Boolean(values.view)}
      href={paths.orders()}
      create={onCreate && { label: t('create'), onClick: onCreate }}
    />
  )
}

/** What the choices of the list are called. */
function useOptions(): FieldOptions {
  const t = useText(ordersText)
  return { responsible: usePeople(), status: ORDER_STATUSES.map((value) => ({ value, label: t(value) })) }
}

function useColumns(): Column<OrderRow>[] {
  const t = useText(ordersText)
  const own = useCustomColumns<OrderRow>('order')
  const facts = useFactColumns()
  return useChosenColumns('order', [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.order(row.id)}>{row.number}</TextLink>
          <span className="bw-muted">{[row.customer.name, row.title].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <BookedMoney as="list" fen={row.amountFen} currency={row.currency} original={row.original} />
      ),
    },
    { key: 'status', title: t('status'), cell: (row) => <OrderStatusTag order={row} /> },
    { key: 'ordered_on', title: t('orderedOn'), card: 'hide', cell: (row) => <Day day={row.orderedOn} /> },
    {
      key: 'planned_on',
      title: t('plannedOn'),
      cell: (row) => (row.plannedOn ? <Day day={row.plannedOn} near={row.status !== 'delivered'} /> : null),
    },
    {
      key: 'delivered_on',
      title: t('deliveredOn'),
      cell: (row) => (row.deliveredOn ? <Day day={row.deliveredOn} /> : null),
    },
    { key: 'responsible', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
    ...facts,
    ...own,
  ])
}

/** What is shown to whoever chose it. */
function useFactColumns(): Column<OrderRow>[] {
  const name = useFieldWord('order')
  const right = { align: 'right' as const }
  return [
    { key: 'title', title: name('title'), cell: (row) => row.title },
    { key: 'customer', title: name('customer'), cell: (row) => row.customer.name },
    { key: 'currency', title: name('currency'), cell: (row) => row.currency },
    {
      ...right,
      key: 'original',
      title: name('original'),
      cell: (row) => <Money fen={row.original?.minor ?? row.amountFen} currency={row.currency} />,
    },
    { ...right, key: 'late_days', title: name('late_days'), cell: (row) => row.lateDays || null },
    { ...right, key: 'invoiced', title: name('invoiced'), cell: (row) => <Money fen={row.invoicedFen} /> },
  ]
}
