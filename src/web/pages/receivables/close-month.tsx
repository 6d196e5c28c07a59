import { App, Form, Input } from 'antd'
import { closeMonth, previewClose } from '../../../api/closes.ts'
import { closesText } from '../../../text/web/closes.ts'
import { useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Facts } from '../../ui/page-head.tsx'

/** What the month will be closed with, compared with the general ledger before it is. */
export function CloseMonthDrawer({ month, onClose }: { month: string | null; onClose: () => void }) {
  const t = useText(closesText)
  return (
    <FormDrawer
      open={month !== null}
      onClose={onClose}
      title={t('closeTitle', { month: month ?? '' })}
      formId="close-month"
      okText={t('close', { month: month ?? '' })}
    >
      {month && <CloseForm month={month} onClose={onClose} />}
    </FormDrawer>
  )
}

function CloseForm({ month, onClose }: { month: string; onClose: () => void }) {
  const t = useText(closesText)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ ledgerFen?: number | null; note?: string }>()
  const ledgerFen = Form.useWatch('ledgerFen', form)
  const { data } = useLater(previewClose, { params: { month } })
  const send = useSend(closeMonth, {
    onDone: () => {
      void message.success(t('closed'))
      onClose()
    },
  })
  const differenceFen = data && typeof ledgerFen === 'number' ? data.balanceFen - ledgerFen : null
  const figures = [
    'balance',
    'open',
    'overdue',
    'retention',
    'advance',
    'billed',
    'received',
    'bills',
    'credited',
    'billsInHand',
  ] as const
  return (
    <Form
      id="close-month"
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={({ ledgerFen: ledger, note }: { ledgerFen?: number | null; note?: string }) =>
        send.mutate({ body: { month, ledgerFen: ledger ?? null, note: note ?? '' } })
      }
    >
      {data && (
        <>
          <p className="bw-soft biz-hint">{t('closeHint', { day: data.lastDay })}</p>
          <Facts
            items={[
              ...figures.map((key) => ({ label: t(key), value: <Money fen={data[`${key}Fen`] ?? 0} /> })),
              // As accounting writes it: a loss below zero.
              ...(data.exchangeFen === 0
                ? []
                : [{ label: t('exchange'), value: <Money fen={-data.exchangeFen} /> }]),
            ]}
          />
        </>
      )}
      <Form.Item name="ledgerFen" label={t('ledger')} extra={t('ledgerHint')} className="biz-close-ledger">
        <MoneyInput />
      </Form.Item>
      {differenceFen !== null && (
        <p className={differenceFen === 0 ? 'bw-good' : 'bw-danger'} role="status">
          {differenceFen === 0 ? (
            t('tied')
          ) : (
            <>
              {t('difference')} <Money fen={differenceFen} />
            </>
          )}
        </p>
      )}
      <Form.Item name="note" label={t('reasonNote')}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
