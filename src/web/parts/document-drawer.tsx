import { App, Form, Input, Select } from 'antd'
import { recordDocument } from '../../api/credit-documents.ts'
import { listFiles } from '../../api/files.ts'
import { DOCUMENT_KINDS } from '../../core/credit/document.ts'
import { documentsText } from '../../text/web/credit-documents.ts'
import { type BodyOf, useLater, useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import './credit.css'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'

export function DocumentDrawer(props: { open: boolean; customerId: string; onClose: () => void }) {
  const t = useText(documentsText)
  const today = useToday()
  const { message } = App.useApp()
  const files = useLater(listFiles, {
    query: { recordKind: 'customer', recordId: props.customerId },
    enabled: props.open,
  })
  const send = useSend(recordDocument, {
    onDone: () => {
      void message.success(t('recorded'))
      props.onClose()
    },
  })
  const required = [{ required: true, message: t('must') }]
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('addTitle')}
      formId="document-form"
      busy={send.isPending}
    >
      <Form<BodyOf<typeof recordDocument>>
        id="document-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'credit_report', issuedOn: today }}
        onFinish={(body) => send.mutate({ params: { id: props.customerId }, body })}
      >
        <Form.Item name="kind" label={t('kind')}>
          <Select options={DOCUMENT_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))} />
        </Form.Item>
        <Form.Item name="title" label={t('title')} rules={[{ ...required[0]!, whitespace: true }]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <div className="biz-form-pair">
          <Form.Item name="number" label={t('number')}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="issuer" label={t('issuer')}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="issuedOn" label={t('issuedOn')} rules={required}>
            <DayInput label={t('issuedOn')} to={today} clearable={false} />
          </Form.Item>
          <Form.Item name="expiresOn" label={t('expiresOn')}>
            <DayInput label={t('expiresOn')} />
          </Form.Item>
        </div>
        <Form.Item name="score" label={t('score')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="history" label={t('history')}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <Form.Item name="fileId" label={t('file')} extra={t('fileHint')}>
          <Select
            allowClear
            options={(files.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
