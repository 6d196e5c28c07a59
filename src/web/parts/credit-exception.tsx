import { App, Form, Input } from 'antd'
import { askException } from '../../api/credit.ts'
import { addDays } from '../../core/calendar.ts'
import { creditText } from '../../text/web/credit.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'

type Fields = { amountFen?: number | null; reason: string; expiresOn: string }
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
        initialValues={{ expiresOn: addDays(today, USUAL_DAYS) }}
        onFinish={(fields) =>
          send.mutate({ params: { id: props.customerId }, body: { ...fields, orderId: order?.id ?? null } })
        }
      >
        {order ? (
          <Form.Item label={t('releaseAmount')}>{moneyText(order.amountFen)}</Form.Item>
        ) : (
          <Form.Item
            name="amountFen"
            label={t('exceptionAmount')}
            rules={[{ required: true, message: t('required') }]}
          >
            <MoneyInput label={t('exceptionAmount')} />
          </Form.Item>
        )}
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
