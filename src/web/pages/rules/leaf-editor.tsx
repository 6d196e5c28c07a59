import { Button, InputNumber, Segmented, Select } from 'antd'
import { firstLine, leafOn, lineFieldsFor, lineKindsFor, lineNumbers } from '../../../core/watch/compose.ts'
import { metricsFor } from '../../../core/watch/metrics.ts'
import { COMPARE } from '../../../core/watch/operators.ts'
import type { Leaf } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { alertBudgetText } from '../../../text/web/alert-budget.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { choiceOf, PeriodsBack, useIndicatorDefs } from './indicator-choice.tsx'
import { Knob } from './knob.tsx'

type LeafEditorProps = {
  subject: SubjectKind
  leaf: Leaf
  onChange: (leaf: Leaf) => void
  onRemove: (() => void) | null
}

const DIRECTIONS = ['gt', 'gte', 'lt', 'lte'] as const

/** One figure against one line: which, on which side, held against what, and the numbers of that. */
export function LeafEditor({ subject, leaf, onChange, onRemove }: LeafEditorProps) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const outside = useIndicatorDefs(subject)
  const def = outside.of(leaf.metric)
  if (!def) return null
  const own = metricsFor(subject).map(({ id, title }) => ({ value: id, label: title }))
  const choices = [...own, ...outside.choices]
  const kinds = lineKindsFor(def)
  const { threshold } = leaf
  const shown = kinds.includes(threshold.kind) ? kinds : [...kinds, threshold.kind]
  return (
    <div className="bw-editor-leaf">
      <Field label={t('metric')} hint={both(def.meaning)}>
        <Select
          value={choiceOf(leaf.metric)}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(metric) => onChange(leafOn(outside.of(metric)!))}
          options={choices.map(({ value, label }) => ({ value, label: both(label) }))}
        />
      </Field>
      <PeriodsBack
        leaf={leaf}
        onChange={(metric) => onChange({ ...leaf, metric, title: outside.of(metric)!.title })}
      />
      <Field label={t('op')}>
        <Select
          value={leaf.op}
          onChange={(op) => onChange({ ...leaf, op })}
          options={DIRECTIONS.map((op) => ({ value: op, label: both(COMPARE[op].words) }))}
        />
      </Field>
      <Field label={t('line')}>
        <Select
          value={threshold.kind}
          onChange={(kind) => onChange({ ...leaf, threshold: firstLine(kind, def) })}
          options={shown.map((kind) => ({ value: kind, label: t(`line_${kind}`) }))}
        />
      </Field>
      <FieldChoice subject={subject} leaf={leaf} onChange={onChange} />
      <BudgetChoice leaf={leaf} onChange={onChange} />
      <div className="bw-rule-knobs">
        {lineNumbers(threshold, def).map(({ key, ...number }) => (
          <Knob
            key={key}
            knob={{ path: key, ...number }}
            value={number.value}
            disabled={false}
            onChange={(value) => onChange({ ...leaf, threshold: { ...threshold, [key]: value } })}
          />
        ))}
      </div>
      {!('minN' in threshold) && threshold.kind !== 'statistical' && (
        <LeastCases leaf={leaf} onChange={onChange} />
      )}
      {onRemove && (
        <Button size="small" type="text" onClick={onRemove}>
          {t('removeLeaf')}
        </Button>
      )}
    </div>
  )
}

/** Of a line by chance: whether the company's alert budget draws it, or numbers of its own. */
function BudgetChoice({ leaf, onChange }: Pick<LeafEditorProps, 'leaf' | 'onChange'>) {
  const t = useText(alertBudgetText)
  const { threshold } = leaf
  if (threshold.kind !== 'statistical') return null
  const { shared, ...own } = threshold
  return (
    <div className="bw-field">
      <span>{t('whose')}</span>
      <Segmented
        value={shared ? 'budget' : 'own'}
        options={(['budget', 'own'] as const).map((value) => ({ value, label: t(`whose_${value}`) }))}
        onChange={(value) =>
          onChange({ ...leaf, threshold: value === 'budget' ? { ...own, shared: true } : own })
        }
      />
    </div>
  )
}

/** By which group, or by which day of the record, where there is more than one. */
function FieldChoice({ subject, leaf, onChange }: Pick<LeafEditorProps, 'subject' | 'leaf' | 'onChange'>) {
  const t = useText(ruleEditorText)
  const { threshold } = leaf
  const fields = lineFieldsFor(threshold, subject)
  if (fields.length === 0 || !('field' in threshold)) return null
  const shown = fields.includes(threshold.field) ? fields : [...fields, threshold.field]
  const word = (field: string) => (isNamed(field) ? t(`field_${field}`) : field)
  return (
    <Field label={t(threshold.kind === 'peers' ? 'group' : 'norm')}>
      <Select
        value={threshold.field}
        onChange={(field) => onChange({ ...leaf, threshold: { ...threshold, field } })}
        options={shown.map((value) => ({ value, label: word(value) }))}
      />
    </Field>
  )
}

const NAMED = ['team', 'keyLevel', 'city', 'creditGrade', 'termDays', 'stageNormDays'] as const

function isNamed(field: string): field is (typeof NAMED)[number] {
  return NAMED.some((name) => name === field)
}

/** With fewer cases behind the figure than this nothing is said (law 11); empty: any number will do. */
function LeastCases({ leaf, onChange }: Pick<LeafEditorProps, 'leaf' | 'onChange'>) {
  const t = useText(ruleEditorText)
  const { minN, ...rest } = leaf
  return (
    <Field label={t('minN')} optional>
      <InputNumber
        value={minN ?? null}
        min={1}
        max={10_000}
        precision={0}
        changeOnWheel={false}
        onChange={(next) => onChange(next === null ? rest : { ...rest, minN: next })}
      />
    </Field>
  )
}
