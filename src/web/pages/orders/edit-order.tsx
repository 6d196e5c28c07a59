import { App, Form, Input } from 'antd'
import { updateOrder } from '../../../api/orders.ts'
import { ordersText } from '../../../text/web/orders.ts'
import { useSend } from '../../api.ts'
import { type CustomFormValues, CustomInputs, customBody } from '../../parts/custom-inputs.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Order } from './order-steps.ts'

type Fields = { title?: string; remark?: string; responsibleId?: string | null; custom?: CustomFormValues }

export function EditOrderDrawer(props: { open: boolean; order: Order; onClose: () => void }) {
  const t = useText(ordersText)
  const { message } = App.useApp()
  const { order } = props
  const send = useSend(updateOrder, {
    onDone: () => {
      void message.success(t('saved'))
      props.onClose()
    },
  })
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('edit')}
      formId="edit-order"
      busy={send.isPending}
      width={420}
    >
      <Form<Fields>
        id="edit-order"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          title: order.title,
          remark: order.remark,
          responsibleId: order.responsible?.id,
          custom: order.custom,
        }}
        onFinish={(fields) =>
          send.mutate({
            params: { id: order.id },
            ifMatch: order.version,
            body: {
              title: fields.title?.trim() ?? '',
              remark: fields.remark ?? '',
              ...customBody(fields.custom, order.custom),
              ...(fields.responsibleId ? { responsibleId: fields.responsibleId } : {}),
            },
          })
        }
      >
        <Form.Item name="title" label={t('content')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="responsibleId" label={t('responsible')}>
          <PersonPick clearable={false} />
        </Form.Item>
        <Form.Item name="remark" label={t('remark')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <CustomInputs record="order" />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
