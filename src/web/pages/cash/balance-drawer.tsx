import { App, Form } from 'antd'
import { recordBalance } from '../../../api/cash.ts'
import { cashText } from '../../../text/web/cash.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Cash } from './queries.ts'

type Props = { open: boolean; cash: Cash; onClose: () => void }

/** What is in hand at the end of a day, and below what it is a shortfall. */
export function BalanceDrawer({ open, cash, onClose }: Props) {
  const t = useText(cashText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(recordBalance, {
    onDone: () => {
      void message.success(t('balanceSaved'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('balanceTitle')}
      formId="balance-form"
      busy={send.isPending}
    >
      <Form<{ on: string; amountFen: number; floorFen: number }>
        id="balance-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ on: today, floorFen: cash.balance?.floorFen ?? 0 }}
        onFinish={(body) => send.mutate({ body })}
      >
        <p className="bw-soft">{t('balanceText')}</p>
        <Form.Item name="on" label={t('balanceOn')} rules={required}>
          <DayInput to={today} clearable={false} />
        </Form.Item>
        <Form.Item name="amountFen" label={t('balanceAmount')} rules={required}>
          <MoneyInput label={t('balanceAmount')} autoFocus />
        </Form.Item>
        <Form.Item name="floorFen" label={t('floor')} extra={t('floorHint')} rules={required}>
          <MoneyInput label={t('floor')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
