import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select } from 'antd'
import { fieldPath } from '../../../core/fields/custom-field.ts'
import {
  firstTest,
  GRADE_FIELD,
  isGraded,
  operatorsFor,
  plainScope,
  recordOf,
  type ScopeField,
  scopeOf,
  withOperator,
} from '../../../core/fields/custom-scope.ts'
import { SCOPE_CHOICES } from '../../../core/watch/compose.ts'
import { FIELD } from '../../../core/watch/operators.ts'
import type { FieldTest, FieldValue, Scope } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { scopeWords } from '../../../text/scope-words.ts'
import { customFieldsText } from '../../../text/web/custom-fields.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { useAllFields, useCustomFields, useFieldName } from '../../parts/custom-words.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { Draft } from './draft.ts'

type Props = { draft: Draft; onChange: (draft: Draft) => void }

/** Which of them a rule looks at: a standing choice, and limits by the company's own fields [C223]. */
export function ScopeEditor({ draft, onChange }: Props) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const fields = useFieldsFor(draft.subject)
  const choices = SCOPE_CHOICES[draft.subject] ?? []
  const tests = plainScope(draft.scope)
  if (tests === null) return <p className="bw-rule-note">{t('scopeKept')}</p>
  if (choices.length === 0 && fields.length === 0 && tests.length === 0) return null
  const isOwn = ({ field }: FieldTest) => field === GRADE_FIELD.path || field.startsWith(fieldPath(''))
  const standing = tests.filter((test) => !isOwn(test))
  const own = tests.filter(isOwn)
  const now = choices.findIndex(({ test }) => JSON.stringify([test]) === JSON.stringify(standing))
  const kept = standing.length > 0 && now < 0
  const put = (next: readonly FieldTest[]) => onChange({ ...draft, scope: scopeOf(next) })
  return (
    <>
      {choices.length > 0 && (
        <Field label={t('scope')}>
          <Select
            value={kept ? -2 : now}
            onChange={(place) => {
              if (place === -2) return
              const chosen = choices[place]?.test
              put([...(chosen ? [chosen] : []), ...own])
            }}
            options={[
              ...(kept ? [{ value: -2, label: t('scopeKept') }] : []),
              { value: -1, label: t('scopeAll') },
              ...choices.map(({ label }, place) => ({ value: place, label: both(label) })),
            ]}
          />
        </Field>
      )}
      {own.map((test, index) => (
        <OwnTest
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and do not move
          key={index}
          test={test}
          fields={fields}
          onChange={(next) => put([...standing, ...own.with(index, next)])}
          onRemove={() => put([...standing, ...own.filter((_, place) => place !== index)])}
        />
      ))}
      {fields.length > 0 && (
        <Button type="dashed" size="small" onClick={() => put([...standing, ...own, firstTest(fields[0]!)])}>
          {t('addScope')}
        </Button>
      )}
    </>
  )
}

type Named = ScopeField & { name: string }

/** The company's own fields of the record, and the credit grade wherever there is a customer. */
function useFieldsFor(subject: SubjectKind): Named[] {
  const t = useText(ruleEditorText)
  const nameOf = useFieldName()
  const record = recordOf(subject)
  const fields = useCustomFields(record ?? 'customer')
  const own = record === null ? [] : fields.filter(({ isRetired }) => !isRetired)
  return [
    ...(isGraded(subject) ? [{ ...GRADE_FIELD, name: t('creditGrade') }] : []),
    ...own.map((field) => ({ ...field, path: fieldPath(field.key), name: nameOf(field) })),
  ]
}

type TestProps = {
  test: FieldTest
  fields: Named[]
  onChange: (next: FieldTest) => void
  onRemove: () => void
}

function OwnTest({ test, fields, onChange, onRemove }: TestProps) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const field = fields.find(({ path }) => path === test.field)
  return (
    <div className="bw-scope-row">
      <Select
        aria-label={t('scopeField')}
        value={test.field}
        options={fields.map(({ path, name }) => ({ value: path, label: name }))}
        onChange={(chosen) => onChange(firstTest(fields.find(({ path }) => path === chosen)!))}
      />
      {field && (
        <Select
          aria-label={t('scopeOperator')}
          value={test.op}
          options={operatorsFor(field.kind).map((op) => ({ value: op, label: both(FIELD[op].words) }))}
          onChange={(op) => onChange(withOperator(test, op, field.kind))}
        />
      )}
      {field && <TestValue field={field} test={test} onChange={(value) => onChange({ ...test, value })} />}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('removeScope')} onClick={onRemove} />
    </div>
  )
}

type ValueProps = {
  field: ScopeField
  test: FieldTest
  onChange: (value: FieldValue | FieldValue[]) => void
}

function TestValue({ field, test, onChange }: ValueProps) {
  const t = useText(customFieldsText)
  const words = useText(ruleEditorText)
  const label = words('scopeValue')
  if (test.value === undefined) return null
  if (field.kind === 'choice') {
    return (
      <Select
        mode="multiple"
        aria-label={label}
        value={test.value as string[]}
        options={field.choices.map((choice) => ({ value: choice, label: choice }))}
        onChange={(next: string[]) => onChange(next)}
      />
    )
  }
  if (field.kind === 'yes-no') {
    return (
      <Select
        aria-label={label}
        value={test.value === true}
        options={[
          { value: true, label: t('yes') },
          { value: false, label: t('no') },
        ]}
        onChange={(next: boolean) => onChange(next)}
      />
    )
  }
  if (field.kind === 'money')
    return <MoneyInput label={label} value={test.value as number} onChange={(fen) => onChange(fen ?? 0)} />
  if (field.kind === 'number')
    return (
      <InputNumber aria-label={label} value={test.value as number} onChange={(next) => onChange(next ?? 0)} />
    )
  return (
    <Input
      aria-label={label}
      value={String(test.value)}
      maxLength={200}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}

/** A scope as one line of a card; null when the rule looks at all of them. */
export function useScopeWords(): (subject: SubjectKind, scope: Scope | null) => string | null {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const fields = useAllFields().map((field) => ({ ...field, name: { zh: field.nameZh, en: field.nameEn } }))
  return (subject, scope) => {
    if (scope === null) return null
    if (plainScope(scope) === null) return t('scopeKept')
    return t('scopeLine', { limits: both(scopeWords(subject, scope, fields)) })
  }
}
