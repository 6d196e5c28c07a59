import { type CustomKind, type CustomRecord, fieldPath } from '../core/fields/custom-field.ts'
import { GRADE_FIELD, recordOf } from '../core/fields/custom-scope.ts'
import { formatFenShort, formatFenShortEnglish } from '../core/money.ts'
import { SCOPE_CHOICES } from '../core/watch/compose.ts'
import { FIELD } from '../core/watch/operators.ts'
import type { FieldTest, FieldValue, Scope } from '../core/watch/rule.ts'
import type { Bilingual, SubjectKind } from '../core/watch/subject.ts'
import { customFieldsText } from './web/custom-fields.ts'
import { ruleEditorText } from './web/rule-editor.ts'

/** A field of the company's own, as far as it is needed to say a limit by it. */
export type OwnField = { record: CustomRecord; key: string; kind: CustomKind; name: Bilingual }

/** Which of its subjects a rule looks at, in words: names of fields and their values, never codes. */
export function scopeWords(subject: SubjectKind, scope: Scope, fields: readonly OwnField[]): Bilingual {
  if ('field' in scope) return testWords(subject, scope, fields)
  if ('not' in scope) {
    const inner = scopeWords(subject, scope.not, fields)
    return { zh: `不符合“${inner.zh}”`, en: `not “${inner.en}”` }
  }
  const isAll = 'all' in scope
  const parts = (isAll ? scope.all : scope.any).map((part) => {
    const words = scopeWords(subject, part, fields)
    return 'field' in part || 'not' in part ? words : { zh: `（${words.zh}）`, en: `(${words.en})` }
  })
  return {
    zh: parts.map(({ zh }) => zh).join(isAll ? '；' : ' 或 '),
    en: parts.map(({ en }) => en).join(isAll ? '; ' : ' or '),
  }
}

function testWords(subject: SubjectKind, test: FieldTest, fields: readonly OwnField[]): Bilingual {
  const choice = SCOPE_CHOICES[subject]?.find((one) => JSON.stringify(one.test) === JSON.stringify(test))
  if (choice) return choice.label
  const record = recordOf(subject)
  const own = fields.find((field) => field.record === record && fieldPath(field.key) === test.field)
  const name = own?.name ?? NAMES[test.field] ?? { zh: test.field, en: test.field }
  const said = valuesOf(test).map((value) => valueWords(value, own?.kind))
  return {
    zh: [name.zh, FIELD[test.op].words.zh, said.map(({ zh }) => zh).join('、')].filter(Boolean).join(' '),
    en: [name.en, FIELD[test.op].words.en, said.map(({ en }) => en).join(', ')].filter(Boolean).join(' '),
  }
}

function valuesOf({ value }: FieldTest): readonly FieldValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function valueWords(value: FieldValue, kind: CustomKind | undefined): Bilingual {
  if (typeof value === 'boolean') {
    const word = value ? 'yes' : 'no'
    return { zh: customFieldsText.zh[word], en: customFieldsText.en[word] }
  }
  if (kind === 'money') {
    const fen = BigInt(value as number)
    return { zh: formatFenShort(fen), en: formatFenShortEnglish(fen) }
  }
  return (kind === undefined && VALUES[String(value)]) || { zh: String(value), en: String(value) }
}

const NAMES: Readonly<Record<string, Bilingual>> = {
  [GRADE_FIELD.path]: { zh: ruleEditorText.zh.creditGrade, en: ruleEditorText.en.creditGrade },
  keyLevel: { zh: '客户级别', en: 'Customer level' },
  termDays: { zh: '账期', en: 'Agreed term' },
  disputed: { zh: '有争议', en: 'In dispute' },
  promise: { zh: '付款承诺', en: 'Promise to pay' },
  retention: { zh: '质保金', en: 'Retention money' },
}

const VALUES: Readonly<Record<string, Bilingual>> = {
  key: { zh: '重点', en: 'key' },
  normal: { zh: '普通', en: 'normal' },
  standing: { zh: '还没到日子', en: 'not due yet' },
  broken: { zh: '失约', en: 'broken' },
}
