import { App, Form, Input } from 'antd'
import { claimReceipt, reportReceipt, setReceiptAside } from '../../../api/receipts.ts'
import { receiptsText } from '../../../text/web/receipts.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { CustomerPick } from '../../parts/pickers.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'
import type { ReceiptRow } from './queries.ts'

type Shown = { row: ReceiptRow | null; onClose: () => void }

/** Whose money it is, said by whoever knows [C181]. */
export function ClaimDrawer({ row, onClose }: Shown) {
  const t = useText(receiptsText)
  return (
    <FormDrawer
      open={row !== null}
      onClose={onClose}
      title={t('claimTitle')}
      formId="claim-receipt"
      okText={t('claim')}
    >
      {row && <ClaimForm row={row} onClose={onClose} />}
    </FormDrawer>
  )
}

function ClaimForm({ row, onClose }: { row: ReceiptRow; onClose: () => void }) {
  const t = useText(receiptsText)
  const { message } = App.useApp()
  const known = row.customer ?? row.proposal?.customer
  const send = useSend(claimReceipt, {
    onDone: () => {
      void message.success(t('claimSaved'))
      onClose()
    },
  })
  return (
    <Form<{ customerId: string; note?: string }>
      id="claim-receipt"
      layout="vertical"
      requiredMark={false}
      initialValues={{ customerId: known?.id, note: row.note }}
      onFinish={({ customerId, note }) =>
        send.mutate({ params: { id: row.id }, body: { customerId, note: note ?? '' } })
      }
    >
      <p className="bw-soft biz-hint">
        {row.on} · {moneyText(row.amountFen)} · {row.payerName || t('noPayer')} {row.remark}
      </p>
      <Form.Item name="customerId" label={t('customer')} rules={[{ required: true, message: t('required') }]}>
        <CustomerPick known={known} />
      </Form.Item>
      <Form.Item name="note" label={t('claimNote')}>
        <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}

export function AsideDialog({ row, onClose }: Shown) {
  const t = useText(receiptsText)
  const { message } = App.useApp()
  const send = useSend(setReceiptAside, {
    onDone: () => {
      void message.success(t('asideDone'))
      onClose()
    },
  })
  return (
    <Confirm
      open={row !== null}
      title={t('asideTitle')}
      text={t('asideText')}
      okText={t('asideDo')}
      reason="required"
      busy={send.isPending}
      error={send.error}
      onOk={(reason) => row && send.mutate({ params: { id: row.id }, body: { reason } })}
      onCancel={onClose}
    />
  )
}

export function ReportDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(receiptsText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('report')}
      formId="report-receipt"
      okText={t('report')}
    >
      <ReportForm onClose={onClose} />
    </FormDrawer>
  )
}

type Report = {
  customerId: string
  receivedOn: string
  amountFen: number
  payerName?: string
  remark?: string
}

function ReportForm({ onClose }: { onClose: () => void }) {
  const t = useText(receiptsText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(reportReceipt, {
    onDone: () => {
      void message.success(t('reported'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<Report>
      id="report-receipt"
      layout="vertical"
      requiredMark={false}
      initialValues={{ receivedOn: today }}
      onFinish={(fields) => send.mutate({ body: fields })}
    >
      <p className="bw-soft biz-hint">{t('reportHint')}</p>
      <Form.Item name="customerId" label={t('customer')} rules={required}>
        <CustomerPick />
      </Form.Item>
      <Form.Item name="amountFen" label={t('amount')} rules={required}>
        <MoneyInput />
      </Form.Item>
      <Form.Item name="receivedOn" label={t('on')} rules={required}>
        <DayInput to={today} clearable={false} />
      </Form.Item>
      <Form.Item name="payerName" label={t('payer')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="remark" label={t('remark')}>
        <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
