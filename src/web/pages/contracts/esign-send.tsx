import { App, Form, Input, InputNumber } from 'antd'
import { sendEnvelope } from '../../../api/esign.ts'
import { esignText } from '../../../text/web/esign.ts'
import { useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Fields = { name: string; mobile: string; days: number }

export function SendDrawer({
  contractId,
  buyer,
  onClose,
}: {
  contractId: string
  buyer: string
  onClose: () => void
}) {
  const t = useText(esignText)
  const { message } = App.useApp()
  const send = useSend(sendEnvelope, {
    onDone: () => {
      void message.success(t('sent'))
      onClose()
    },
  })
  const needed = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open
      title={t('send')}
      onClose={onClose}
      formId="esign-form"
      okText={t('send')}
      busy={send.isPending}
    >
      <p className="bw-soft">{t('sendNote')}</p>
      <Form<Fields>
        id="esign-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ days: 15 }}
        onFinish={(body) => send.mutate({ params: { id: contractId }, body })}
      >
        <Form.Item label={t('buyer')}>{buyer}</Form.Item>
        <Form.Item name="name" label={t('themName')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="mobile"
          label={t('mobile')}
          rules={[{ required: true, pattern: /^1\d{10}$/, message: t('mobileBad') }]}
        >
          <Input inputMode="tel" maxLength={11} />
        </Form.Item>
        <Form.Item name="days" label={t('days')} rules={needed}>
          <InputNumber className="biz-wide" min={1} max={90} precision={0} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
