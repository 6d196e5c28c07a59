import type { Grade } from '../credit/scale.ts'
import type { MetricDef } from './metric.ts'

/** A grade as a number that rules can order: A 4, B 3, C 2, D 1. */
export const GRADE_NUMBER: Record<Grade, number> = { A: 4, B: 3, C: 2, D: 1 }

/** How long a fall of the grade is news (C011). */
const FELL_DAYS = 30

/** C011 C024 C025: by the trail of ratings, each entry from the moment on that it holds. */
export const CREDIT_METRICS: readonly MetricDef[] = [
  {
    id: 'credit_grade',
    subject: 'customer',
    unit: 'count',
    bad: 'low',
    fold: { kind: 'last' },
    title: { zh: '信用等级', en: 'Credit grade' },
    meaning: {
      zh: '信用等级换成数字：A 为 4，B 为 3，C 为 2，D 为 1；没有评级不算',
      en: 'The credit grade as a number: A 4, B 3, C 2, D 1; none without a rating',
    },
  },
  {
    id: 'grade_fell',
    subject: 'customer',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'window', span: FELL_DAYS },
    title: { zh: '30 天内降了几级', en: 'Grades fallen in 30 days' },
    meaning: {
      zh: '最近 30 天信用等级降了几级，其间升回来的要减掉',
      en: 'By how many grades the credit grade fell in the last 30 days, less what it rose again',
    },
  },
  {
    // C008 C012: a month after its end nobody reminds any more.
    id: 'document_days_left',
    subject: 'customer',
    unit: 'days',
    bad: 'low',
    fold: { kind: 'left' },
    gate: true,
    title: { zh: '资料剩余天数', en: 'Days left of papers' },
    meaning: {
      zh: '信用报告、资质和有期限的资料里，最先到期的一份还有几天；同一种以最晚到期的为准，到期 30 天后不再算',
      en: 'Days until the first credit report, qualification or dated item ends, of each kind the longest; none 30 days after that',
    },
  },
]
