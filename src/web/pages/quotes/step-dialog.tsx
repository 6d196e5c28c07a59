import { App, AutoComplete, Form, Input, Modal } from 'antd'
import { recordQuoteStep } from '../../../api/quotes.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { ACTION, type Quote, type StepKind } from './steps.ts'

type Fields = { reason?: string; competitor?: string }
/** Sending has a dialog of its own. */
type OtherKind = Exclude<StepKind, 'sent'>

const REASONS = {
  paused: ['waitDrawing', 'waitSpec', 'waitSample', 'waitBudget'],
  lost: ['whyPrice', 'whySlow', 'whyTerms', 'whyTechnical', 'whyCancelled'],
  withdrawn: ['whyCancelled'],
} as const

/** What happened to a quote after it was asked for, with the reason where one is needed. */
export function StepDialog(props: { quote: Quote; kind: OtherKind | null; onClose: () => void }) {
  const t = useText(quotesText)
  const ui = useText(uiText)
  const { message } = App.useApp()
  const { quote, kind } = props
  const send = useSend(recordQuoteStep, {
    onDone: () => {
      void message.success(t('done'))
      props.onClose()
    },
  })
  const submit = (fields: Fields) => {
    if (!kind) return
    const body = {
      kind,
      reason: fields.reason?.trim() || null,
      competitor: fields.competitor?.trim() || null,
    }
    send.mutate({ params: { id: quote.id }, body })
  }
  const title = kind ? t(ACTION[kind]) : ''
  return (
    <Modal
      open={kind !== null}
      title={title}
      okText={title}
      cancelText={ui('cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'quote-step' }}
      confirmLoading={send.isPending}
      onCancel={() => {
        send.reset()
        props.onClose()
      }}
      destroyOnHidden
    >
      {kind && (
        <StepForm key={kind} kind={kind} onFinish={submit}>
          <ErrorNote error={send.error} />
        </StepForm>
      )}
    </Modal>
  )
}

function StepForm(props: { kind: OtherKind; onFinish: (fields: Fields) => void; children: React.ReactNode }) {
  const t = useText(quotesText)
  const { kind } = props
  const reasons = kind in REASONS ? REASONS[kind as keyof typeof REASONS] : null
  return (
    <Form<Fields> id="quote-step" layout="vertical" requiredMark={false} onFinish={props.onFinish}>
      {reasons && (
        <Form.Item
          name="reason"
          label={kind === 'paused' ? t('pausedReason') : t('reason')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <AutoComplete options={reasons.map((key) => ({ value: t(key) }))} />
        </Form.Item>
      )}
      {kind === 'lost' && (
        <Form.Item name="competitor" label={t('competitor')}>
          <Input maxLength={100} />
        </Form.Item>
      )}
      {kind === 'answered' && (
        <Form.Item name="reason" label={t('noteOptional')}>
          <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} autoFocus />
        </Form.Item>
      )}
      {props.children}
    </Form>
  )
}
