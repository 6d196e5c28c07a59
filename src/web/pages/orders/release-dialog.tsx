import { App, Form, Input, Modal } from 'antd'
import { releaseOrder } from '../../../api/orders.ts'
import { orderPricesText } from '../../../text/web/order-prices.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Order } from './order-steps.ts'

/** Lets an order go at prices that nobody has agreed to, or asks whoever may. */
export function ReleaseDialog(props: { order: Order; open: boolean; onClose: () => void }) {
  const t = useText(orderPricesText)
  const ui = useText(uiText)
  const { message } = App.useApp()
  const { order } = props
  const send = useSend(releaseOrder, {
    onDone: ({ caseId }) => {
      void message.success(caseId === null ? t('released') : t('asked'))
      props.onClose()
    },
  })
  return (
    <Modal
      open={props.open}
      title={t('release')}
      okText={t('release')}
      cancelText={ui('cancel')}
      okButtonProps={{ htmlType: 'submit', form: 'order-release' }}
      confirmLoading={send.isPending}
      onCancel={props.onClose}
      afterClose={() => send.reset()}
      destroyOnHidden
    >
      <Form<{ reason?: string }>
        id="order-release"
        layout="vertical"
        requiredMark={false}
        onFinish={({ reason }) =>
          send.mutate({ params: { id: order.id }, body: { reason: reason?.trim() ?? '' } })
        }
      >
        <p className="bw-muted">{t('releaseHint')}</p>
        <Form.Item name="reason" label={t('releaseReason')}>
          <Input.TextArea
            autoFocus
            maxLength={500}
            autoSize={{ minRows: 2 }}
            placeholder={t('releaseReasonHint')}
          />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </Modal>
  )
}
