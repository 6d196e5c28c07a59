import { Form, Select } from 'antd'
import { listContracts } from '../../api/contracts.ts'
import { listOrders } from '../../api/orders.ts'
import { formsText } from '../../text/web/forms.ts'
import { useLater } from '../api.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'

/** As many as are offered of one customer, what is under way first. */
const SHOWN = 100

/**
 * The order and the contract of the customer in the form that what is recorded belongs to, where there are
 * any; what is invoiced of an order is no longer counted as on the way [C021].
 */
export function BelongsTo() {
  const t = useText(formsText)
  const may = useMay()
  const customerId = (Form.useWatch('customerId') as string | null | undefined) ?? undefined
  const orders = useLater(listOrders, {
    query: { customerId, view: 'all', page: 1, size: SHOWN },
    enabled: may('order.read') && customerId !== undefined,
  }).data
  const contracts = useLater(listContracts, {
    query: { customerId, view: 'all', page: 1, size: SHOWN },
    enabled: may('contract.read') && customerId !== undefined,
  }).data
  const placed = (orders?.items ?? []).filter(({ status }) => status !== 'cancelled')
  const agreed = contracts?.items ?? []
  return (
    <>
      {placed.length > 0 && (
        <Form.Item name="orderId" label={t('ofOrder')} extra={t('ofOrderHint')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={placed.map((one) => ({
              value: one.id,
              label: t('ofOrderRest', {
                number: [one.number, one.title].filter(Boolean).join(' '),
                amount: moneyText(Math.max(0, one.amountFen - one.invoicedFen)),
              }),
            }))}
          />
        </Form.Item>
      )}
      {agreed.length > 0 && (
        <Form.Item name="contractId" label={t('ofContract')} extra={t('ofContractHint')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={agreed.map(({ id, number, title }) => ({
              value: id,
              label: [number, title].filter(Boolean).join(' · '),
            }))}
          />
        </Form.Item>
      )}
    </>
  )
}
