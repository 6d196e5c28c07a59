import { Button } from 'antd'
import { useState } from 'react'
import { listOrders, type OrderRow } from '../../api/orders.ts'
import { ordersText } from '../../text/web/orders.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Day } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { BookedMoney } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { useAsOf } from '../ui/url.tsx'
import { isLate, OrderStatusTag } from './order-status.tsx'

const CreateOrderDrawer = laterOpened(async () => (await import('./create-order.tsx')).CreateOrderDrawer)

type Props = {
  customer?: { id: string; name: string } | undefined
  deal?: { id: string; title: string; amountFen?: number | null; currency?: string } | undefined
}

/** The orders of a deal or a customer, what is still to be delivered first. */
export function OrdersPanel({ customer, deal }: Props) {
  const t = useText(ordersText)
  const may = useMay()
  const asOf = useAsOf()
  const [creating, setCreating] = useState(false)
  const of = deal ? { dealId: deal.id } : { customerId: customer?.id }
  const { data } = useLater(listOrders, {
    query: { ...of, view: 'all', size: 8, page: 1, asOf },
    enabled: may('order.read'),
  })
  const columns: Column<OrderRow>[] = [
    { key: 'number', title: t('number'), card: 'title', cell: (row) => <RowLink>{row.number}</RowLink> },
    { key: 'status', title: t('status'), cell: (row) => <OrderStatusTag order={row} /> },
    {
      key: 'planned',
      title: t('plannedOn'),
      cell: (row) => (row.plannedOn ? <Day day={row.plannedOn} /> : null),
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
  ]
  if (!data || (data.items.length === 0 && (asOf || !may('order.write')))) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        !asOf &&
        may('order.write') && (
          <Button size="small" onClick={() => setCreating(true)}>
            {t('create')}
          </Button>
        )
      }
    >
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.order(row.id)}
        rowTone={(row) => (isLate(row) ? 'danger' : row.status === 'cancelled' ? 'muted' : undefined)}
        empty={<EmptyState title={t('panelNone')} />}
      />
      <CreateOrderDrawer open={creating} onClose={() => setCreating(false)} customer={customer} deal={deal} />
    </Panel>
  )
}
