import { App, Form, Input } from 'antd'
import { stepBill } from '../../../api/bills.ts'
import type { BillStep } from '../../../core/receivable/bill.ts'
import { billsText } from '../../../text/web/bills.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Bill } from './queries.ts'

type Props = { row: Bill; step: BillStep | null; onClose: () => void }

export function StepBill({ row, step, onClose }: Props) {
  const t = useText(billsText)
  return (
    <FormDrawer
      open={step !== null}
      onClose={onClose}
      title={step && t(`title_${step}`)}
      formId="step-bill"
      okText={step ? t(`step_${step}`) : ''}
    >
      {step && <StepForm row={row} step={step} onClose={onClose} />}
    </FormDrawer>
  )
}

type Fields = { on: string; to?: string; costFen?: number; note?: string }

function StepForm({ row, step, onClose }: Props & { step: BillStep }) {
  const t = useText(billsText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(stepBill, {
    onDone: () => {
      void message.success(t('stepSaved'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  const from = step === 'honoured' ? row.dueOn : (row.passedOn ?? row.receivedOn)
  const isPassed = step === 'discounted' || step === 'endorsed'
  const finish = ({ on, to, costFen, note }: Fields) =>
    send.mutate({
      params: { id: row.id },
      body: { step, on, to: to ?? '', costFen: costFen ?? 0, note: note ?? '' },
    })
  return (
    <Form<Fields>
      id="step-bill"
      layout="vertical"
      requiredMark={false}
      initialValues={{ on: step === 'honoured' && row.dueOn < today ? row.dueOn : today }}
      onFinish={finish}
    >
      <p className="bw-soft">{t(`hint_${step}`)}</p>
      <Form.Item name="on" label={t('on')} rules={required}>
        <DayInput from={from} to={today} clearable={false} />
      </Form.Item>
      {isPassed && (
        <Form.Item name="to" label={t(`to_${step}`)} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
      )}
      {step === 'discounted' && (
        <Form.Item name="costFen" label={t('costFen')} rules={required}>
          <MoneyInput />
        </Form.Item>
      )}
      <Form.Item
        name="note"
        label={t(step === 'refused' ? 'reasonField' : 'noteField')}
        rules={step === 'refused' ? required : []}
      >
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
