import type { Comparison, FieldOperator, FieldValue } from './rule.ts'
import type { Bilingual } from './subject.ts'

/** One table per value type: what an operator does and how it is read out. */
export const COMPARE: Record<Comparison, { test: (a: number, b: number) => boolean; words: Bilingual }> = {
  gt: { test: (a, b) => a > b, words: { zh: '超过', en: 'above' } },
  gte: { test: (a, b) => a >= b, words: { zh: '达到', en: 'at least' } },
  lt: { test: (a, b) => a < b, words: { zh: '低于', en: 'below' } },
  lte: { test: (a, b) => a <= b, words: { zh: '不高于', en: 'at most' } },
  eq: { test: (a, b) => a === b, words: { zh: '等于', en: 'exactly' } },
  ne: { test: (a, b) => a !== b, words: { zh: '不等于', en: 'not' } },
}

type FieldInput = FieldValue | FieldValue[] | undefined

type FieldRow = {
  /** whether the operator can work with this right-hand side; an editor asks before saving */
  accepts: (value: FieldInput) => boolean
  test: (have: FieldValue, want: FieldInput) => boolean
  words: Bilingual
}

const isOne = (value: FieldInput) => value !== undefined && !Array.isArray(value)
const isMany = (value: FieldInput) => Array.isArray(value) && value.length > 0
const isNumber = (value: FieldInput) => typeof value === 'number' && Number.isFinite(value)
const isNothing = (value: FieldInput) => value === undefined

function ordered(test: (a: number, b: number) => boolean): (have: FieldValue, want: FieldInput) => boolean {
  return (have, want) => typeof have === 'number' && typeof want === 'number' && test(have, want)
}

export const FIELD: Record<FieldOperator, FieldRow> = {
  eq: { accepts: isOne, test: (have, want) => have === want, words: { zh: '是', en: 'is' } },
  ne: { accepts: isOne, test: (have, want) => have !== want, words: { zh: '不是', en: 'is not' } },
  in: {
    accepts: isMany,
    test: (have, want) => Array.isArray(want) && want.includes(have),
    words: { zh: '属于', en: 'is one of' },
  },
  'not-in': {
    accepts: isMany,
    test: (have, want) => Array.isArray(want) && !want.includes(have),
    words: { zh: '不属于', en: 'is none of' },
  },
  gt: { accepts: isNumber, test: ordered((a, b) => a > b), words: { zh: '大于', en: 'above' } },
  gte: { accepts: isNumber, test: ordered((a, b) => a >= b), words: { zh: '不小于', en: 'at least' } },
  lt: { accepts: isNumber, test: ordered((a, b) => a < b), words: { zh: '小于', en: 'below' } },
  lte: { accepts: isNumber, test: ordered((a, b) => a <= b), words: { zh: '不大于', en: 'at most' } },
  empty: {
    accepts: isNothing,
    test: (have) => have === null || have === '',
    words: { zh: '为空', en: 'is empty' },
  },
  filled: {
    accepts: isNothing,
    test: (have) => have !== null && have !== '',
    words: { zh: '已填', en: 'is filled' },
  },
}
