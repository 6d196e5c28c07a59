import { QUOTED_PER } from '../exchange/rate.ts'
import type { CustomField } from '../fields/custom-field.ts'
import { type SheetRow, squeeze } from './cell.ts'
import type { ScanFacts } from './column-scan.ts'
import type { FieldDef } from './field-def.ts'
import { fieldsOf } from './fields.ts'
import { type Header, REASON_HEADER } from './header.ts'
import {
  AMOUNT_UNITS,
  type AmountUnit,
  type DateOrder,
  headerOf,
  IMPORT_TARGETS,
  type ImportTarget,
  type Mapping,
  SAME_NUMBER,
  type SameNumber,
} from './mapping.ts'
import { defsFor } from './own-fields.ts'
import { headerKey } from './parse-text.ts'
import { findColumn } from './row-reader.ts'
import { proposeTermDays } from './term-words.ts'
import { findWidePairs } from './wide-ledger.ts'

export type Confidence = 'sure' | 'likely' | 'guess'

export type Suggestion = {
  mapping: Mapping
  /** Header → how sure the choice is. */
  confidence: Map<string, Confidence>
  /** How well the file fits each kind of import, best first. */
  ranking: { target: ImportTarget; score: number }[]
}

/** Something only a person can answer; the same codes as in the HTTP shapes. */
export type ImportQuestion = {
  code:
    | 'encoding'
    | 'sheet'
    | 'target'
    | 'date_order'
    | 'amount_unit'
    | 'required_missing'
    | 'stage_map'
    | 'term_words'
    | 'paid_date'
    | 'rate_per'
    | 'remark_payments'
    | 'phone_names'
    | 'overpaid'
    | 'same_number'
  blocking: boolean
  field?: string
  column?: string
  options?: string[]
  /** What an option is likely to mean; a person says so. */
  proposals?: Record<string, string>
  examples?: { row: number; text: string; readings?: Partial<Record<DateOrder | SameNumber, string>> }[]
}

/** Without one of these a list of amounts and dates is no list of deals. */
const DEAL_SIGNS = new Set(['title', 'externalCode', 'stage'])

/** The company's own fields by the kind of import that writes them. */
export type Own = Partial<Record<ImportTarget, readonly CustomField[]>>

type Match = { field: string; header: string; weight: number }

/**
 * Proposes what the columns mean from their headers, Chinese and English. `preamble` are the rows above the
 * header,
 * where ledgers write 单位：万元. With `target` given only that kind is considered.
 */
export function suggestMapping(
  header: Header,
  preamble: readonly SheetRow[],
  target?: ImportTarget,
  own: Own = {},
): Suggestion {
  const wide = findWidePairs(header.names)
  const free = header.names.filter((name) => name !== '' && name !== REASON_HEADER && !wide.used.has(name))
  const fits = (target ? [target] : IMPORT_TARGETS)
    .map((candidate) => {
      const matches = matchFields(defsFor({ target: candidate, own: own[candidate] ?? [] }), free)
      const pairs = candidate === 'invoices' ? wide.payments.length + wide.instalments.length : 0
      const isDealList = matches.length > 1 && matches.some(({ field }) => DEAL_SIGNS.has(field))
      const unnamed = candidate === 'deals' && !isDealList ? 3 : 0
      const score = fitOf(fieldsOf(candidate), matches) + pairs * 3 - unnamed
      return { target: candidate, matches, score }
    })
    .sort((a, b) => b.score - a.score)
  const best = { ...fits[0]!, matches: withLineAmount(fits[0]!.matches) }
  const unit = amountUnitOf(header, preamble)
  const isInvoices = best.target === 'invoices'
  const surname = splitPersonName(best.matches, header.names)
  return {
    mapping: {
      target: best.target,
      headerRow: header.row,
      ...(header.rows === 2 ? { headerRows: 2 as const } : {}),
      columns: Object.fromEntries(best.matches.map((match) => [match.field, match.header])),
      ...(surname === null ? {} : { joins: { name: [surname] } }),
      ...(isInvoices && wide.payments.length > 0 ? { payments: wide.payments } : {}),
      ...(isInvoices && wide.instalments.length > 0 ? { instalments: wide.instalments } : {}),
      ...(unit === null ? {} : { amountUnit: unit }),
    },
    confidence: new Map(best.matches.map((match) => [match.header, confidenceOf(match.weight)])),
    ranking: fits.map(({ target: kind, score }) => ({ target: kind, score })),
  }
}

