import { type FieldDef, words } from './field-def.ts'

/** Figures from outside: one row for each indicator and period. */
export const INDICATORS: readonly FieldDef[] = [
  {
    field: 'indicator',
    kind: 'text',
    zh: '外部数据',
    en: 'Indicator',
    required: true,
    synonyms: words(
      '外部数据 外部指标 指标 指标名称 数据名称 indicator indicatorname indicatorkey series seriesname',
    ),
    maxLength: 60,
  },
  {
    field: 'period',
    kind: 'month',
    zh: '所属期间',
    en: 'Period',
    required: true,
    synonyms: words(
      '所属期间 期间 统计期间 数据日期 日期 月份 年月 周 period date month week observationdate',
    ),
  },
  {
    field: 'value',
    kind: 'text',
    zh: '数值',
    en: 'Value',
    required: true,
    synonyms: words('数值 指标值 数据值 值 value observation reading'),
  },
]
