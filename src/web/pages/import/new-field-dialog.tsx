import { Form, Input, Modal, Select } from 'antd'
import { createCustomField, listCustomFields } from '../../../api/custom-fields.ts'
import { CUSTOM_KINDS, type CustomKind, type CustomRecord } from '../../../core/fields/custom-field.ts'
import { proposeField } from '../../../core/import/own-fields.ts'
import { customFieldsText } from '../../../text/web/custom-fields.ts'
import { importText } from '../../../text/web/import.ts'
import { useLater, useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import type { Analysis } from './mapping-draft.ts'

type Fields = { nameZh: string; kind: CustomKind; choices?: string[] }
type DialogProps = {
  record: CustomRecord
  column: Analysis['columns'][number]
  onClose: () => void
  onMade: (key: string) => void
}

/** A spare column becomes a field of the company's own: the kind is read off its cells, a person decides. */
export function NewFieldDialog({ record, column, onClose, onMade }: DialogProps) {
  const t = useText(importText)
  const words = useText(customFieldsText)
  const sentence = useRefusalSentence()
  const { data } = useLater(listCustomFields)
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form)
  const send = useSend(createCustomField, { refresh: [listCustomFields], onDone: ({ key }) => onMade(key) })
  const can = data?.can.write
  const refusal = typeof can === 'string' ? sentence({ code: can }) : null
  return (
    <Modal
      open
      title={t('newFieldTitle', { column: column.header })}
      okText={t('newFieldMake')}
      okButtonProps={{ disabled: can !== true }}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {refusal && <p className="bw-warn">{t('newFieldAsk')}</p>}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={can !== true}
        initialValues={proposeField(column.header, column.samples, column.filled)}
        onFinish={(fields) =>
          send.mutate({
            body: {
              record,
              nameZh: fields.nameZh,
              kind: fields.kind,
              choices: fields.kind === 'choice' ? (fields.choices ?? []) : [],
              inList: true,
            },
          })
        }
      >
        <Form.Item
          name="nameZh"
          label={words('nameZh')}
          rules={[{ required: true, whitespace: true, message: words('required') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="kind" label={words('kind')}>
          <Select options={CUSTOM_KINDS.map((value) => ({ value, label: words(`kind_${value}`) }))} />
        </Form.Item>
        {kind === 'choice' && (
          <Form.Item name="choices" label={words('choices')} extra={t('newFieldChoices')}>
            <Select mode="tags" open={false} />
          </Form.Item>
        )}
      </Form>
      <ErrorNote error={send.error} />
    </Modal>
  )
}
