import { ordersText } from '../../../text/web/orders.ts'
import { useText } from '../../ui/language.tsx'
import { Facts, Panel } from '../../ui/page-head.tsx'
import type { Order } from './order-steps.ts'

/** Once an order is over: how far quantity, price and date are from what was first confirmed (C272). */
export function OffPlanOfOrder({ order }: { order: Order }) {
  const t = useText(ordersText)
  const { offPlan } = order
  if (offPlan === null) return null
  const { quantityBp, priceBp, billedBp, lateDays } = offPlan
  const items = [
    { label: t('offQuantity'), value: <Share bp={quantityBp} /> },
    { label: t('offPrice'), value: <Share bp={priceBp} /> },
    ...(billedBp === null ? [] : [{ label: t('offBilled'), value: <Share bp={billedBp} /> }]),
    {
      label: t('offDate'),
      value: <Off value={lateDays} text={t('offDays', { n: lateDays ?? 0 })} />,
    },
  ]
  return (
    <Panel title={t('offTitle')}>
      <Facts items={items} />
      <p className="bw-muted">{t('offHint')}</p>
    </Panel>
  )
}

function Share({ bp }: { bp: number | null }) {
  return <Off value={bp} text={`${Math.round((bp ?? 0) / 10) / 10}%`} />
}

function Off({ value, text }: { value: number | null; text: string }) {
  const t = useText(ordersText)
  if (value === null) return <span className="bw-muted">{t('offUnknown')}</span>
  if (value === 0) return <span>{t('offNone')}</span>
  return <span className="bw-warn">{text}</span>
}
