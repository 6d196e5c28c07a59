import { App, Form, Input, InputNumber, Modal } from 'antd'
import { recordOrderStep } from '../../../api/orders.ts'
import { ordersText } from '../../../text/web/orders.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import { ACTION, type Order, type OrderStepKind } from './order-steps.ts'

type Fields = { on?: string; plannedOn?: string; quantity?: number | null; reason?: string }

export function OrderStepDialog(props: { order: Order; kind: OrderStepKind | null; onClose: () => void }) {
  const t = useText(ordersText)
  const ui = useText(uiText)
  const today = useToday()
  const { message } = App.useApp()
  const { order, kind } = props
  const send = useSend(recordOrderStep, {
    onDone: () => {
      void message.success(t('done'))
      props.onClose()
    },
  })
  const submit = (fields: Fields) =>
    kind &&
    send.mutate({
      params: { id: order.id },
      body: {
        kind,
        on: fields.on,
        plannedOn: fields.plannedOn ?? null,
        quantityMilli: fields.quantity ? Math.round(fields.quantity * 1000) : null,
        reason: fields.reason?.trim() || null,
      },
    })
  const title = kind ? t(ACTION[kind]) : ''
  const isDelivery = kind === 'completed' || kind === 'delivered'
  const must = [{ required: true, message: t('required') }]
  return (
    <Modal
      open={kind !== null}
      title={title}
      okText={title}
      cancelText={ui('cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'order-step', danger: kind === 'cancelled' }}
      confirmLoading={send.isPending}
      onCancel={() => {
        send.reset()
        props.onClose()
      }}
      destroyOnHidden
    >
      <Form<Fields>
        key={kind}
        id="order-step"
        layout="vertical"
        requiredMark={false}
        initialValues={{ on: today }}
        onFinish={submit}
      >
        {isDelivery && (
          <>
            <Form.Item name="on" label={t('on')} rules={must}>
              <DayInput from={order.orderedOn} to={today} clearable={false} />
            </Form.Item>
            {order.lines.length > 0 && (
              <Form.Item name="quantity" label={t('deliveredQuantity')}>
                <InputNumber min={0} precision={3} className="biz-wide" />
              </Form.Item>
            )}
          </>
        )}
        {kind === 'replanned' && (
          <Form.Item name="plannedOn" label={t('newPlan')} rules={must}>
            <DayInput from={order.orderedOn} />
          </Form.Item>
        )}
        {!isDelivery && (
          <Form.Item name="reason" label={t('reason')} rules={must}>
            <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} />
          </Form.Item>
        )}
        <ErrorNote error={send.error} />
      </Form>
    </Modal>
  )
}
