import { InputNumber } from 'antd'
import { listIndicators } from '../../../api/indicators.ts'
import type { MetricDef } from '../../../core/watch/metric.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import {
  CHANGE_MAX,
  indicatorDef,
  indicatorMetricId,
  indicatorOf,
} from '../../../core/watch/metrics-indicator.ts'
import type { Leaf } from '../../../core/watch/rule.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { useLater } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'

type Outside = {
  choices: { value: string; label: Bilingual }[]
  of: (metric: string) => MetricDef | undefined
}

/** What the company brings in from outside, as rules on the company may ask for it. */
export function useIndicatorDefs(subject: SubjectKind): Outside {
  const may = useMay()
  const { data } = useLater(listIndicators, { query: {}, enabled: subject === 'org' && may('metric.read') })
  const rows = (data?.items ?? []).map((row) => ({
    ...row,
    name: { zh: row.nameZh, en: row.nameEn || row.nameZh },
  }))
  const of = (metric: string) => {
    const row = rows.find(({ key }) => key === indicatorOf(metric)?.key)
    return row ? indicatorDef(metric, row) : metricDef(subject, metric)
  }
  const choices = rows
    .filter(({ isEnded }) => !isEnded)
    .flatMap(({ key, name }) => [
      { value: indicatorMetricId({ key, back: 0 }), label: name },
      {
        value: indicatorMetricId({ key, back: 1 }),
        label: { zh: `${name.zh}涨跌`, en: `${name.en}, change` },
      },
    ])
  return { choices, of }
}

/** By which of the choices a figure was chosen: a change is one, whatever it is held against. */
export function choiceOf(metric: string): string {
  const asked = indicatorOf(metric)
  return asked && asked.back > 0 ? indicatorMetricId({ key: asked.key, back: 1 }) : metric
}

/** Against how many periods before, for a rise or a fall. */
export function PeriodsBack({ leaf, onChange }: { leaf: Leaf; onChange: (metric: string) => void }) {
  const t = useText(ruleEditorText)
  const asked = indicatorOf(leaf.metric)
  if (!asked || asked.back === 0) return null
  return (
    <Field label={t('periodsBack')}>
      <InputNumber
        value={asked.back}
        min={1}
        max={CHANGE_MAX}
        precision={0}
        changeOnWheel={false}
        onChange={(back) => back !== null && onChange(indicatorMetricId({ key: asked.key, back }))}
      />
    </Field>
  )
}
