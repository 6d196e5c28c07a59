import { Form } from 'antd'
import type { CustomRecord, CustomValues } from '../../core/fields/custom-field.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import type { CallError } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { type CustomFormValues, CustomInputs, customBody } from './custom-inputs.tsx'
import { FormDrawer } from './form-drawer.tsx'

type DrawerProps = {
  open: boolean
  record: CustomRecord
  held: CustomValues
  busy: boolean
  error: CallError | null
  onSave: (custom: Record<string, string | number | boolean | null>) => void
  onClose: () => void
}

/** Own fields alone, in a form at the side. */
export function OwnFieldsDrawer({ open, record, held, busy, error, onSave, onClose }: DrawerProps) {
  const t = useText(customFieldsText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('panel')}
      formId="own-fields"
      okText={t('save')}
      busy={busy}
      width={420}
    >
      <Form<{ custom?: CustomFormValues }>
        id="own-fields"
        layout="vertical"
        requiredMark={false}
        initialValues={{ custom: held }}
        onFinish={({ custom }) => onSave(customBody(custom, held).custom ?? {})}
      >
        <CustomInputs record={record} />
        <ErrorNote error={error} />
      </Form>
    </FormDrawer>
  )
}
