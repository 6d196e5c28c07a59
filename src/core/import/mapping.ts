import type { CustomField } from '../fields/custom-field.ts'

/**
 * What a `MAPPING.json` holds and the import page edits: which column of a file means what, and every answer
 * that a file cannot give by itself (order of day and month, unit of amounts, what is known when).
 */
export const IMPORT_TARGETS = [
  'customers',
  'contacts',
  'invoices',
  'payments',
  'deals',
  'activities',
  'targets',
  'quotes',
  'orders',
  'contracts',
  'indicators',
  'rates',
] as const
export type ImportTarget = (typeof IMPORT_TARGETS)[number]

export const DATE_ORDERS = ['ymd', 'mdy', 'dmy'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]

export const AMOUNT_UNITS = ['元', '千元', '万元', '亿元', '分'] as const
export type AmountUnit = (typeof AMOUNT_UNITS)[number]

export const FILE_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'latin1'] as const
export type FileEncoding = (typeof FILE_ENCODINGS)[number]

export const STAGE_KEYS = ['reach', 'need', 'quote', 'sign', 'won', 'lost'] as const
export type StageKey = (typeof STAGE_KEYS)[number]

/**
 * How rows that share number and customer are meant: as lines whose amounts add up, as rows that each repeat
 * the whole amount, or as documents that should have numbers of their own.
 */
export const SAME_NUMBER = ['lines', 'whole', 'refuse'] as const
export type SameNumber = (typeof SAME_NUMBER)[number]

/** A header as written in the file; the second column of the same name is `名称 (2)`. */
export type ColumnRef = string | { header: string; format?: DateOrder }

/** One repeated pair of a wide ledger: 回款1日期 / 回款1金额, or 第1期应收日期 / 第1期应收金额. */
export type ColumnPair = { on?: ColumnRef; amount: ColumnRef; label?: string }

/**
 * When imported history counts as known. 'first-load': rows dated before the go-live day are known
 * `delayDays`
 * after they occurred; 'always': the same for every row; 'never': known when recorded.
 */
export type ImportKnowledge = { history: 'first-load' | 'always' | 'never'; delayDays: number }

export type Mapping = {
  target: ImportTarget
  /** the company's own fields of this record; put in where a file is opened and never kept with a mapping */
  own?: readonly CustomField[]
  name?: string
  note?: string
  sheet?: string
  /** 1-based row of the (last) header row, as a spreadsheet shows it. */
  headerRow?: number
  headerRows?: 1 | 2
  encoding?: FileEncoding
  delimiter?: string
  columns: Record<string, ColumnRef>
  /** Further headers whose text is appended to a name or text field: First Name + Last Name. */
  joins?: Record<string, string[]>
  /** invoices: payments written side by side. */
  payments?: ColumnPair[]
  /** invoices: instalments written side by side; without them the invoice is one instalment. */
  instalments?: ColumnPair[]
  dateFormat?: DateOrder
  amountUnit?: AmountUnit
  /** What a blank cell or a missing column means, per field. */
  defaults?: Record<string, string>
  /** Cell texts that mean "nothing". Names are exempt: a company may be called NA. */
  blanks?: string[]
  stageMap?: Record<string, StageKey>
  /** Per field: value in the file → value to import ("GTXPro" → "GTX Pro"). */
  values?: Record<string, Record<string, string>>
  /** Payments written into a remark are proposals; they count only after somebody said 'take'. */
  remarkPayments?: 'ask' | 'take' | 'ignore'
  /** What was paid beyond an invoice is an advance (预收) only after somebody said so; else rows come back. */
  overpaid?: 'advance' | 'refuse'
  /** What several rows of one number are; where their figures do not say it, somebody must. */
  sameNumber?: SameNumber
  /** Names beside the phone of a customer are proposals: contacts only after somebody said 'take'. */
  phoneNames?: 'take' | 'ignore'
  /** What to do with a record that exists already. */
  existing?: 'update' | 'skip'
  knowledge?: ImportKnowledge
  currency?: string
  /** Login or name of the person who gets the alerts of salespeople that are not users yet. */
  unknownPeopleTo?: string
}

export function headerOf(ref: ColumnRef): string {
  return typeof ref === 'string' ? ref : ref.header
}

/** The stated order of day and month for one column: its own, else the file's, else null (then ask). */
export function dateOrderOf(mapping: Mapping, ref: ColumnRef): DateOrder | null {
  return (typeof ref === 'string' ? undefined : ref.format) ?? mapping.dateFormat ?? null
}
