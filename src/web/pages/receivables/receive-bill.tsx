import { App, Form, Input, Segmented } from 'antd'
import { receiveBill } from '../../../api/bills.ts'
import { BILL_KINDS, type BillKind } from '../../../core/receivable/bill.ts'
import { billsText } from '../../../text/web/bills.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { CustomerPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'

type Props = { open: boolean; onClose: () => void }
type Fields = {
  customerId: string
  kind: BillKind
  number: string
  acceptor: string
  drawer?: string
  amountFen: number
  issuedOn: string
  dueOn: string
  receivedOn: string
  allocate: 'oldest' | 'none'
}

/** A bill that a customer has handed over, set against what is owed. */
export function ReceiveBill({ open, onClose }: Props) {
  const t = useText(billsText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('receive')}
      formId="receive-bill"
      okText={t('receive')}
    >
      <ReceiveForm onClose={onClose} />
    </FormDrawer>
  )
}

function ReceiveForm({ onClose }: Pick<Props, 'onClose'>) {
  const t = useText(billsText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(receiveBill, {
    onDone: ({ allocatedFen, unallocatedFen }) => {
      const fill = { allocated: moneyText(allocatedFen), rest: moneyText(unallocatedFen) }
      void message.success(t(unallocatedFen === 0 ? 'saved' : 'savedRest', fill))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  const days = [
    { name: 'issuedOn', label: t('issued'), to: today },
    { name: 'dueOn', label: t('due'), to: undefined },
    { name: 'receivedOn', label: t('receivedOn'), to: today },
  ]
  return (
    <Form<Fields>
      id="receive-bill"
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: 'bank', receivedOn: today, allocate: 'oldest' }}
      onFinish={(body) => send.mutate({ body: { ...body, drawer: body.drawer ?? '' } })}
    >
      <p className="bw-soft">{t('receiveHint')}</p>
      <Form.Item name="customerId" label={t('customer')} rules={required}>
        <CustomerPick />
      </Form.Item>
      <Form.Item name="kind" label={t('kind')}>
        <Segmented options={BILL_KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))} />
      </Form.Item>
      <Form.Item name="amountFen" label={t('amount')} rules={required}>
        <MoneyInput size="large" />
      </Form.Item>
      {days.map(({ name, label, to }) => (
        <Form.Item key={name} name={name} label={label} rules={required}>
          <DayInput to={to} clearable={false} />
        </Form.Item>
      ))}
      <Form.Item name="number" label={t('number')} extra={t('numberHint')} rules={required}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="acceptor" label={t('acceptor')} extra={t('acceptorHint')} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="drawer" label={t('drawer')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="allocate" label={t('allocate')}>
        <Segmented
          options={[
            { value: 'oldest', label: t('allocateOldest') },
            { value: 'none', label: t('allocateNone') },
          ]}
        />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
