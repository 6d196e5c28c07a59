import type { ContentLine } from '../../../core/approval/content.ts'
import { type ContractContent, contractLines } from '../../../core/contract/content.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { findTemplate } from './templates.ts'

export type Compared = { lines: ContentLine[]; before: ContentLine[] | null }

/**
 * A version beside what it departs from: what is in force, else what the template says in its place (C070).
 * Both sides begin with the same line, which says what that is; free-form contracts stand by themselves.
 */
export async function comparedWith(
  ctx: ReadCtx,
  content: ContractContent,
  inForce: { number: number; content: ContractContent } | null,
): Promise<Compared> {
  const lines = contractLines(content)
  if (inForce) {
    const { number } = inForce
    const against = { zh: `对照现行合同第 ${number} 版`, en: `Against version ${number}, in force` }
    return beside(against, lines, contractLines(inForce.content))
  }
  const template = await findTemplate(ctx, content.templateId)
  if (!template || content.paper) return { lines, before: null }
  const { clauses, ownClauses, penaltyBp, name, number } = template
  const against = {
    zh: `对照模板“${name}”第 ${number} 版`,
    en: `Against template “${name}”, version ${number}`,
  }
  return beside(against, lines, contractLines({ ...content, clauses, ownClauses, penaltyBp }))
}

function beside(against: Bilingual, lines: ContentLine[], before: ContentLine[]): Compared {
  const head: ContentLine = { key: 'against', label: against, value: against }
  return { lines: [head, ...lines], before: [head, ...before] }
}
