import type { Fen } from '../money.ts'
import type { SheetRow } from './cell.ts'
import type { Mode } from './document-rows.ts'
import type { DateOrder } from './mapping.ts'
import type { ImportProblem, ImportRecord } from './records.ts'
import type { RemarkPayment } from './remark-payments.ts'
import type { SameNumberFacts } from './same-number.ts'
import type { TotalCheck } from './total-rows.ts'

export type SkipReason = 'blank' | 'total' | 'note' | 'header_again' | 'duplicate' | 'outgoing'

/**
 * What becomes of one row of the file: every row ends as exactly one of these (law 12). `partOf`: the row
 * whose record this one belongs to.
 */
export type PlannedRow =
  | { outcome: 'good'; row: SheetRow; records: ImportRecord[]; partOf?: number }
  | { outcome: 'bad'; row: SheetRow; problems: ImportProblem[] }
  | { outcome: 'skipped'; row: SheetRow; reason: SkipReason }

export type PlanTotals = {
  /** Good rows and the sum of their amounts: 导入合计. */
  count: number
  amountFen: Fen
  badAmountFen: Fen
  duplicateAmountFen: Fen
  /** 您的合计: the file's own total; null when it has none. */
  fileTotalFen: Fen | null
  agree: boolean | null
  checks: TotalCheck[]
}

export type PlanSummary = {
  rows: number
  good: number
  bad: number
  duplicate: number
  skipped: number
  undated: number
  totals: PlanTotals
  proposals: (RemarkPayment & { row: number })[]
  /** What a bank's list says went out: neither received nor wrong. */
  outgoing: { rows: number; amountFen: Fen }
  /** Documents that stood in several rows; `own`: their figures said how to read them. */
  lines: { mode: Mode; documents: number; rows: number; own: boolean } | null
  /** Salespeople as the file names them. */
  people: string[]
  /** Customer names of the file that may mean the same company although they are written differently. */
  similar: string[][]
}

/** What a look at every row has found out before. */
export type PlanFacts = {
  orders: ReadonlyMap<number, DateOrder>
  /** see `RepeatedContacts` */
  repeatedContacts?: ReadonlySet<number>
  sameNumber?: SameNumberFacts | null
}
