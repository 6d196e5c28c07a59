import { App, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { correctOrder } from '../../../api/orders.ts'
import { orderPricesText } from '../../../text/web/order-prices.ts'
import { ordersText } from '../../../text/web/orders.ts'
import { useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { LineEditor } from '../../parts/line-editor.tsx'
import { type LineFields, sentLines } from '../../parts/line-fields.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Order } from './order-steps.ts'

type Fields = { amountFen?: number | null; lines?: LineFields[]; reason: string }

/** What was confirmed, written again with a reason (C210 C272). */
export function CorrectOrderDrawer(props: { open: boolean; order: Order; onClose: () => void }) {
  const t = useText(orderPricesText)
  const words = useText(ordersText)
  const { message } = App.useApp()
  const { order } = props
  const [byLine, setByLine] = useState(order.lines.length > 0)
  const send = useSend(correctOrder, {
    onDone: () => {
      void message.success(t('corrected'))
      props.onClose()
    },
  })
  const known = order.lines.map(
    (line): LineFields => ({
      product: line.product,
      quantity: line.quantityMilli / 1000,
      unit: line.unit ?? '',
      priceFen: line.unitPriceFen,
    }),
  )
  const must = [{ required: true, whitespace: true, message: words('required') }]
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('correct')}
      formId="correct-order"
      busy={send.isPending}
      width={640}
    >
      <Form<Fields>
        id="correct-order"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          amountFen: order.original?.minor ?? order.amountFen,
          lines: known.length > 0 ? known : [{ quantity: 1 }],
        }}
        onFinish={({ lines, amountFen, reason }) =>
          send.mutate({
            params: { id: order.id },
            ifMatch: order.version,
            body: {
              reason: reason.trim(),
              ...(byLine ? { lines: sentLines(lines ?? []) } : { amountFen: amountFen ?? null }),
            },
          })
        }
      >
        <p className="bw-muted">{t('correctNote')}</p>
        {byLine ? (
          <LineEditor currency={order.currency} />
        ) : (
          <Form.Item
            name="amountFen"
            label={words('amount')}
            rules={[{ required: true, message: words('required') }]}
          >
            <MoneyInput currency={order.currency} />
          </Form.Item>
        )}
        <Form.Item>
          <Checkbox checked={byLine} onChange={(event) => setByLine(event.target.checked)}>
            {words('lines')}
          </Checkbox>
        </Form.Item>
        <Form.Item name="reason" label={t('correctReason')} rules={must}>
          <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
