import { Button, InputNumber, Select } from 'antd'
import { NUMBER_FIELDS, NUMBER_OPS, TEXT_FIELDS, TEXT_OPS } from '../../../core/approval/flow.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { useText } from '../../ui/language.tsx'
import { type Condition, put } from './flow-draft.ts'

type Test = Condition['tests'][number]
type ConditionProps = { value: Condition | null; onChange: (next: Condition | null) => void }

/** When a step or a branch is gone through at all; without a condition always. */
export function ConditionFields({ value, onChange }: ConditionProps) {
  const t = useText(flowsText)
  const tests = value?.tests ?? []
  const keep = (next: Test[]) =>
    onChange(next.length === 0 ? null : { match: value?.match ?? 'all', tests: next })
  return (
    <fieldset className="biz-condition">
      <legend className="bw-soft">{tests.length === 0 ? t('always') : t('onlyWhen')}</legend>
      {tests.length > 1 && (
        <Select
          aria-label={t('match')}
          value={value?.match ?? 'all'}
          options={(['all', 'any'] as const).map((match) => ({ value: match, label: t(`match_${match}`) }))}
          onChange={(match) => onChange({ match, tests })}
        />
      )}
      {tests.map((test, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a test of a condition is its place
        <div key={index} className="bw-row bw-wrap">
          <TestFields test={test} onChange={(next) => keep(put(tests, index, next))} />
          <Button size="small" onClick={() => keep(tests.toSpliced(index, 1))}>
            {t('removeTest')}
          </Button>
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        onClick={() => keep([...tests, { field: 'amountFen', op: 'gte', value: 0 }])}
      >
        {t('addTest')}
      </Button>
    </fieldset>
  )
}

const FIELDS = [...NUMBER_FIELDS, ...TEXT_FIELDS]

function TestFields({ test, onChange }: { test: Test; onChange: (next: Test) => void }) {
  const t = useText(flowsText)
  const ops = 'values' in test ? TEXT_OPS : NUMBER_OPS
  return (
    <>
      <Select
        aria-label={t('field')}
        popupMatchSelectWidth={false}
        value={test.field}
        options={FIELDS.map((field) => ({ value: field, label: t(`field_${field}`) }))}
        onChange={(field) => onChange(freshTest(field))}
      />
      <Select
        aria-label={t('op')}
        popupMatchSelectWidth={false}
        value={test.op}
        options={ops.map((op) => ({ value: op, label: t(`op_${op}`) }))}
        onChange={(op) => onChange({ ...test, op } as Test)}
      />
      {'values' in test ? (
        <Select
          mode="tags"
          className="biz-values"
          aria-label={t('value')}
          placeholder={t('values')}
          value={[...test.values]}
          onChange={(values: string[]) => onChange({ ...test, values })}
        />
      ) : test.field === 'amountFen' ? (
        <span className="biz-amount">
          <MoneyInput
            label={t('value')}
            value={test.value}
            onChange={(fen) => fen !== null && onChange({ ...test, value: fen })}
          />
        </span>
      ) : (
        <InputNumber
          aria-label={t('value')}
          value={test.field === 'days' ? test.value : test.value / 100}
          {...(test.field === 'days' ? { precision: 0 } : { precision: 2, suffix: '%' })}
          onChange={(typed) =>
            typed !== null &&
            onChange({ ...test, value: test.field === 'days' ? typed : Math.round(typed * 100) })
          }
        />
      )}
    </>
  )
}

function freshTest(field: Test['field']): Test {
  return field === 'type' || field === 'grade'
    ? { field, op: 'in', values: [] }
    : { field, op: 'gte', value: 0 }
}
