import type { ContentLine } from '../approval/content.ts'
import type { DocumentLanguage } from '../document/letterhead.ts'
import { blanksIn } from './blanks.ts'
import { CLAUSES, type ClauseKey, type OwnClause } from './clauses.ts'
import { type ContractContent, clauseLines, penaltyRead, wordsOf } from './content.ts'

/** What a company's contracts say unless somebody agrees otherwise (C065). */
export type ContractTemplate = {
  name: string
  clauses: ContractContent['clauses']
  ownClauses: readonly OwnClause[]
  /** what each contract fills in for itself */
  blanks: readonly string[]
  penaltyBp: number | null
  /** what its clauses are written in; left out: Chinese */
  language?: DocumentLanguage | undefined
}

/** Braces that nothing would fill: a contract must not go out with a hole in it. */
export function unknownBlanks(
  template: Pick<ContractTemplate, 'clauses' | 'ownClauses' | 'blanks'>,
): string[] {
  return blanksIn(wordsOf(template)).filter((name) => !template.blanks.includes(name))
}

const LANGUAGE: ContentLine = {
  ...{ key: 'language', label: { zh: '语言', en: 'Language' }, value: { zh: '英文', en: 'English' } },
}

/** What a template says, line by line: one version is read beside the one before it. */
export function templateLines(template: ContractTemplate): ContentLine[] {
  const same = (text: string) => ({ zh: text, en: text })
  const { name, penaltyBp, blanks, language } = template
  return [
    { key: 'name', label: { zh: '名称', en: 'Name' }, value: same(name) },
    ...(language === 'en' ? [LANGUAGE] : []),
    ...(penaltyBp === null
      ? []
      : [
          {
            key: 'penalty',
            label: { zh: '逾期违约金', en: 'Late-payment penalty' },
            value: penaltyRead(penaltyBp),
          },
        ]),
    ...clauseLines(template),
    ...(blanks.length === 0
      ? []
      : [{ key: 'blanks', label: { zh: '填空项', en: 'Blanks' }, value: same(blanks.join('、')) }]),
  ]
}

/**
 * How much of the template was changed (C070): clauses, own clauses and penalty that differ, as a share of
 * the clauses every contract has, rounded up. A long template makes a change no smaller: one clause of sixty
 * counts like one of five. A free-form contract and the counterparty's paper depart from all there could be.
 */
export function templateDeviationBp(
  content: Pick<ContractContent, 'clauses' | 'ownClauses' | 'penaltyBp' | 'paper'>,
  template: Pick<ContractTemplate, 'clauses' | 'ownClauses' | 'penaltyBp'> | null,
): number {
  if (template === null || content.paper) return 10_000
  const differs = (key: ClauseKey) => plain(content.clauses[key]) !== plain(template.clauses[key])
  const changed =
    CLAUSES.filter(differs).length +
    ownChanged(content.ownClauses ?? [], template.ownClauses) +
    (content.penaltyBp === template.penaltyBp ? 0 : 1)
  return Math.min(10_000, Math.ceil((changed * 10_000) / (CLAUSES.length + 1)))
}

/** Worded otherwise, left out or added; a clause is known by its heading. */
function ownChanged(now: readonly OwnClause[], then: readonly OwnClause[]): number {
  const before = new Map(then.map(({ title, text }) => [title, plain(text)]))
  const titles = new Set(now.map(({ title }) => title))
  return (
    now.filter(({ title, text }) => before.get(title) !== plain(text)).length +
    then.filter(({ title }) => !titles.has(title)).length
  )
}

function plain(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim()
}
