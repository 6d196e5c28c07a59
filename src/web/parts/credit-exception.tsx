import { App, Form, Input, InputNumber, Segmented } from 'antd'
import { askException } from '../../api/credit.ts'
import { addDays } from '../../core/calendar.ts'
import { creditText } from '../../text/web/credit.ts'
import { termsText } from '../../text/web/credit-terms.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'

type Fields = {
  what?: 'money' | 'terms'
  amountFen?: number | null
  termDays?: number | null
  prepayPercent?: number | null
  reason: string
  expiresOn: string
}

/** The fields that the other kind of exception had are not sent. */
function bodyOf({ what, amountFen, termDays, prepayPercent, ...fields }: Fields) {
  if (what !== 'terms') return { ...fields, amountFen: amountFen ?? null }
  const prepayBp = prepayPercent == null ? null : Math.round(prepayPercent * 100)
  return { ...fields, termDays: termDays ?? null, prepayBp }
}

const USUAL_DAYS = 14

/** More than the limit until a day: for one held order, or for the customer (C022). */
export function ExceptionDrawer(props: {
  open: boolean
  customerId: string
  order?: { id: string; number: string; amountFen: number } | undefined
  onClose: () => void
}) {
  const t = useText(creditText)
  const today = useToday()
  const { message } = App.useApp()
  const { order } = props
  const send = useSend(askException, {
    onDone: (reply) => {
      void message.success(t(reply.inEffect ? 'exceptionSet' : 'askDone'))
      props.onClose()
    },
  })
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={order ? t('releaseTitle', { number: order.number }) : t('exceptionTitle')}
      formId="exception-form"
      busy={send.isPending}
      width={420}
    >
      <p className="bw-soft biz-hint">{t('exceptionNote')}</p>
      <Form<Fields>
        id="exception-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ what: 'money', expiresOn: addDays(today, USUAL_DAYS) }}
        onFinish={(fields) =>
          send.mutate({
            params: { id: props.customerId },
            body: { ...bodyOf(fields), orderId: order?.id ?? null },
          })
        }
      >
        {order ? <Form.Item label={t('releaseAmount')}>{moneyText(order.amountFen)}</Form.Item> : <What />}
        <Form.Item
          name="reason"
          label={t('askReason')}
          rules={[{ required: true, whitespace: true, min: 4, message: t('required') }]}
        >
          <Input.TextArea rows={3} maxLength={500} placeholder={t('exceptionHint')} />
        </Form.Item>
        <Form.Item name="expiresOn" label={t('until')} rules={[{ required: true, message: t('required') }]}>
          <DayInput from={today} to={addDays(today, 184)} clearable={false} label={t('until')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

/** Either more money, or other terms than the grade allows (C019 C020). */
function What() {
  const t = useText(creditText)
  const terms = useText(termsText)
  const what = Form.useWatch<Fields['what']>('what') ?? 'money'
  return (
    <>
      <Form.Item name="what" label={terms('what')}>
        <Segmented
          options={[
            { value: 'money', label: terms('whatMoney') },
            { value: 'terms', label: terms('whatTerms') },
          ]}
        />
      </Form.Item>
      {what === 'money' ? (
        <Form.Item
          name="amountFen"
          label={t('exceptionAmount')}
          rules={[{ required: true, message: t('required') }]}
        >
          <MoneyInput label={t('exceptionAmount')} />
        </Form.Item>
      ) : (
        <>
          <Form.Item
            name="termDays"
            label={terms('exceptTerm')}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  value != null || getFieldValue('prepayPercent') != null
                    ? Promise.resolve()
                    : Promise.reject(new Error(terms('exceptNothing'))),
              }),
            ]}
          >
            <InputNumber min={0} max={3650} precision={0} />
          </Form.Item>
          <Form.Item name="prepayPercent" label={terms('exceptPrepay')}>
            <InputNumber min={0} max={100} precision={2} suffix="%" />
          </Form.Item>
        </>
      )}
    </>
  )
}
