import { App, Form, Input, InputNumber } from 'antd'
import { getContract } from '../../api/contracts.ts'
import { draftNote } from '../../api/delivery-notes.ts'
import { getOrder } from '../../api/orders.ts'
import { notesText } from '../../text/web/delivery-notes.ts'
import { useLater, useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { useToday } from '../ui/today.tsx'
import { useGo } from '../ui/url.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { LineEditor } from './line-editor.tsx'
import { type LineFields, sentLines } from './line-fields.ts'
import './parts.css'

type Fields = {
  number?: string
  plannedOn: string
  address?: string
  carrier?: string
  remark?: string
  quantities?: (number | null | undefined)[]
  lines?: LineFields[]
}

/** What may be delivered, with how much of it is left where that is known. */
type Offered = { product: string; unit: string; unitPriceFen: number; restMilli: number | null }

type Props = { orderId?: string | undefined; contractId?: string | undefined; onClose: () => void }

/** A note of what an order still has to deliver, or straight from a frame contract at its prices (C048). */
export function CreateNoteDrawer({ orderId, contractId, onClose }: Props) {
  const t = useText(notesText)
  const go = useGo()
  const today = useToday()
  const { message } = App.useApp()
  const offered = useOffered({ orderId, contractId })
  const send = useSend(draftNote, {
    onDone: ({ id }) => {
      void message.success(t('created'))
      onClose()
      go(paths.note(id))
    },
  })
  if (!offered) return null
  const save = ({ quantities, lines, number, ...fields }: Fields) => {
    const chosen = offered.lines.flatMap(({ product, unit, unitPriceFen }, index) => {
      const quantity = quantities?.[index]
      return quantity ? [{ product, unit, unitPriceFen, quantityMilli: Math.round(quantity * 1000) }] : []
    })
    send.mutate({
      body: {
        ...fields,
        number: number?.trim() || null,
        ...(orderId ? { orderId } : { contractId }),
        lines: offered.lines.length > 0 ? chosen : sentLines(lines ?? []),
      },
    })
  }
  const must = [{ required: true, message: t('required') }]
  return (
    <FormDrawer open onClose={onClose} title={t('create')} formId="note-form" busy={send.isPending}>
      <Form<Fields>
        id="note-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          plannedOn: today,
          quantities: offered.lines.map(({ restMilli }) => (restMilli === null ? null : restMilli / 1000)),
        }}
        onFinish={save}
      >
        <Form.Item name="number" label={t('number')}>
          <Input maxLength={60} placeholder={t('numberAuto')} />
        </Form.Item>
        <Form.Item name="plannedOn" label={t('plannedOn')} rules={must}>
          <DayInput clearable={false} />
        </Form.Item>
        <Quantities offered={offered} orderId={orderId} />
        <Form.Item name="address" label={t('address')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="carrier" label={t('carrier')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="remark" label={t('remark')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 1 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type Offer = { lines: Offered[]; currency: string }

function Quantities({ offered, orderId }: { offered: Offer; orderId: string | undefined }) {
  const t = useText(notesText)
  if (offered.lines.length === 0) {
    return (
      <>
        <p className="bw-soft">{t(orderId ? 'noLines' : 'noFrameLines')}</p>
        <LineEditor currency={offered.currency} />
      </>
    )
  }
  if (offered.lines.every(({ restMilli }) => restMilli === 0))
    return <p className="bw-warn">{t('nothingLeft')}</p>
  return (
    <fieldset className="biz-note-lines">
      <legend>{t('quantities')}</legend>
      {offered.lines.map((line, index) => (
        <div key={`${line.product}${line.unit}${line.unitPriceFen}`} className="biz-note-line">
          <span>
            {line.product}{' '}
            <span className="bw-muted">
              <Money fen={line.unitPriceFen} currency={offered.currency} />
              {line.unit && ` / ${line.unit}`}
              {line.restMilli !== null && ` · ${t('rest', { n: line.restMilli / 1000, unit: line.unit })}`}
            </span>
          </span>
          <Form.Item name={['quantities', index]} noStyle>
            <InputNumber
              min={0}
              precision={3}
              {...(line.restMilli === null ? {} : { max: line.restMilli / 1000 })}
              aria-label={`${line.product} ${t('quantity')}`}
            />
          </Form.Item>
        </div>
      ))}
    </fieldset>
  )
}

/** Lines of the order less what its notes have taken, or those of the contract. */
function useOffered({ orderId, contractId }: Omit<Props, 'onClose'>): Offer | null {
  const order = useLater(getOrder, { params: { id: orderId ?? '' }, enabled: orderId !== undefined }).data
  const contract = useLater(getContract, {
    params: { id: contractId ?? '' },
    enabled: orderId === undefined && contractId !== undefined,
  }).data
  if (order) {
    const left = new Map(order.onNotes.map((one) => [keyOf(one), one.quantityMilli]))
    const lines = order.lines.map(({ product, unitPriceFen, quantityMilli, ...line }) => {
      const unit = line.unit ?? ''
      const key = keyOf({ product, unit, unitPriceFen })
      const taken = Math.min(quantityMilli, left.get(key) ?? 0)
      left.set(key, (left.get(key) ?? 0) - taken)
      return { product, unit, unitPriceFen, restMilli: quantityMilli - taken }
    })
    return { lines, currency: order.currency }
  }
  if (!contract) return null
  return {
    currency: contract.currency,
    lines: contract.content.lines.map((line) => ({
      ...{ product: line.product, unit: line.unit ?? '' },
      ...{ unitPriceFen: line.unitPriceFen, restMilli: null },
    })),
  }
}

function keyOf({ product, unit, unitPriceFen }: { product: string; unit: string; unitPriceFen: number }) {
  return `${product}\n${unit}\n${unitPriceFen}`
}
