import { App, Form, Input, Select } from 'antd'
import { openDispute } from '../../../api/disputes.ts'
import { DISPUTE_KINDS, type DisputeKind } from '../../../core/receivable/dispute.ts'
import { disputesText } from '../../../text/web/disputes.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'

export type Contestable = {
  id: string
  invoiceNumber: string
  openFen: number
  disputedFen: number
  issuedOn: string
}

type Fields = {
  kind: DisputeKind
  amountFen: number
  reason: string
  openedOn: string
  dueOn?: string | null
  responsibleId?: string | null
}

/** What the customer contests of one instalment, in their words [C104]. */
export function RegisterDispute({ row, onClose }: { row: Contestable | null; onClose: () => void }) {
  const t = useText(disputesText)
  return (
    <FormDrawer
      open={row !== null}
      onClose={onClose}
      title={`${t('register')} ${row?.invoiceNumber ?? ''}`}
      formId="register-dispute"
      okText={t('save')}
    >
      {row && <DisputeForm row={row} onClose={onClose} />}
    </FormDrawer>
  )
}

function DisputeForm({ row, onClose }: { row: Contestable; onClose: () => void }) {
  const t = useText(disputesText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(openDispute, {
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  const free = row.openFen - row.disputedFen > 0 ? row.openFen - row.disputedFen : row.openFen
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<Fields>
      id="register-dispute"
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: 'quantity', amountFen: free, openedOn: today }}
      onFinish={({ dueOn, responsibleId, ...rest }) =>
        send.mutate({
          body: {
            ...rest,
            instalmentId: row.id,
            ...(dueOn ? { dueOn } : {}),
            ...(responsibleId ? { responsibleId } : {}),
          },
        })
      }
    >
      <Form.Item name="kind" label={t('kind')}>
        <Select options={DISPUTE_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))} />
      </Form.Item>
      <Form.Item
        name="amountFen"
        label={t('amount')}
        rules={required}
        extra={t('amountHint', { amount: moneyText(free) })}
      >
        <MoneyInput />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 3 }} placeholder={t('reasonHint')} />
      </Form.Item>
      <Form.Item name="openedOn" label={t('openedOn')} rules={required}>
        <DayInput from={row.issuedOn} to={today} clearable={false} />
      </Form.Item>
      <Form.Item name="dueOn" label={t('dueOn')} extra={t('dueHint')}>
        <DayInput from={today} />
      </Form.Item>
      <Form.Item name="responsibleId" label={t('responsible')}>
        <PersonPick />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
