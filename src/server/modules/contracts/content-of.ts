import type { ContractContent } from '../../../core/contract/content.ts'
import type { ContractInput } from './plan-contracts.ts'

/** The agreed part of what is told about a contract. */
export function contentOf(input: ContractInput): ContractContent {
  return {
    title: input.title,
    currency: input.currency,
    amountFen: input.amountFen,
    effectiveOn: input.effectiveOn,
    endsOn: input.endsOn,
    termDays: input.termDays ?? null,
    penaltyBp: input.penaltyBp ?? null,
    lines: input.lines ?? [],
    nodes: (input.nodes ?? []).map(({ label, dueOn, amountFen }) => ({ label, dueOn, amountFen })),
    clauses: input.clauses ?? {},
    quoteVersionId: input.quoteVersionId ?? null,
    templateId: input.templateId ?? null,
  }
}
