import { FilterOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Popover, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { CustomFieldRow } from '../../api/custom-fields.ts'
import type { CustomRecord } from '../../core/fields/custom-field.ts'
import { type CustomTest, readTests, writeTests } from '../../core/fields/custom-tests.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import { Field } from '../ui/field.tsx'
import { useText } from '../ui/language.tsx'
import { useUrl } from '../ui/url.tsx'
import { useCustomFields, useFieldName } from './custom-words.tsx'
import { DayInput } from './day-input.tsx'
import { MoneyInput } from './money-input.tsx'
import './parts.css'

/** Narrows a list by own fields; the tests stand in the URL as `custom`. Hidden while there are no fields. */
export function CustomFilter({ record }: { record: CustomRecord }) {
  const t = useText(customFieldsText)
  const { values, set } = useUrl()
  const fields = useCustomFields(record).filter(({ isRetired }) => !isRetired)
  const [open, setOpen] = useState(false)
  if (fields.length === 0) return null
  const tests = readTests(values['custom'] ?? '') ?? []
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      title={t('filterTitle')}
      destroyOnHidden
      content={
        <FilterForm
          fields={fields}
          tests={tests}
          onDone={(next) => {
            setOpen(false)
            set({ custom: next.length === 0 ? undefined : writeTests(next) })
          }}
        />
      }
    >
      <Button
        icon={<FilterOutlined />}
        type={tests.length > 0 ? 'primary' : 'default'}
        ghost={tests.length > 0}
      >
        {tests.length > 0 ? t('filterCount', { n: tests.length }) : t('filter')}
      </Button>
    </Popover>
  )
}

type FormProps = {
  fields: CustomFieldRow[]
  tests: CustomTest[]
  onDone: (tests: CustomTest[]) => void
}

function FilterForm({ fields, tests, onDone }: FormProps) {
  const t = useText(customFieldsText)
  const nameOf = useFieldName()
  const [draft, setDraft] = useState(tests)
  const change = (key: string) => (next: CustomTest[]) =>
    setDraft((before) => [...before.filter((test) => test.key !== key), ...next])
  return (
    <form
      className="biz-custom-filter"
      onSubmit={(event) => {
        event.preventDefault()
        onDone(draft)
      }}
    >
      {fields.map((field) => (
        <FieldTest
          key={field.key}
          field={field}
          name={nameOf(field)}
          tests={draft.filter((test) => test.key === field.key)}
          onChange={change(field.key)}
        />
      ))}
      <div className="bw-row">
        <Button type="primary" htmlType="submit">
          {t('apply')}
        </Button>
        <Button onClick={() => onDone([])}>{t('clear')}</Button>
      </div>
    </form>
  )
}

type TestProps = {
  field: CustomFieldRow
  name: string
  tests: CustomTest[]
  onChange: (next: CustomTest[]) => void
  id?: string
}

function FieldTest(props: TestProps) {
  switch (props.field.kind) {
    case 'choice':
    case 'yes-no':
      return (
        <Field label={props.name}>
          <ChoiceTest {...props} />
        </Field>
      )
    case 'text':
      return (
        <Field label={props.name}>
          <TextTest {...props} />
        </Field>
      )
    default:
      return <RangeTest {...props} />
  }
}

const EMPTY = ' empty'

function ChoiceTest({ field, tests, onChange, id }: TestProps) {
  const t = useText(customFieldsText)
  const chosen = tests[0]?.op === 'empty' ? [EMPTY] : tests[0]?.op === 'is' ? tests[0].values : []
  const options =
    field.kind === 'yes-no'
      ? [
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]
      : field.choices.map((choice) => ({ value: choice, label: choice }))
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      className="biz-wide"
      value={chosen}
      placeholder={t('any')}
      options={[...options, { value: EMPTY, label: t('empty') }]}
      onChange={(next: string[]) => {
        const { key } = field
        if (next.at(-1) === EMPTY) onChange([{ key, op: 'empty' }])
        else {
          const values = next.filter((value) => value !== EMPTY)
          onChange(values.length === 0 ? [] : [{ key, op: 'is', values }])
        }
      }}
    />
  )
}

function TextTest({ field, tests, onChange, id }: TestProps) {
  const t = useText(customFieldsText)
  const text = tests[0]?.op === 'has' ? tests[0].text : ''
  return (
    <Input
      {...(id ? { id } : {})}
      value={text}
      maxLength={60}
      placeholder={t('has')}
      onChange={({ target: { value } }) =>
        onChange(value.trim() === '' ? [] : [{ key: field.key, op: 'has', text: value }])
      }
    />
  )
}

function RangeTest({ field, name, tests, onChange }: TestProps) {
  const t = useText(customFieldsText)
  const boundOf = (op: 'from' | 'to') => tests.find((test) => test.op === op) as { value: string } | undefined
  const set = (op: 'from' | 'to') => (value: string | number | null) => {
    const rest = tests.filter((test) => test.op !== op)
    onChange(value === null || value === '' ? rest : [...rest, { key: field.key, op, value: String(value) }])
  }
  const input = (op: 'from' | 'to'): ReactNode => {
    const value = boundOf(op)?.value
    const label = `${name} ${t(op)}`
    if (field.kind === 'date') return <DayInput value={value ?? null} onChange={set(op)} label={label} />
    const number = value === undefined ? null : Number(value)
    return field.kind === 'money' ? (
      <MoneyInput value={number} onChange={set(op)} label={label} />
    ) : (
      <InputNumber
        value={number}
        onChange={set(op)}
        placeholder={t(op)}
        aria-label={label}
        className="biz-wide"
      />
    )
  }
  return (
    <div className="bw-field">
      <span>{name}</span>
      <div className="biz-custom-range">
        {input('from')}
        <span aria-hidden="true">–</span>
        {input('to')}
      </div>
    </div>
  )
}
