import { App, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { listInstalments, recordPayment } from '../../api/receivables.ts'
import { isUndated } from '../../core/receivable/retention.ts'
import { formsText } from '../../text/web/forms.ts'
import { useLater, useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { Money, moneyText } from '../ui/money.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'
import { CustomerPick } from './pickers.tsx'

type Fields = {
  customerId: string
  kind: 'payment' | 'credit_note'
  amountFen: number
  receivedOn: string
  reference?: string
  remark?: string
  way: 'oldest' | 'choose' | 'none'
}

type DrawerProps = {
  open: boolean
  customer?: { id: string; name: string } | undefined
  onClose: () => void
}

/** Money that came, or goods that went back, set against what is owed: partial, over and advance [C091]. */
export function RecordPaymentDrawer({ open, customer, onClose }: DrawerProps) {
  const t = useText(formsText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('recordPayment')}
      formId="record-payment"
      okText={t('recordPayment')}
    >
      <PaymentForm customer={customer} onClose={onClose} />
    </FormDrawer>
  )
}

function PaymentForm({ customer, onClose }: Omit<DrawerProps, 'open'>) {
  const t = useText(formsText)
  const today = useToday()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const [chosen, setChosen] = useState<Record<string, number>>({})
  const customerId = Form.useWatch('customerId', form)
  const way = Form.useWatch('way', form)
  const amountFen = Form.useWatch('amountFen', form)
  const send = useSend(recordPayment, {
    onDone: (done) => {
      const allocated = moneyText(done.allocatedFen)
      const rest = moneyText(done.unallocatedFen)
      void message.success(
        done.unallocatedFen === 0
          ? t('paymentSaved', { allocated })
          : t('paymentSavedRest', { allocated, rest }),
      )
      onClose()
    },
  })
  const sumChosen = Object.values(chosen).reduce((sum, fen) => sum + fen, 0)
  const tooMuch = way === 'choose' && sumChosen > (amountFen ?? 0)
  const finish = (fields: Fields) => {
    if (tooMuch) return
    const parts = Object.entries(chosen).filter(([, fen]) => fen > 0)
    const byHand = parts.map(([instalmentId, fen]) => ({ instalmentId, amountFen: fen }))
    send.mutate({
      body: {
        customerId: fields.customerId,
        kind: fields.kind,
        receivedOn: fields.receivedOn,
        amountFen: fields.amountFen,
        reference: fields.reference ?? '',
        remark: fields.remark ?? '',
        allocate: fields.way === 'choose' ? (byHand.length > 0 ? byHand : 'none') : fields.way,
      },
    })
  }
  return (
    <Form<Fields>
      id="record-payment"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ customerId: customer?.id, kind: 'payment', receivedOn: today, way: 'oldest' }}
      onFinish={finish}
    >
      <Form.Item name="customerId" label={t('customer')} rules={[{ required: true, message: t('required') }]}>
        <CustomerPick known={customer} />
      </Form.Item>
      <Form.Item name="kind" label={t('kind')}>
        <Segmented
          options={[
            { value: 'payment', label: t('payment') },
            { value: 'credit_note', label: t('creditNote') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="amountFen"
        label={t('amount')}
        rules={[{ required: true, type: 'number', min: 1, message: t('amountPositive') }]}
      >
        <MoneyInput size="large" />
      </Form.Item>
      <Form.Item
        name="receivedOn"
        label={t('receivedOn')}
        rules={[{ required: true, message: t('required') }]}
      >
        <DayInput to={today} clearable={false} />
      </Form.Item>
      <Form.Item name="way" label={t('allocate')}>
        <Segmented
          block
          options={[
            { value: 'oldest', label: t('allocateOldest') },
            { value: 'choose', label: t('allocateChoose') },
            { value: 'none', label: t('allocateNone') },
          ]}
        />
      </Form.Item>
      {customerId && (
        <OwedList customerId={customerId} choose={way === 'choose'} chosen={chosen} onChange={setChosen} />
      )}
      {way === 'choose' && amountFen && !tooMuch && sumChosen < amountFen ? (
        <p className="bw-soft biz-hint">{t('allocateRest', { amount: moneyText(amountFen - sumChosen) })}</p>
      ) : null}
      {tooMuch && (
        <p className="bw-danger biz-hint" role="alert">
          {t('allocateTooMuch', { amount: moneyText(sumChosen - (amountFen ?? 0)) })}
        </p>
      )}
      <Form.Item name="reference" label={t('reference')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="remark" label={t('remark')}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}

/** What this customer still owes, oldest first; with `choose` each line takes its own part. */
function OwedList(props: {
  customerId: string
  choose: boolean
  chosen: Record<string, number>
  onChange: (next: Record<string, number>) => void
}) {
  const t = useText(formsText)
  const { data } = useLater(listInstalments, {
    query: { customerId: props.customerId, sort: 'due', size: 50, page: 1 },
  })
  if (!data) return null
  const owed = data.items.filter((item) => item.openFen > 0)
  if (owed.length === 0) return <p className="bw-soft biz-hint">{t('allocateNothing')}</p>
  return (
    <ul className="biz-owed">
      {owed.map((item) => (
        <li key={item.id}>
          <div>
            <strong>{item.invoiceNumber}</strong> {item.label}
            <div className={item.overdueDays > 0 ? 'bw-danger' : 'bw-muted'}>
              {item.overdueDays > 0
                ? t('overdueBy', { n: item.overdueDays })
                : isUndated(item.dueOn)
                  ? t('awaitsAcceptance')
                  : t('due', { day: item.dueOn })}
            </div>
          </div>
          {props.choose ? (
            <div className="biz-owed-part">
              <MoneyInput
                value={props.chosen[item.id] ?? null}
                label={`${item.invoiceNumber} ${item.label}`}
                onChange={(fen) =>
                  props.onChange({ ...props.chosen, [item.id]: Math.min(fen ?? 0, item.openFen) })
                }
              />
            </div>
          ) : (
            <Money fen={item.openFen} />
          )}
        </li>
      ))}
    </ul>
  )
}
