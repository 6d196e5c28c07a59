import type { OrderRow } from '../../api/orders.ts'
import { orderPricesText } from '../../text/web/order-prices.ts'
import { ordersText } from '../../text/web/orders.ts'
import { useText } from '../ui/language.tsx'

type Shown = Pick<OrderRow, 'status' | 'lateDays' | 'creditHold' | 'priceHold'>

export function isLate(order: Pick<Shown, 'status' | 'lateDays'>): boolean {
  return order.lateDays > 0 && (order.status === 'open' || order.status === 'partial')
}

/** Where an order stands, with how late it is or was [C049]. */
export function OrderStatusTag({ order }: { order: Shown }) {
  const t = useText(ordersText)
  const prices = useText(orderPricesText)
  const tone = isLate(order) ? ' bw-tag-danger' : order.status === 'delivered' ? ' bw-tag-accent' : ''
  return (
    <span className="bw-row">
      <span className={`bw-tag${tone}`}>
        {t(order.status)}
        {order.lateDays > 0 && ` · ${t('lateDays', { n: order.lateDays })}`}
      </span>
      {order.creditHold && <span className="bw-tag bw-tag-danger">{t('creditHeld')}</span>}
      {order.priceHold && <span className="bw-tag bw-tag-danger">{prices('held')}</span>}
    </span>
  )
}
