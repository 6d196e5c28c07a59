import { App, Form, InputNumber } from 'antd'
import { useState } from 'react'
import { listExports, saveExportPolicy } from '../../../api/exports.ts'
import type { ExportPolicy } from '../../../core/export/guard.ts'
import { exportsText } from '../../../text/web/exports.ts'
import { useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'

type Props = { open: boolean; policy: ExportPolicy; onClose: () => void }

/** From how much on somebody else is asked. */
export function PolicyDrawer({ open, policy, onClose }: Props) {
  const t = useText(exportsText)
  const { message } = App.useApp()
  const saving = useSend(saveExportPolicy, {
    refresh: [listExports],
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  return (
    <FormDrawer
      open={open}
      title={t('policyTitle')}
      onClose={onClose}
      formId="export-policy"
      okText={t('save')}
      busy={saving.isPending}
      width={420}
    >
      <PolicyForm policy={policy} onSave={(next) => saving.mutate({ body: next })} />
      <ErrorNote error={saving.error} />
    </FormDrawer>
  )
}

function PolicyForm({ policy, onSave }: { policy: ExportPolicy; onSave: (next: ExportPolicy) => void }) {
  const t = useText(exportsText)
  const [draft, setDraft] = useState(policy)
  const line = (key: keyof ExportPolicy, min: number) => (
    <Field label={t(key)}>
      <InputNumber
        className="biz-wide"
        value={draft[key]}
        min={min}
        max={1_000_000}
        precision={0}
        onChange={(value) => setDraft((before) => ({ ...before, [key]: value ?? before[key] }))}
      />
    </Field>
  )
  return (
    <Form id="export-policy" layout="vertical" onFinish={() => onSave(draft)} className="bw-stack">
      <p className="bw-soft">{t('policyText')}</p>
      {line('rowsFrom', 1)}
      {line('customersFrom', 1)}
      {line('dayRows', 0)}
    </Form>
  )
}
