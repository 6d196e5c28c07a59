import { App, Form, Input, Segmented } from 'antd'
import { ANSWERS, recordStatementAnswer } from '../../../api/statement-answers.ts'
import { answersText } from '../../../text/web/statement-answers.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Fields = {
  outcome: (typeof ANSWERS)[number]
  theirFen?: number | null
  contactName?: string
  note?: string
  on: string
}
type Props = { open: boolean; customerId: string; statementAsOf: string; onClose: () => void }

/** The customer agrees with the statement on the screen, or has another figure. */
export function StatementAnswerForm({ open, customerId, statementAsOf, onClose }: Props) {
  const t = useText(answersText)
  const today = useToday()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const outcome = Form.useWatch('outcome', form)
  const send = useSend(recordStatementAnswer, {
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={`${t('drawer')} ${statementAsOf}`}
      formId="statement-answer"
      okText={t('save')}
      busy={send.isPending}
    >
      <Form<Fields>
        form={form}
        id="statement-answer"
        layout="vertical"
        requiredMark={false}
        initialValues={{ outcome: 'agreed', on: today }}
        onFinish={({ theirFen, contactName, note, ...rest }) =>
          send.mutate({
            params: { id: customerId },
            body: {
              ...{ ...rest, statementAsOf, contactName: contactName ?? '', note: note ?? '' },
              theirFen: rest.outcome === 'differs' ? (theirFen ?? null) : null,
            },
          })
        }
      >
        <Form.Item name="outcome" label={t('outcome')}>
          <Segmented options={ANSWERS.map((value) => ({ value, label: t(value) }))} />
        </Form.Item>
        {outcome === 'differs' && (
          <Form.Item
            name="theirFen"
            label={t('theirFen')}
            extra={t('theirHint')}
            rules={[{ required: true, message: t('required') }]}
          >
            <MoneyInput />
          </Form.Item>
        )}
        <Form.Item name="contactName" label={t('contact')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="note" label={t('remark')}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} placeholder={t('remarkHint')} />
        </Form.Item>
        <Form.Item name="on" label={t('on')}>
          <DayInput from={statementAsOf} to={today} clearable={false} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
