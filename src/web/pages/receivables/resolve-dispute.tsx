import { App, Form, Input, Radio } from 'antd'
import { resolveDispute } from '../../../api/disputes.ts'
import { DISPUTE_OUTCOMES, type DisputeOutcome } from '../../../core/receivable/dispute.ts'
import { disputesText } from '../../../text/web/disputes.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Dispute } from './queries.ts'

type Fields = { outcome: DisputeOutcome; resolution: string; on: string }

/** How a dispute came out; what is credited needs a credit note of its own. */
export function ResolveDispute({ dispute, onClose }: { dispute: Dispute | null; onClose: () => void }) {
  const t = useText(disputesText)
  return (
    <FormDrawer
      open={dispute !== null}
      onClose={onClose}
      title={t('resolve')}
      formId="resolve-dispute"
      okText={t('resolve')}
    >
      {dispute && <ResolveForm dispute={dispute} onClose={onClose} />}
    </FormDrawer>
  )
}

function ResolveForm({ dispute, onClose }: { dispute: Dispute; onClose: () => void }) {
  const t = useText(disputesText)
  const today = useToday()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const outcome = Form.useWatch('outcome', form)
  const send = useSend(resolveDispute, {
    onDone: () => {
      void message.success(t('resolvedSaved'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<Fields>
      id="resolve-dispute"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ outcome: 'rejected', on: today }}
      onFinish={(fields) => send.mutate({ params: { id: dispute.id }, body: fields })}
    >
      <p className="bw-soft biz-hint">
        {dispute.customer.name} {dispute.invoiceNumber}
      </p>
      <Form.Item
        name="outcome"
        label={t('outcome')}
        extra={outcome && outcome !== 'rejected' ? t('creditHint') : undefined}
      >
        <Radio.Group
          className="bw-stack"
          options={DISPUTE_OUTCOMES.map((one) => ({ value: one, label: t(`outcome_${one}`) }))}
        />
      </Form.Item>
      <Form.Item name="resolution" label={t('resolution')} rules={required}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 3 }} />
      </Form.Item>
      <Form.Item name="on" label={t('resolvedOn')} rules={required}>
        <DayInput from={dispute.openedOn} to={today} clearable={false} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
