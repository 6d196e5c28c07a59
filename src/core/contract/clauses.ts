import type { Bilingual } from '../watch/subject.ts'

/** What no contract may lack (C067 C069), besides payment nodes and the penalty's rate. */
export const CLAUSES = ['subject', 'delivery', 'breach', 'dunning', 'other'] as const
export type ClauseKey = (typeof CLAUSES)[number]

/** A clause under a heading of its own (保密, 不可抗力, 知识产权), beside those that no contract may lack. */
export type OwnClause = { title: string; text: string }

export type ClauseWords = {
  clauses: { readonly [Key in ClauseKey]?: string | undefined }
  /** in their order; left out when there are none, as in contracts from before there were any */
  ownClauses?: readonly OwnClause[] | undefined
}

export const CLAUSE_WORDS: Record<ClauseKey, Bilingual> = {
  subject: { zh: '标的', en: 'Subject' },
  delivery: { zh: '交付标准', en: 'Delivery standard' },
  breach: { zh: '违约责任', en: 'Liability for breach' },
  dunning: { zh: '催款程序', en: 'Dunning procedure' },
  other: { zh: '其他约定', en: 'Other terms' },
}

export type Article =
  | 'amount'
  | 'payment'
  | 'penalty'
  | 'changes'
  | 'validity'
  | `clause:${ClauseKey}`
  | `own:${string}`

/** The articles of a contract in the order they are printed; what says nothing is no article. */
export function articlesOf(
  content: ClauseWords & { penaltyBp: number | null; changes?: readonly unknown[] | undefined },
): Article[] {
  const { clauses, ownClauses = [], penaltyBp, changes = [] } = content
  const written = (key: ClauseKey): Article[] => ((clauses[key] ?? '').trim() === '' ? [] : [`clause:${key}`])
  return [
    'clause:subject',
    'amount',
    ...written('delivery'),
    'payment',
    ...(penaltyBp === null ? [] : (['penalty'] as const)),
    ...written('breach'),
    ...written('dunning'),
    ...ownClauses.map(({ title }): Article => `own:${title}`),
    ...written('other'),
    ...(changes.length === 0 ? [] : (['changes'] as const)),
    'validity',
  ]
}

/** A clause with words, as it stands among the others. */
export type Clause = { article: Article; heading: Bilingual; text: string; isOwn: boolean }

/** The clauses that have words, in the order they are printed: own ones stand before the other terms. */
export function clausesInOrder({ clauses, ownClauses = [] }: ClauseWords): Clause[] {
  const given = (keys: readonly ClauseKey[]) =>
    keys.flatMap((key): Clause[] => {
      const text = clauses[key] ?? ''
      if (text.trim() === '') return []
      return [{ article: `clause:${key}`, heading: CLAUSE_WORDS[key], text, isOwn: false }]
    })
  return [
    ...given(['subject', 'delivery', 'breach', 'dunning']),
    ...ownClauses.map(
      ({ title, text }): Clause => ({
        ...{ article: `own:${title}`, heading: { zh: title, en: title }, text, isOwn: true },
      }),
    ),
    ...given(['other']),
  ]
}

/** A heading with the number it is printed under, as people cite it. */
export function numberedHeading(number: number, heading: Bilingual): Bilingual {
  return { zh: `第${chinese(number)}条 ${heading.zh}`, en: `Article ${number} ${heading.en}` }
}

const DIGITS = [...'〇一二三四五六七八九']

/** One to one hundred and ninety-nine: a hundred own clauses and what else is printed are fewer. */
function chinese(number: number): string {
  if (number >= 100) {
    const rest = number - 100
    if (rest === 0) return '一百'
    return `一百${rest < 10 ? '零' : ''}${rest >= 10 && rest < 20 ? '一' : ''}${chinese(rest)}`
  }
  const tens = Math.floor(number / 10)
  const ones = number % 10
  return `${tens === 0 ? '' : `${tens === 1 ? '' : DIGITS[tens]}十`}${ones === 0 ? '' : DIGITS[ones]}`
}
