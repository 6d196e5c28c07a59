import { App, Checkbox, Form, Input } from 'antd'
import { useCallback, useState } from 'react'
import { createOrder } from '../../api/orders.ts'
import { ordersText } from '../../text/web/orders.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { useGo } from '../ui/url.tsx'
import { ContractPick } from './contract-pick.tsx'
import { AmountInCurrency, CurrencyField } from './currency-pick.tsx'
import { type CustomFormValues, CustomInputs, customBody } from './custom-inputs.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { LineEditor } from './line-editor.tsx'
import { type LineFields, sentLines } from './line-fields.ts'
import { CustomerPick, PersonPick } from './pickers.tsx'

type Fields = {
  number?: string
  customerId: string
  contractId?: string | null
  title?: string
  currency?: string
  amountFen?: number | null
  lines?: LineFields[]
  orderedOn: string
  plannedOn?: string | null
  responsibleId?: string | null
  remark?: string
  custom?: CustomFormValues
}

type Props = {
  open: boolean
  onClose: () => void
  customer?: { id: string; name: string } | undefined
  deal?: { id: string; title: string; amountFen?: number | null; currency?: string } | undefined
  /** whose lines and prices the order takes over */
  contractId?: string | undefined
}

/** An order with lines, or just its number, amount and two days [C048]. */
export function CreateOrderDrawer({ open, onClose, customer, deal, contractId }: Props) {
  const t = useText(ordersText)
  const go = useGo()
  const today = useToday()
  const { message } = App.useApp()
  const [byLine, setByLine] = useState(false)
  const [customerId, setCustomerId] = useState(customer?.id ?? null)
  const takeLines = useCallback(() => setByLine(true), [])
  const send = useSend(createOrder, {
    onDone: ({ id }) => {
      void message.success(t('created'))
      onClose()
      go(paths.order(id))
    },
  })
  const save = ({ lines, amountFen, custom, ...fields }: Fields) =>
    send.mutate({
      body: {
        ...fields,
        ...customBody(custom),
        number: fields.number?.trim() || null,
        contractId: fields.contractId ?? null,
        dealId: deal?.id ?? null,
        ...(byLine ? { lines: sentLines(lines ?? []) } : { amountFen: amountFen ?? null }),
      },
    })
  const must = [{ required: true, message: t('required') }]
  return (
    <FormDrawer open={open} onClose={onClose} title={t('create')} formId="order-form" busy={send.isPending}>
      <Form<Fields>
        id="order-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          customerId: customer?.id,
          contractId,
          title: deal?.title,
          amountFen: deal?.amountFen,
          ...(deal?.currency ? { currency: deal.currency } : {}),
          orderedOn: today,
        }}
        onValuesChange={(changed, all) => {
          if ('customerId' in changed) setCustomerId(all.customerId ?? null)
        }}
        onFinish={save}
      >
        <Form.Item name="number" label={t('number')}>
          <Input maxLength={60} autoFocus placeholder={t('numberAuto')} />
        </Form.Item>
        <Form.Item name="customerId" label={t('customer')} rules={must}>
          <CustomerPick known={customer} />
        </Form.Item>
        <ContractPick customerId={customerId} onLines={takeLines} />
        <Form.Item name="title" label={t('content')}>
          <Input maxLength={200} />
        </Form.Item>
        <CurrencyField />
        {byLine ? (
          <LineEditor />
        ) : (
          <Form.Item name="amountFen" label={t('amount')} rules={must}>
            <AmountInCurrency />
          </Form.Item>
        )}
        <Form.Item>
          <Checkbox checked={byLine} onChange={(event) => setByLine(event.target.checked)}>
            {t('lines')}
          </Checkbox>
        </Form.Item>
        <Form.Item name="orderedOn" label={t('orderedOn')} rules={must}>
          <DayInput to={today} clearable={false} />
        </Form.Item>
        <Form.Item name="plannedOn" label={t('plannedOn')}>
          <DayInput />
        </Form.Item>
        <Form.Item name="responsibleId" label={t('responsible')}>
          <PersonPick />
        </Form.Item>
        <CustomInputs record="order" />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
