import { App, Form, Input, Segmented } from 'antd'
import { overrideGrade } from '../../api/credit.ts'
import { addDays } from '../../core/calendar.ts'
import { GRADES, type Grade } from '../../core/credit/scale.ts'
import { creditText } from '../../text/web/credit.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import type { Credit } from './credit-words.ts'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'

type Fields = { grade: Grade; reason: string; expiresOn: string }
const USUAL_DAYS = 90

/** A grade by decision: why, and until when (C015). */
export function OverrideDrawer(props: {
  open: boolean
  customerId: string
  credit: Credit
  onClose: () => void
}) {
  const t = useText(creditText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(overrideGrade, {
    onDone: (reply) => {
      void message.success(t(reply.inEffect ? 'setDone' : 'askDone'))
      props.onClose()
    },
  })
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('overrideTitle')}
      formId="override-form"
      busy={send.isPending}
      width={420}
    >
      <p className="bw-soft biz-hint">{t('overrideNote')}</p>
      <Form<Fields>
        id="override-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ expiresOn: addDays(today, USUAL_DAYS) }}
        onFinish={(fields) => send.mutate({ params: { id: props.customerId }, body: fields })}
      >
        <Form.Item name="grade" label={t('grade')} rules={[{ required: true, message: t('required') }]}>
          <Segmented
            options={GRADES.map((grade) => ({
              value: grade,
              label: grade,
              disabled: grade === props.credit.grade,
            }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('askReason')}
          rules={[{ required: true, whitespace: true, min: 4, message: t('required') }]}
        >
          <Input.TextArea rows={3} maxLength={500} placeholder={t('askReasonHint')} />
        </Form.Item>
        <Form.Item name="expiresOn" label={t('until')} rules={[{ required: true, message: t('required') }]}>
          <DayInput from={today} to={addDays(today, 366)} clearable={false} label={t('until')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
