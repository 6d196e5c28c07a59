import type { analyseImport } from '../../../api/imports.ts'
import type { ReplyOf } from '../../api.ts'

export type Analysis = ReplyOf<typeof analyseImport>
export type Draft = Analysis['mapping']
export type Question = Analysis['questions'][number]
type ColumnRef = Draft['columns'][string]

export function headerIn(ref: ColumnRef | undefined): string | undefined {
  return typeof ref === 'string' ? ref : ref?.header
}

/** What this column of the file is imported as, or null. */
export function fieldOfColumn(draft: Draft, header: string): string | null {
  return Object.entries(draft.columns).find(([, ref]) => headerIn(ref) === header)?.[0] ?? null
}

/** A column has one meaning and a meaning one column: the choice takes the place of what stood there. */
export function withColumn(draft: Draft, header: string, field: string | null): Draft {
  const kept = Object.entries(draft.columns).filter(
    ([name, ref]) => name !== field && headerIn(ref) !== header,
  )
  return { ...draft, columns: { ...Object.fromEntries(kept), ...(field ? { [field]: header } : {}) } }
}

/**
 * The draft with the answer in it; null when the answer means looking at the file again (sheet, encoding,
 * target).
 */
export function withAnswer(draft: Draft, question: Question, answer: string): Draft | null {
  const { code, field, column } = question
  if (code === 'date_order' && field && column) {
    const format = answer as 'ymd' | 'mdy' | 'dmy'
    return { ...draft, columns: { ...draft.columns, [field]: { header: column, format } } }
  }
  if (code === 'amount_unit') return { ...draft, amountUnit: answer as NonNullable<Draft['amountUnit']> }
  if (code === 'paid_date') return { ...draft, defaults: { ...draft.defaults, paidOn: answer } }
  if (code === 'rate_per') return { ...draft, defaults: { ...draft.defaults, per: answer } }
  if (code === 'remark_payments') return { ...draft, remarkPayments: answer as 'take' | 'ignore' }
  if (code === 'overpaid') return { ...draft, overpaid: answer as 'advance' | 'refuse' }
  if (code === 'same_number') return { ...draft, sameNumber: answer as NonNullable<Draft['sameNumber']> }
  if (code === 'phone_names') return { ...draft, phoneNames: answer as 'take' | 'ignore' }
  return null
}

export function withStage(draft: Draft, word: string, stage: string): Draft {
  const stageMap = { ...draft.stageMap, [word]: stage } as NonNullable<Draft['stageMap']>
  return { ...draft, stageMap }
}

export function withTerms(draft: Draft, days: Record<string, string>): Draft {
  const { values } = draft
  return { ...draft, values: { ...values, termDays: { ...values?.['termDays'], ...days } } }
}

/** The answer that stands in the draft, or null while it is open. */
export function answerIn(draft: Draft, question: Question): string | null {
  const { code, field } = question
  const ref = field ? draft.columns[field] : undefined
  switch (code) {
    case 'date_order':
      return (typeof ref === 'object' ? ref.format : undefined) ?? draft.dateFormat ?? null
    case 'amount_unit':
      return draft.amountUnit ?? null
    case 'paid_date':
      return draft.defaults?.paidOn ?? null
    case 'rate_per':
      return headerIn(ref) ?? draft.defaults?.per ?? null
    case 'remark_payments':
      return draft.remarkPayments && draft.remarkPayments !== 'ask' ? draft.remarkPayments : null
    case 'overpaid':
      return draft.overpaid ?? null
    case 'same_number':
      return draft.sameNumber ?? null
    case 'phone_names':
      return draft.phoneNames ?? null
    case 'required_missing':
      return headerIn(ref) ?? (field ? draft.defaults?.[field] : undefined) ?? null
    case 'stage_map':
      return (question.options ?? []).every((word) => draft.stageMap?.[word]) ? 'mapped' : null
    case 'term_words':
      return (question.options ?? []).every((word) => draft.values?.['termDays']?.[word]) ? 'said' : null
    default:
      return null
  }
}

export function openBlockers(draft: Draft, questions: readonly Question[]): Question[] {
  return questions.filter((question) => question.blocking && answerIn(draft, question) === null)
}
