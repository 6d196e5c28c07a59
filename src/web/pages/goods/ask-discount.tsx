import { App, Form, Input, Radio, Select } from 'antd'
import { askDiscount } from '../../../api/allowances.ts'
import { CAUSE_WORDS } from '../../../core/order/allowance.ts'
import { allowancesText } from '../../../text/web/allowances.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { CustomerPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'

type Fields = {
  customerId: string
  kind: 'discount' | 'rebate'
  invoiceNumber?: string
  from?: string
  until?: string
  cause: 'price' | 'quality' | 'volume' | 'other'
  amountFen: number
  reason: string
}

/** A discount on one invoice or a rebate on a period; asked, never typed into an instalment. */
export function AskDiscount({
  customerId,
  onClose,
}: {
  customerId: string | undefined
  onClose: () => void
}) {
  const t = useText(allowancesText)
  const { language } = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form)
  const send = useSend(askDiscount, {
    onDone: ({ inEffect }) => {
      void message.success(t(inEffect ? 'granted' : 'sentToApproval'))
      onClose()
    },
  })
  const must = [{ required: true, message: t('required') }]
  const save = ({ kind: what, invoiceNumber, from, until, ...fields }: Fields) =>
    send.mutate({ body: { ...fields, ...(what === 'discount' ? { invoiceNumber } : { from, until }) } })
  return (
    <FormDrawer open onClose={onClose} title={t('askDiscount')} formId="ask-discount" busy={send.isPending}>
      <Form<Fields>
        id="ask-discount"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'discount', cause: 'price', customerId }}
        onFinish={save}
      >
        <Form.Item name="customerId" label={t('customer')} rules={must}>
          <CustomerPick />
        </Form.Item>
        <Form.Item name="kind" label={t('kind')}>
          <Radio.Group
            options={(['discount', 'rebate'] as const).map((value) => ({ value, label: t(value) }))}
          />
        </Form.Item>
        {kind === 'rebate' ? (
          <div className="biz-pair">
            <Form.Item name="from" label={t('from')} rules={must}>
              <DayInput />
            </Form.Item>
            <Form.Item name="until" label={t('until')} rules={must}>
              <DayInput />
            </Form.Item>
          </div>
        ) : (
          <Form.Item name="invoiceNumber" label={t('invoice')} rules={must}>
            <Input maxLength={60} />
          </Form.Item>
        )}
        <Form.Item name="amountFen" label={t('amount')} rules={must}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="cause" label={t('cause')}>
          <Select
            options={(['price', 'quality', 'volume', 'other'] as const).map((value) => ({
              value,
              label: CAUSE_WORDS[value][language],
            }))}
          />
        </Form.Item>
        <Form.Item name="reason" label={t('reason')} rules={[{ ...must[0]!, whitespace: true }]}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
