import type { OrderRow } from '../../api/orders.ts'
import { ordersText } from '../../text/web/orders.ts'
import { useText } from '../ui/language.tsx'

type Shown = Pick<OrderRow, 'status' | 'lateDays' | 'creditHold'>

export function isLate(order: Omit<Shown, 'creditHold'>): boolean {
  return order.lateDays > 0 && (order.status === 'open' || order.status === 'partial')
}

/** Where an order stands, with how late it is or was [C049]. */
export function OrderStatusTag({ order }: { order: Shown }) {
  const t = useText(ordersText)
  const tone = isLate(order) ? ' bw-tag-danger' : order.status === 'delivered' ? ' bw-tag-accent' : ''
  return (
    <span className="bw-row">
      <span className={`bw-tag${tone}`}>
        {t(order.status)}
        {order.lateDays > 0 && ` · ${t('lateDays', { n: order.lateDays })}`}
      </span>
      {order.creditHold && <span className="bw-tag bw-tag-danger">{t('creditHeld')}</span>}
    </span>
  )
}
