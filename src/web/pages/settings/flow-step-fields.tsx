import { Checkbox, Input, InputNumber, Select } from 'antd'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { ConditionFields } from './flow-condition.tsx'
import { DAY_MINUTES, type Rule, renamed, type Step } from './flow-draft.ts'
import { useRuleOptions } from './flow-words.tsx'

type StepProps = { kind: string; step: Step; onChange: (next: Step) => void }

/** Everything one step says: who, how, how long, when at all, who is told, what to look at. */
export function StepFields({ kind, step, onChange }: StepProps) {
  const t = useText(flowsText)
  const { language } = useLanguage()
  return (
    <div className="biz-step-fields">
      <Field label={t('stepName')}>
        <Input
          value={step.name[language]}
          maxLength={30}
          onChange={(event) => onChange({ ...step, name: renamed(step.name, language, event.target.value) })}
        />
      </Field>
      <Field label={t('who')}>
        <RulePick value={step.approvers} onChange={(approvers) => onChange({ ...step, approvers })} />
      </Field>
      <Field label={t('mode')}>
        <Select
          value={step.mode}
          options={(['any', 'all', 'order'] as const).map((mode) => ({
            value: mode,
            label: t(`${mode}Long`),
          }))}
          onChange={(mode) => onChange({ ...step, mode })}
        />
      </Field>
      <Field label={t('days')}>
        <InputNumber
          className="biz-wide"
          min={0.5}
          step={0.5}
          value={step.timeoutMinutes / DAY_MINUTES}
          onChange={(days) => onChange({ ...step, timeoutMinutes: Math.round((days ?? 1) * DAY_MINUTES) })}
        />
      </Field>
      <Field label={t('copies')} optional>
        <RulePick value={step.copies} onChange={(copies) => onChange({ ...step, copies })} />
      </Field>
      <Field label={t('guide')} optional>
        <Input
          value={step.guide[language]}
          maxLength={200}
          onChange={(event) =>
            onChange({ ...step, guide: { ...step.guide, [language]: event.target.value } })
          }
        />
      </Field>
      <ConditionFields kind={kind} value={step.when} onChange={(when) => onChange({ ...step, when })} />
      <Checkbox
        checked={step.needsAuthority}
        onChange={(event) => onChange({ ...step, needsAuthority: event.target.checked })}
      >
        {t('authorityLong')}
      </Checkbox>
    </div>
  )
}

type RulePickProps = { id?: string; value: readonly Rule[]; onChange: (next: Rule[]) => void }

export function RulePick({ id, value, onChange }: RulePickProps) {
  const options = useRuleOptions(value)
  const t = useText(flowsText)
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      placeholder={t('pickWho')}
      value={value.map((rule) => JSON.stringify(rule))}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(keys) => onChange(keys.map((key) => JSON.parse(key) as Rule))}
    />
  )
}
