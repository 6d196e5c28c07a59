import { CLAUSES, type ClauseKey, type ContractContent } from './content.ts'

/** What a company's contracts say unless somebody agrees otherwise (C065). */
export type ContractTemplate = {
  name: string
  clauses: ContractContent['clauses']
  penaltyBp: number | null
}

/** What may stand in braces in a clause; it is filled in when the document is drawn. */
export const VARIABLES = [
  '甲方',
  '乙方',
  '合同编号',
  '合同名称',
  '金额',
  '金额大写',
  '生效日期',
  '到期日期',
  '账期',
  '违约金',
] as const
export type Variable = (typeof VARIABLES)[number]

const HOLE = /\{([^{}\n]{1,20})\}/g

/** Braces that nothing would fill: a contract must not go out with a hole in it. */
export function unknownVariables(text: string): string[] {
  const found = [...text.matchAll(HOLE)].map(([, name]) => name!)
  return [...new Set(found.filter((name) => !VARIABLES.includes(name as Variable)))]
}

export function fillVariables(text: string, values: Readonly<Record<Variable, string>>): string {
  return text.replaceAll(HOLE, (hole, name: string) =>
    VARIABLES.includes(name as Variable) ? values[name as Variable] || '________' : hole,
  )
}

/**
 * How much of the template was changed: clauses and penalty that differ, as a share of all of them, rounded
 * up (C070). A free-form contract and the counterparty's paper depart from everything there could be.
 */
export function templateDeviationBp(
  content: Pick<ContractContent, 'clauses' | 'penaltyBp' | 'paper'>,
  template: ContractTemplate | null,
): number {
  if (template === null || content.paper) return 10_000
  const differs = (key: ClauseKey) => plain(content.clauses[key]) !== plain(template.clauses[key])
  const changed = CLAUSES.filter(differs).length + (content.penaltyBp === template.penaltyBp ? 0 : 1)
  return Math.ceil((changed * 10_000) / (CLAUSES.length + 1))
}

function plain(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim()
}
