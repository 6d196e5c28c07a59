import { App, Checkbox, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { askQuoteApproval, recordQuoteStep } from '../../../api/quotes.ts'
import { addDays } from '../../../core/calendar.ts'
import { judgeOffer, type PriceScene } from '../../../core/price/judge.ts'
import { pricesText } from '../../../text/web/prices.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { LineEditor } from '../../parts/line-editor.tsx'
import { type LineFields, pricedLines, sentLines } from '../../parts/line-fields.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { usePrices } from '../../parts/use-prices.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Quote } from './steps.ts'

type Fields = {
  amountFen?: number | null
  validUntil?: string | null
  lines?: LineFields[]
  reason?: string
}

const VALID_DAYS = 30
/** Refusals after which asking for approval is the next step. */
const ASKS = ['price_needs_approval', 'approval_other_content', 'approval_returned']

/**
 * Sends the quote, or asks for approval of it where the price list and one's own authority do not reach
 * (C057); what was filled in before stands there already, so that sending is two taps.
 */
export function SendDialog(props: { quote: Quote; open: boolean; onClose: () => void }) {
  const t = useText(quotesText)
  const prices = useText(pricesText)
  const ui = useText(uiText)
  const { message } = App.useApp()
  const { quote } = props
  const close = (said: string) => {
    void message.success(said)
    props.onClose()
  }
  const send = useSend(recordQuoteStep, { onDone: () => close(t('done')) })
  const ask = useSend(askQuoteApproval, { onDone: () => close(prices('asked')) })
  const asks = send.error !== null && ASKS.includes(send.error.code)
  const submit = ({ lines, amountFen, validUntil, reason }: Fields) => {
    const params = { id: quote.id }
    const sent = sentLines(lines ?? [])
    const offer = {
      validUntil: validUntil ?? null,
      ...(sent.length > 0 ? { lines: sent } : { amountFen: amountFen ?? null }),
    }
    if (asks) ask.mutate({ params, body: { ...offer, reason: reason?.trim() ?? '' } })
    else send.mutate({ params, body: { kind: 'sent', ...offer } })
  }
  return (
    <Modal
      open={props.open}
      title={t('doSent')}
      okText={asks ? prices('ask') : t('doSent')}
      cancelText={ui('cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'quote-send' }}
      confirmLoading={send.isPending || ask.isPending}
      width={640}
      onCancel={props.onClose}
      afterClose={() => {
        send.reset()
        ask.reset()
      }}
      destroyOnHidden
    >
      <OfferForm quote={quote} asks={asks} onChange={() => send.reset()} onFinish={submit}>
        <ErrorNote error={ask.error ?? send.error} />
      </OfferForm>
    </Modal>
  )
}

function OfferForm(props: {
  quote: Quote
  asks: boolean
  onChange: () => void
  onFinish: (fields: Fields) => void
  children: React.ReactNode
}) {
  const t = useText(quotesText)
  const prices = useText(pricesText)
  const today = useToday()
  const { quote, asks } = props
  const scene = usePrices(quote.currency, quote.grade)
  const known = quote.lines.map(
    (line): LineFields => ({
      product: line.product,
      quantity: line.quantityMilli / 1000,
      unit: line.unit ?? '',
      priceFen: line.unitPriceFen,
    }),
  )
  const [byLine, setByLine] = useState(known.length > 0)
  const lastUntil = quote.versions[0]?.validUntil
  return (
    <Form<Fields>
      id="quote-send"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        amountFen: quote.original?.minor ?? quote.amountFen,
        validUntil: lastUntil && lastUntil >= today ? lastUntil : addDays(today, VALID_DAYS),
        lines: byLine ? known : [{ quantity: 1 }],
      }}
      // Another offer is asked about anew; the reason alone changes nothing of what was refused.
      onValuesChange={(changed) => {
        if (!('reason' in changed)) props.onChange()
      }}
      onFinish={props.onFinish}
    >
      {byLine ? (
        <LineEditor prices={scene} currency={quote.currency} />
      ) : (
        <Form.Item name="amountFen" label={t('amount')} rules={[{ required: true, message: t('required') }]}>
          <MoneyInput currency={quote.currency} size="large" autoFocus />
        </Form.Item>
      )}
      <Form.Item name="validUntil" label={t('validUntil')} extra={t('validDefaultHint')}>
        <DayInput from={today} />
      </Form.Item>
      <Form.Item>
        <Checkbox checked={byLine} onChange={(event) => setByLine(event.target.checked)}>
          {t('lines')}
        </Checkbox>
      </Form.Item>
      <BeyondHint scene={scene} byLine={byLine} />
      {props.children}
      {asks && (
        <Form.Item
          name="reason"
          label={prices('askReason')}
          rules={[{ required: true, min: 2, whitespace: true, message: t('required') }]}
        >
          <Input.TextArea
            autoFocus
            maxLength={500}
            autoSize={{ minRows: 2 }}
            placeholder={prices('askReasonHint')}
          />
        </Form.Item>
      )}
    </Form>
  )
}

function BeyondHint({ scene, byLine }: { scene: PriceScene | undefined; byLine: boolean }) {
  const t = useText(pricesText)
  const lines = pricedLines((Form.useWatch('lines') ?? []) as LineFields[])
  if (!scene || scene.rows === null) return null
  if (!byLine) return <p className="bw-warn">{t('noLinesHint')}</p>
  const isBeyond = lines.length > 0 && judgeOffer({ lines, amountFen: null }, scene).verdict === 'beyond'
  return isBeyond ? <p className="bw-warn">{t('beyondHint')}</p> : null
}
