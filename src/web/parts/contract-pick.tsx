import { Form, Select } from 'antd'
import { useEffect } from 'react'
import { getContract, listContracts } from '../../api/contracts.ts'
import { orderPricesText } from '../../text/web/order-prices.ts'
import { useLater } from '../api.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'

/**
 * Under which contract an order is placed; choosing one takes over its currency and its lines, so that the
 * agreed prices are not typed again.
 */
export function ContractPick({ customerId, onLines }: { customerId: string | null; onLines: () => void }) {
  const t = useText(orderPricesText)
  const may = useMay()
  const form = Form.useFormInstance()
  const chosen = (Form.useWatch('contractId') as string | null | undefined) ?? null
  const reads = may('contract.read')
  const { data } = useLater(listContracts, {
    query: { customerId: customerId ?? undefined, view: 'open', page: 1, size: 50 },
    enabled: reads && customerId !== null,
  })
  const contract = useLater(getContract, {
    params: { id: chosen ?? '' },
    enabled: reads && chosen !== null,
  }).data
  useEffect(() => {
    if (!contract || contract.id !== chosen) return
    // An order is held against what its contract agreed, which is in the contract's currency.
    form.setFieldValue('currency', contract.content.currency)
    if (contract.content.lines.length === 0) return
    form.setFieldValue(
      'lines',
      contract.content.lines.map((line) => ({
        product: line.product,
        quantity: line.quantityMilli / 1000,
        unit: line.unit ?? '',
        priceFen: line.unitPriceFen,
      })),
    )
    onLines()
  }, [contract, chosen, form, onLines])
  const items = data?.items ?? []
  if (items.length === 0) return null
  return (
    <Form.Item name="contractId" label={t('pickContract')}>
      <Select
        allowClear
        placeholder={t('none')}
        options={items.map((one) => ({
          value: one.id,
          label: [one.number, one.title, one.approvedAt === null && t('notInForce')]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
    </Form.Item>
  )
}
