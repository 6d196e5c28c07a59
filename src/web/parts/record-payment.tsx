import { App, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { recordPayment } from '../../api/receivables.ts'
import { COMPANY_CURRENCY, currencyText } from '../../core/exchange/rate.ts'
import { formsText } from '../../text/web/forms.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { useToday } from '../ui/today.tsx'
import { AmountInCurrency, CurrencyField } from './currency-pick.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { currencyOf, OwedList, useOwed } from './owed-list.tsx'
import { PaymentWorth } from './payment-worth.tsx'
import { CustomerPick } from './pickers.tsx'

type Fields = {
  customerId: string
  kind: 'payment' | 'credit_note'
  currency: string
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
  const kind = Form.useWatch('kind', form) ?? 'payment'
  const receivedOn = Form.useWatch('receivedOn', form)
  const currency = Form.useWatch('currency', form) ?? COMPANY_CURRENCY
  const owed = useOwed(customerId)
  const amountText = (minor: number) => textIn(currency, minor)
  const send = useSend(recordPayment, {
    onDone: (done) => {
      const allocated = moneyText(done.allocatedFen)
      const rest = amountText(done.unallocatedMinor ?? done.unallocatedFen)
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
  const parts = Object.entries(chosen).filter(([, fen]) => fen > 0)
  const byHand = parts.map(([instalmentId, fen]) => ({ instalmentId, amountFen: fen }))
  const allocate = way === 'choose' ? (byHand.length > 0 ? byHand : ('none' as const)) : (way ?? 'oldest')
  const isAcross =
    way === 'choose' && (owed ?? []).some((item) => chosen[item.id] && currencyOf(item) !== currency)
  const finish = (fields: Fields) => {
    if (tooMuch) return
    send.mutate({
      body: {
        customerId: fields.customerId,
        kind: fields.kind,
        receivedOn: fields.receivedOn,
        currency: fields.currency,
        amountFen: fields.amountFen,
        reference: fields.reference ?? '',
        remark: fields.remark ?? '',
        allocate,
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
      <CurrencyField />
      <Form.Item
        name="amountFen"
        label={t('amount')}
        rules={[{ required: true, type: 'number', min: 1, message: t('amountPositive') }]}
      >
        <AmountInCurrency size="large" />
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
        <OwedList {...{ owed, currency, chosen }} choose={way === 'choose'} onChange={setChosen} />
      )}
      {way === 'choose' && amountFen && !tooMuch && sumChosen < amountFen ? (
        <p className="bw-soft biz-hint">{t('allocateRest', { amount: amountText(amountFen - sumChosen) })}</p>
      ) : null}
      {tooMuch && (
        <p className="bw-danger biz-hint" role="alert">
          {t('allocateTooMuch', { amount: amountText(sumChosen - (amountFen ?? 0)) })}
        </p>
      )}
      {customerId && receivedOn && amountFen && !tooMuch ? (
        <PaymentWorth
          body={{ customerId, kind, receivedOn, currency, amountFen, allocate }}
          isAcross={isAcross}
        />
      ) : null}
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

function textIn(currency: string, minor: number): string {
  return currency === COMPANY_CURRENCY ? moneyText(minor) : currencyText(BigInt(minor), currency)
}
