import { Checkbox, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { CustomTest } from '../../core/fields/custom-tests.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import { useText } from '../ui/language.tsx'
import { DayInput } from './day-input.tsx'
import type { FilterField } from './list-fields.tsx'
import { MoneyInput } from './money-input.tsx'
import './parts.css'

type TestProps = {
  field: FilterField
  tests: CustomTest[]
  onChange: (next: CustomTest[]) => void
}

/** What one field of a list is to be; records that hold nothing under it can be asked for as well. */
export function FieldTest(props: TestProps) {
  const { field, tests, onChange } = props
  const t = useText(customFieldsText)
  const { kind, key, name } = field
  if (kind === 'choice' || kind === 'yes-no' || kind === 'person') {
    return (
      <div className="bw-field">
        <span>{name}</span>
        <ChoiceTest {...props} />
      </div>
    )
  }
  const isEmpty = tests[0]?.op === 'empty'
  return (
    <div className="bw-field">
      <span className="biz-test-head">
        {name}
        {!field.isAlways && (
          <Checkbox
            checked={isEmpty}
            aria-label={`${name} ${t('empty')}`}
            onChange={({ target: { checked } }) => onChange(checked ? [{ key, op: 'empty' }] : [])}
          >
            {t('empty')}
          </Checkbox>
        )}
      </span>
      {!isEmpty && (kind === 'text' ? <TextTest {...props} /> : <RangeTest {...props} />)}
    </div>
  )
}

const EMPTY = ' empty'

function ChoiceTest({ field, tests, onChange }: TestProps) {
  const t = useText(customFieldsText)
  const { key, kind, name } = field
  const chosen = tests[0]?.op === 'empty' ? [EMPTY] : tests[0]?.op === 'is' ? tests[0].values : []
  const options =
    kind === 'yes-no'
      ? [
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]
      : field.options
  return (
    <Select
      mode="multiple"
      className="biz-wide"
      value={chosen}
      placeholder={t('any')}
      aria-label={name}
      options={field.isAlways ? [...options] : [...options, { value: EMPTY, label: t('empty') }]}
      optionFilterProp="label"
      onChange={(next: string[]) => {
        if (next.at(-1) === EMPTY) onChange([{ key, op: 'empty' }])
        else {
          const values = next.filter((value) => value !== EMPTY)
          onChange(values.length === 0 ? [] : [{ key, op: 'is', values }])
        }
      }}
    />
  )
}

function TextTest({ field: { key, name }, tests, onChange }: TestProps) {
  const t = useText(customFieldsText)
  const text = tests[0]?.op === 'has' ? tests[0].text : ''
  return (
    <Input
      value={text}
      maxLength={60}
      placeholder={t('has')}
      aria-label={`${name} ${t('has')}`}
      onChange={({ target: { value } }) =>
        onChange(value.trim() === '' ? [] : [{ key, op: 'has', text: value }])
      }
    />
  )
}

function RangeTest({ field: { key, kind, name }, tests, onChange }: TestProps) {
  const t = useText(customFieldsText)
  const boundOf = (op: 'from' | 'to') => {
    const found = tests.find((test) => test.op === op)
    return found && 'value' in found ? found.value : undefined
  }
  const set = (op: 'from' | 'to') => (value: string | number | null) => {
    const rest = tests.filter((test) => test.op !== op)
    onChange(value === null || value === '' ? rest : [...rest, { key, op, value: String(value) }])
  }
  const input = (op: 'from' | 'to'): ReactNode => {
    const value = boundOf(op)
    const label = `${name} ${t(op)}`
    if (kind === 'date') return <DayInput value={value ?? null} onChange={set(op)} label={label} />
    const number = value === undefined ? null : Number(value)
    return kind === 'money' ? (
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
    <div className="biz-custom-range">
      {input('from')}
      <span aria-hidden="true">–</span>
      {input('to')}
    </div>
  )
}
