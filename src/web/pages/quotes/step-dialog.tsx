import { App, AutoComplete, Checkbox, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { type getQuote, recordQuoteStep } from '../../../api/quotes.ts'
import { addDays } from '../../../core/calendar.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { uiText } from '../../../text/web/ui.ts'
import { type BodyOf, type ReplyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { LineEditor, type LineFields, sentLines } from '../../parts/line-editor.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

export type Quote = ReplyOf<typeof getQuote>
export type StepKind = BodyOf<typeof recordQuoteStep>['kind']

type Fields = {
  amountFen?: number | null
  validUntil?: string | null
  lines?: LineFields[]
  reason?: string
  competitor?: string
}

const VALID_DAYS = 30

export const ACTION = {
  sent: 'doSent',
  answered: 'doAnswered',
  paused: 'doPaused',
  resumed: 'doResumed',
  won: 'doWon',
  lost: 'doLost',
  withdrawn: 'doWithdrawn',
} as const

const REASONS = {
  paused: ['waitDrawing', 'waitSpec', 'waitSample', 'waitBudget'],
  lost: ['whyPrice', 'whySlow', 'whyTerms', 'whyTechnical', 'whyCancelled'],
  withdrawn: ['whyCancelled'],
} as const

/** One step of a quote; what was filled in before stands there already, so that sending is two taps. */
export function StepDialog(props: { quote: Quote; kind: StepKind | null; onClose: () => void }) {
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
    const lines = sentLines(fields.lines ?? [])
    const body =
      kind === 'sent'
        ? lines.length > 0
          ? { kind, lines, validUntil: fields.validUntil ?? null }
          : { kind, amountFen: fields.amountFen ?? null, validUntil: fields.validUntil ?? null }
        : { kind, reason: fields.reason?.trim() || null, competitor: fields.competitor?.trim() || null }
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
        <StepForm key={kind} quote={quote} kind={kind} onFinish={submit}>
          <ErrorNote error={send.error} />
        </StepForm>
      )}
    </Modal>
  )
}

function StepForm(props: {
  quote: Quote
  kind: StepKind
  onFinish: (fields: Fields) => void
  children: React.ReactNode
}) {
  const t = useText(quotesText)
  const today = useToday()
  const { quote, kind } = props
  const known = quote.lines.map(
    (line): LineFields => ({
      product: line.product,
      quantity: line.quantityMilli / 1000,
      unit: line.unit ?? '',
      priceFen: line.unitPriceFen,
    }),
  )
  const [byLine, setByLine] = useState(known.length > 0)
  const reasons = kind in REASONS ? REASONS[kind as keyof typeof REASONS] : null
  return (
    <Form<Fields>
      id="quote-step"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        amountFen: quote.amountFen,
        validUntil: addDays(today, VALID_DAYS),
        lines: byLine ? known : [],
      }}
      onFinish={props.onFinish}
    >
      {kind === 'sent' && (
        <>
          {byLine ? (
            <LineEditor />
          ) : (
            <Form.Item
              name="amountFen"
              label={t('amount')}
              rules={[{ required: true, message: t('required') }]}
            >
              <MoneyInput size="large" autoFocus />
            </Form.Item>
          )}
          <Form.Item name="validUntil" label={t('validUntil')} extra={t('validDefaultHint')}>
            <DayInput from={today} />
          </Form.Item>
          <Checkbox checked={byLine} onChange={(event) => setByLine(event.target.checked)}>
            {t('lines')}
          </Checkbox>
        </>
      )}
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
