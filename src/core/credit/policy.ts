import type { Fen } from '../money.ts'
import { DEFAULT_ECONOMICS, type Economics } from './break-even.ts'
import type { DocumentRules } from './document.ts'
import type { TermsVersion } from './grade-terms.ts'
import type { Grade } from './scale.ts'
import { DEFAULT_SUGGEST, type SuggestRules } from './suggest-limit.ts'

/** Without an agreed term an invoice is taken to be due in so many days. */
export const UNAGREED_TERM_DAYS = 30

/** What happens when a document would go beyond what was granted (C022). */
export const CHECK_MODES = ['off', 'warn', 'approve', 'block'] as const
export type CheckMode = (typeof CHECK_MODES)[number]

export type Checked = 'quote' | 'contract' | 'order'

/** The company's rules of credit, edited on the credit page; a grade's limit is null while none is set. */
export type CreditPolicy = {
  check: Record<Checked, CheckMode>
  /** whether orders that are not invoiced yet use up the limit */
  countsOrders: boolean
  /** whether insurance and guarantees in force make what counts smaller (C032) */
  countsCover: boolean
  /** days overdue beyond which the manager, finance, and nobody may let an order go (hold ladder) */
  managerDays: number
  financeDays: number
  blockDays: number
  gradeLimitFen: Record<Grade, Fen | null>
  /** terms and prepayment by grade, each version from a day on (C019 C020); what has begun stays */
  gradeTerms: TermsVersion[]
  /** papers that a customer must have before a contract or an order (C012) */
  documents: DocumentRules
  /** what suggested limits are reckoned with */
  suggest: SuggestRules
  /** what the break-even of an approval is reckoned from */
  economics: Economics
}

export const DEFAULT_POLICY: CreditPolicy = {
  check: { quote: 'warn', contract: 'warn', order: 'approve' },
  countsOrders: true,
  countsCover: false,
  managerDays: 15,
  financeDays: 30,
  blockDays: 60,
  gradeLimitFen: { A: null, B: null, C: null, D: null },
  gradeTerms: [],
  documents: { required: [], mode: 'off' },
  suggest: DEFAULT_SUGGEST,
  economics: DEFAULT_ECONOMICS,
}
