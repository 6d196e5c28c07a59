import { Checkbox, Form, Input, Select } from 'antd'
import { type CustomFieldRow, createCustomField, updateCustomField } from '../../../api/custom-fields.ts'
import { CUSTOM_KINDS, type CustomKind, type CustomRecord } from '../../../core/fields/custom-field.ts'
import { customFieldsText } from '../../../text/web/custom-fields.ts'
import { useSend, versionToSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

export type Editing = { record: CustomRecord; field: CustomFieldRow | null }

type Fields = {
  nameZh: string
  nameEn?: string
  kind: CustomKind
  choices?: string
  isRequired?: boolean
  inList?: boolean
}

type DrawerProps = {
  editing: Editing | null
  /** the version it has by now, whatever it was opened with */
  version: number | undefined
  onClose: () => void
  onSaved: () => void
}

export function CustomFieldDrawer({ editing, version, onClose, onSaved }: DrawerProps) {
  const t = useText(customFieldsText)
  const create = useSend(createCustomField, { onDone: onSaved })
  const update = useSend(updateCustomField, { onDone: onSaved })
  const field = editing?.field ?? null
  const close = () => {
    create.reset()
    update.reset()
    onClose()
  }
  const title = field ? t('editTitle') : editing ? t('addTo', { record: t(editing.record) }) : ''
  const save = ({ kind, ...fields }: Fields) => {
    const body = { ...fields, choices: kind === 'choice' ? linesOf(fields.choices) : [] }
    if (field) {
      const ifMatch = versionToSend(update.error, field.version, version)
      update.mutate({ params: { id: field.id }, body, ifMatch })
    } else if (editing) create.mutate({ body: { ...body, kind, record: editing.record } })
  }
  return (
    <FormDrawer
      open={editing !== null}
      onClose={close}
      title={title}
      formId="own-field-form"
      busy={create.isPending || update.isPending}
    >
      <Form<Fields>
        id="own-field-form"
        layout="vertical"
        requiredMark={false}
        initialValues={field ? { ...field, choices: field.choices.join('\n') } : { kind: 'text' }}
        onFinish={save}
      >
        <Inputs isNew={field === null} />
        <ErrorNote error={create.error ?? update.error} />
      </Form>
    </FormDrawer>
  )
}

function Inputs({ isNew }: { isNew: boolean }) {
  const t = useText(customFieldsText)
  const form = Form.useFormInstance<Fields>()
  const kind = Form.useWatch('kind', { form, preserve: true })
  return (
    <>
      <Form.Item
        name="nameZh"
        label={t('nameZh')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={40} autoFocus />
      </Form.Item>
      <Form.Item name="nameEn" label={t('nameEn')} extra={t('nameEnHint')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="kind" label={t('kind')} extra={isNew ? null : t('kindFixed')}>
        <Select
          disabled={!isNew}
          options={CUSTOM_KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))}
        />
      </Form.Item>
      {kind === 'choice' && (
        <Form.Item
          name="choices"
          label={t('choices')}
          extra={t('choicesHint')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} />
        </Form.Item>
      )}
      <Form.Item name="isRequired" valuePropName="checked" extra={t('requiredHint')}>
        <Checkbox>{t('isRequired')}</Checkbox>
      </Form.Item>
      <Form.Item name="inList" valuePropName="checked">
        <Checkbox>{t('inList')}</Checkbox>
      </Form.Item>
    </>
  )
}

function linesOf(text = ''): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
