import { Button, Select } from 'antd'
import { type FlowField, NUMBER_OPS, TEXT_OPS } from '../../../core/approval/flow.ts'
import { factsOfKind } from '../../../core/approval/flow-facts.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { useText } from '../../ui/language.tsx'
import { type Condition, put } from './flow-draft.ts'
import { NumberPick, ValuesPick } from './flow-value.tsx'

type Test = Condition['tests'][number]
type ConditionProps = {
  kind: string
  value: Condition | null
  onChange: (next: Condition | null) => void
}

/** When a step or a branch is gone through at all; without a condition always. */
export function ConditionFields({ kind, value, onChange }: ConditionProps) {
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
          <TestFields kind={kind} test={test} onChange={(next) => keep(put(tests, index, next))} />
          <Button size="small" onClick={() => keep(tests.toSpliced(index, 1))}>
            {t('removeTest')}
          </Button>
        </div>
      ))}
      <Button size="small" type="dashed" onClick={() => keep([...tests, freshTest(factsOfKind(kind)[0]!)])}>
        {t('addTest')}
      </Button>
    </fieldset>
  )
}

type TestProps = { kind: string; test: Test; onChange: (next: Test) => void }

/** A fact of this kind of request, how it is compared, and with what; another one can only go. */
function TestFields({ kind, test, onChange }: TestProps) {
  const t = useText(flowsText)
  const ops = 'values' in test ? TEXT_OPS : NUMBER_OPS
  const known = factsOfKind(kind)
  const fields = known.includes(test.field) ? known : [...known, test.field]
  return (
    <>
      <Select
        aria-label={t('field')}
        popupMatchSelectWidth={false}
        value={test.field}
        options={fields.map((field) => ({ value: field, label: t(`field_${field}`) }))}
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
        <ValuesPick
          kind={kind}
          field={test.field}
          label={t('value')}
          value={test.values}
          onChange={(values) => onChange({ ...test, values })}
        />
      ) : (
        <NumberPick
          field={test.field}
          label={t('value')}
          value={test.value}
          onChange={(value) => value !== null && onChange({ ...test, value })}
        />
      )}
    </>
  )
}

function freshTest(field: FlowField): Test {
  return field === 'type' || field === 'grade' || field === 'level'
    ? { field, op: 'in', values: [] }
    : { field, op: 'gte', value: 0 }
}
