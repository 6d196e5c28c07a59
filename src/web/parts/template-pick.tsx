import { Form, Select } from 'antd'
import { listTemplates } from '../../api/contract-templates.ts'
import { templatesText } from '../../text/web/templates.ts'
import { useLater } from '../api.ts'
import { useText } from '../ui/language.tsx'

/** Which template a contract is drafted from; choosing one writes its clauses into the form (C065). */
export function TemplatePick() {
  const t = useText(templatesText)
  const form = Form.useFormInstance()
  const { data } = useLater(listTemplates)
  const items = (data?.items ?? []).filter(({ isRetired }) => !isRetired)
  if (items.length === 0) return null
  const choose = (id: string | null) => {
    const template = items.find((one) => one.id === id)
    if (!template) return
    const { clauses, ownClauses = [], penaltyBp } = template
    form.setFieldsValue({ clauses, ownClauses, penaltyBp })
  }
  return (
    <Form.Item name="templateId" label={t('pick')}>
      <Select
        allowClear
        placeholder={t('none')}
        options={items.map(({ id, name, number }) => ({
          value: id,
          label: `${name} · ${t('versionIs', { n: number })}`,
        }))}
        onChange={(id) => choose(id ?? null)}
      />
    </Form.Item>
  )
}