/** What must be asked before this mapping can run, and what is worth asking. */
export function questionsOf(mapping: Mapping, header: Header, facts: ScanFacts): ImportQuestion[] {
  const questions: ImportQuestion[] = []
  if (Object.keys(mapping.columns).length === 0) {
    return [{ code: 'target', blocking: true, options: [...IMPORT_TARGETS] }]
  }
  for (const field of missingFields(mapping, header)) {
    questions.push({ code: 'required_missing', blocking: true, field })
  }
  for (const { column, field, decision } of facts.dates) {
    if (decision.kind !== 'ask' && decision.kind !== 'mixed') continue
    questions.push({
      code: 'date_order',
      blocking: true,
      field,
      column: header.names[column]!,
      options: decision.orders,
      examples: decision.examples,
    })
  }
  if (facts.unknownStages.length > 0) {
    questions.push({ code: 'stage_map', blocking: true, field: 'stage', options: facts.unknownStages })
  }
  if (facts.termWords.length > 0) questions.push(termQuestion(mapping, facts.termWords))
  // A hundredfold lies between the two ways banks quote: never a guess.
  if (mapping.target === 'rates' && !isMapped(mapping, header, 'per')) {
    questions.push({ code: 'rate_per', blocking: true, field: 'per', options: QUOTED_PER.map(String) })
  }
  if (facts.paidWithoutDate > 0 && mapping.defaults?.paidOn === undefined) {
    questions.push({ code: 'paid_date', blocking: false, field: 'paidOn', options: ['issuedOn', 'dueOn'] })
  }
  if (facts.remarkPayments > 0 && (mapping.remarkPayments ?? 'ask') === 'ask') {
    questions.push({ code: 'remark_payments', blocking: false, field: 'remark', options: ['take', 'ignore'] })
  }
  if (facts.overpaid > 0 && mapping.overpaid === undefined) {
    const options = ['advance', 'refuse']
    questions.push({ code: 'overpaid', blocking: false, field: 'amountFen', options })
  }
  // Without an answer the first row would be taken for the whole document.
  if (facts.sameNumber && facts.sameNumber.own === null && mapping.sameNumber === undefined) {
    const { examples } = facts.sameNumber
    const asked = { code: 'same_number', blocking: true, field: 'externalCode' } as const
    questions.push({ ...asked, options: [...SAME_NUMBER], examples })
  }
  // Without an answer the names would be lost in silence: the cell is all that keeps them.
  if (facts.phoneNames > 0 && mapping.phoneNames === undefined) {
    questions.push({ code: 'phone_names', blocking: true, field: 'phone', options: ['take', 'ignore'] })
  }
  return questions
}

function termQuestion({ columns }: Mapping, options: string[]): ImportQuestion {
  const proposals = options.flatMap((word) => {
    const days = proposeTermDays(word)
    return days === null ? [] : [[word, String(days)]]
  })
  const column = headerOf(columns['termDays']!)
  const asked = { code: 'term_words', blocking: true, field: 'termDays', column, options } as const
  return { ...asked, proposals: Object.fromEntries(proposals) }
}

/**
 * Required fields with neither column nor default; a customer may be named by its code, an amount by its
 * balance.
 */
export function missingFields(mapping: Mapping, header: Header): string[] {
  const has = (field: string) => isMapped(mapping, header, field)
  const stands: Record<string, string> = {
    customerName: 'customerCode',
    name: 'externalCode',
    amountFen: 'openFen',
  }
  const missing = fieldsOf(mapping.target)
    .filter((def) => def.required && !has(def.field) && !has(stands[def.field] ?? ''))
    .map((def) => def.field)
  const named = ['title', 'externalCode', 'product', 'customerName', 'customerCode'].some(has)
  return mapping.target === 'deals' && !named ? [...missing, 'title'] : missing
}

function isMapped({ columns, defaults }: Mapping, header: Header, field: string): boolean {
  const ref = columns[field]
  return (ref !== undefined && findColumn(header.names, ref) >= 0) || defaults?.[field] !== undefined
}

