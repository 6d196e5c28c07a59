import { Form, Input, InputNumber, Segmented, Select } from 'antd'
import type { CustomFieldRow } from '../../api/custom-fields.ts'
import type { CustomRecord, CustomValues } from '../../core/fields/custom-field.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import { useText } from '../ui/language.tsx'
import { useCustomFields, useFieldName } from './custom-words.tsx'
import { DayInput } from './day-input.tsx'
import { MoneyInput } from './money-input.tsx'

/** What a form holds of own fields; blank ones are null or undefined. */
export type CustomFormValues = Record<string, string | number | boolean | null | undefined>

/** The own fields of a record inside a form, under the name `custom` [C223]. */
export function CustomInputs({ record }: { record: CustomRecord }) {
  const t = useText(customFieldsText)
  const nameOf = useFieldName()
  const fields = useCustomFields(record).filter(({ isRetired }) => !isRetired)
  return fields.map((field) => (
    <Form.Item
      key={field.key}
      name={['custom', field.key]}
      label={nameOf(field)}
      rules={field.isRequired ? [{ required: true, message: t('required') }] : []}
    >
      <CustomInput field={field} />
    </Form.Item>
  ))
}

type InputProps = { field: CustomFieldRow; value?: unknown; onChange?: (value: unknown) => void; id?: string }

function CustomInput({ field, ...given }: InputProps) {
  const t = useText(customFieldsText)
  const rest = given as { id?: string; value?: never; onChange?: (value: unknown) => void }
  switch (field.kind) {
    case 'number':
      return <InputNumber {...rest} className="biz-wide" />
    case 'money':
      return <MoneyInput {...rest} />
    case 'date':
      return <DayInput {...rest} />
    case 'choice':
      return <Select {...rest} allowClear options={choicesOf(field, given.value)} />
    case 'yes-no':
      return (
        <Segmented
          {...rest}
          value={given.value === true ? 'yes' : given.value === false ? 'no' : ''}
          options={[
            { value: 'yes', label: t('yes') },
            { value: 'no', label: t('no') },
            ...(field.isRequired ? [] : [{ value: '', label: '—' }]),
          ]}
          onChange={(next) => given.onChange?.(next === '' ? null : next === 'yes')}
        />
      )
    default:
      return <Input {...rest} maxLength={500} />
  }
}

/** A choice that was taken off the list stays choosable where it was chosen. */
function choicesOf(field: CustomFieldRow, value: unknown) {
  const kept = typeof value === 'string' && !field.choices.includes(value) ? [value] : []
  return [...kept, ...field.choices].map((choice) => ({ value: choice, label: choice }))
}

/** The part of a request body that says what changed in own fields; undefined when there are none. */
export function customBody(
  values: CustomFormValues | undefined,
  before: CustomValues = {},
): { custom?: Record<string, string | number | boolean | null> } {
  const entries = Object.entries(values ?? {}).map(([key, value]) => [key, value ?? null] as const)
  const changed = entries.filter(([key, value]) => value !== (before[key] ?? null))
  return entries.length === 0 ? {} : { custom: Object.fromEntries(changed) }
}
