import { InputNumber, Select } from 'antd'
import type { NUMBER_FIELDS, TEXT_FIELDS } from '../../../core/approval/flow.ts'
import { valuesOf } from '../../../core/approval/flow-facts.ts'
import { flowValuesText } from '../../../text/web/flow-values.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { useCodeText, useText } from '../../ui/language.tsx'

type NumberField = (typeof NUMBER_FIELDS)[number]
type TextField = (typeof TEXT_FIELDS)[number]

/** A value of a fact in the user's words; what nobody knows is shown as it was typed. */
export function useValueWords(): (field: TextField, value: string) => string {
  const words = useCodeText(flowValuesText)
  return (field, value) => words(`${field}_${value}`) ?? value
}

type ValuesProps = {
  kind: string
  field: TextField
  label: string
  value: readonly string[]
  onChange: (next: string[]) => void
}

/** Chosen from what the fact can be; only a kind of the company's own has types that are typed. */
export function ValuesPick({ kind, field, label, value, onChange }: ValuesProps) {
  const t = useText(flowsText)
  const wordsOf = useValueWords()
  const known = valuesOf(kind, field)
  const options = [...new Set([...(known ?? []), ...value])]
  return (
    <Select
      mode={known === null ? 'tags' : 'multiple'}
      className="biz-values"
      aria-label={label}
      placeholder={t('values')}
      value={[...value]}
      options={options.map((one) => ({ value: one, label: wordsOf(field, one) }))}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={onChange}
    />
  )
}

type NumberProps = {
  field: NumberField
  label: string
  value: number | null
  onChange: (next: number | null) => void
}

/** Money in yuan, terms in days, everything else as a share. */
export function NumberPick({ field, label, value, onChange }: NumberProps) {
  if (field === 'amountFen') {
    return (
      <span className="biz-amount">
        <MoneyInput label={label} value={value} onChange={onChange} />
      </span>
    )
  }
  const scale = field === 'days' ? 1 : 100
  return (
    <InputNumber
      aria-label={label}
      value={value === null ? null : value / scale}
      {...(field === 'days' ? { precision: 0 } : { precision: 2, suffix: '%' })}
      onChange={(typed) => onChange(typed === null ? null : Math.round(typed * scale))}
    />
  )
}