/** Each header goes to at most one field and the other way round, the best matches first. */
function matchFields(defs: readonly FieldDef[], headers: readonly string[]): Match[] {
  const candidates = defs.flatMap((def) =>
    headers
      .map((header): Match => ({ field: def.field, header, weight: weightOf(def, header) }))
      .filter((match) => match.weight > 0),
  )
  candidates.sort((a, b) => b.weight - a.weight)
  const fields = new Set<string>()
  const used = new Set<string>()
  return candidates.filter(({ field, header }) => {
    if (fields.has(field) || used.has(header)) return false
    fields.add(field)
    used.add(header)
    return true
  })
}

/**
 * 1 for the field's own word, down to 0.7 for its loosest synonym, about 0.4 when the header only contains
 * it.
 */
function weightOf(def: FieldDef, header: string): number {
  const key = headerKey(header)
  if (key === '') return 0
  if (key === headerKey(def.zh) || key === headerKey(def.en)) return 1
  const at = def.synonyms.indexOf(key)
  if (at >= 0) return 1 - (at / def.synonyms.length) * 0.3
  const inside = def.synonyms.find((word) =>
    /\p{Script=Han}/u.test(word)
      ? word.length >= 3 && key.includes(word)
      : word.length >= 6 && key.startsWith(word),
  )
  return inside ? 0.3 + 0.2 * (inside.length / key.length) : 0
}

/**
 * A plain 金额 is the amount of a line only beside one that says it is the order's: beside 价税合计 it is the
 * same without tax. Where a list has amounts of lines and no others, those are its amounts.
 */
function withLineAmount(matches: Match[]): Match[] {
  const line = matches.find(({ field }) => field === 'lineAmountFen')
  if (!line) return matches
  const whole = matches.find(({ field }) => field === 'amountFen')
  if (!whole) return matches.map((one) => (one === line ? { ...one, field: 'amountFen' } : one))
  const isLine = LINE_AMOUNT.test(headerKey(line.header)) || WHOLE_AMOUNT.test(headerKey(whole.header))
  return isLine ? matches : matches.filter((one) => one !== line)
}

const LINE_AMOUNT = /^(行|明细|产品|商品|分录)|^line/
const WHOLE_AMOUNT = /订单|整单|总|^order/

/** First Name beside Last Name: the second half of a person's name, which no single column holds. */
function splitPersonName(matches: readonly Match[], names: readonly string[]): string | null {
  const first = matches.find((match) => match.field === 'name')
  if (!first || !/^(first|given)name$/.test(headerKey(first.header))) return null
  return names.find((name) => /^(last|family|sur)name$/.test(headerKey(name))) ?? null
}

function confidenceOf(weight: number): Confidence {
  if (weight >= 0.85) return 'sure'
  return weight >= 0.7 ? 'likely' : 'guess'
}

function fitOf(defs: readonly FieldDef[], matches: readonly Match[]): number {
  const matched = new Map(matches.map((match) => [match.field, match.weight]))
  let score = 0
  for (const def of defs) {
    const weight = matched.get(def.field)
    if (weight !== undefined) score += weight * (def.required ? 2 : 1)
    else if (def.required) {
      const byCode = def.field === 'customerName' && matched.has('customerCode')
      const byBalance = def.field === 'amountFen' && matched.has('openFen')
      score -= byCode || byBalance ? 0 : 3
    }
  }
  return score
}

/** 单位：万元 above the table, or （万元） behind an amount's header. */
function amountUnitOf(header: Header, preamble: readonly SheetRow[]): AmountUnit | null {
  for (const row of preamble) {
    for (const cell of row.cells) {
      const match = /单位\s*[:：]?\s*(?:人民币)?\s*(亿元|万元|千元|元)/.exec(squeeze(cell.text))
      if (match) return match[1] as AmountUnit
    }
  }
  for (const name of header.names) {
    const match = /[(（[【/]\s*(?:单位\s*[:：]?)?\s*(亿元|万元|万|千元)\s*[)）\]】]?$/.exec(name)
    const unit = match?.[1] === '万' ? '万元' : match?.[1]
    if (unit && (AMOUNT_UNITS as readonly string[]).includes(unit)) return unit as AmountUnit
  }
  return null
}
