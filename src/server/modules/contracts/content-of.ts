import type { Day } from '../../../core/calendar.ts'
import type { ContractContent, ContractLine, ContractNode } from '../../../core/contract/content.ts'
import type { BookedRate } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'

/** A contract as somebody, or a file, tells it. */
export type ContractInput = {
  number: string
  customerId: string
  dealId: string | null
  title: string
  amountFen: bigint
  currency: string
  /** what a file says it was booked at */
  toldRate?: BookedRate | null | undefined
  signedOn: Day | null
  effectiveOn: Day | null
  endsOn: Day | null
  /** approved elsewhere before it came here */
  approvedOn?: Day | null | undefined
  responsibleId: string | null
  remark?: string | undefined
  nodes?: readonly ContractNode[] | undefined
  termDays?: number | null | undefined
  penaltyBp?: number | null | undefined
  lines?: readonly ContractLine[] | undefined
  clauses?: ContractContent['clauses'] | undefined
  ownClauses?: ContractContent['ownClauses']
  blanks?: ContractContent['blanks']
  quoteId?: string | null | undefined
  quoteVersionId?: string | null | undefined
  templateId?: string | null | undefined
  language?: ContractContent['language']
  /** own fields, checked already; what is not named stays */
  custom?: CustomValues | undefined
  /** how far lines and clauses depart from price list and template; null: cannot be compared */
  deviationBp?: number | null | undefined
}

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
    nodes: (input.nodes ?? []).map(({ label, dueOn, amountFen, retention }) => ({
      ...{ label, dueOn, amountFen },
      ...(retention ? { retention } : {}),
    })),
    clauses: input.clauses ?? {},
    ...ownWords(input),
    quoteVersionId: input.quoteVersionId ?? null,
    templateId: input.templateId ?? null,
    ...(input.language ? { language: input.language } : {}),
  }
}

/** What is not there is left out: contracts from before there was any keep the hash they were approved by. */
export function ownWords({
  ownClauses = [],
  blanks = {},
}: Pick<ContractContent, 'ownClauses' | 'blanks'>): Pick<ContractContent, 'ownClauses' | 'blanks'> {
  const filled = Object.entries(blanks).filter(([, value]) => value !== '')
  return {
    ...(ownClauses.length > 0 ? { ownClauses } : {}),
    ...(filled.length > 0 ? { blanks: Object.fromEntries(filled) } : {}),
  }
}
