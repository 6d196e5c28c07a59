import { addDays, type Day } from '../calendar.ts'
import { type ContractContent, termOf } from '../contract/content.ts'
import type { Fen } from '../money.ts'
import type { Grade } from './scale.ts'

/** What customers of a grade may agree; termDays null: no bound, prepayBp 0: nothing in advance. */
export type GradeTerms = { termDays: number | null; prepayBp: number }
/**
 * The term policy (账期管理制度) from this day on, until the next version begins (C019 C020 C030): its numbers,
 * what it says in words, and the article of the knowledge room that holds it whole.
 */
export type TermsVersion = {
  from: Day
  of: Record<Grade, GradeTerms>
  note?: string | undefined
  articleId?: string | undefined
}

/** A payment node that falls due so soon after a contract takes effect is money in advance. */
const AHEAD_DAYS = 7

/** Beyond the grade’s terms, by exceptions in force; null: no further than the grade goes. */
export type ExceptTerms = { termDays: number | null; prepayBp: number | null }

/**
 * What a document grants: the days of credit it gives, the money there is ahead of what it is for, and what
 * exceptions in force allow its customer.
 */
export type Granted = {
  except: ExceptTerms
  on: Day
  /** null: nothing was agreed */
  termDays: number | null
  ahead: { haveFen: Fen; ofFen: Fen }
}
export type TermsFinding =
  | { code: 'term_beyond'; grade: Grade; days: number; allowedDays: number }
  | { code: 'prepay_short'; grade: Grade; needFen: Fen; haveFen: Fen }

/** The version in force on a day; null: none had begun. */
export function termsOn(versions: readonly TermsVersion[], day: Day): TermsVersion | null {
  const begun = versions.filter(({ from }) => from <= day)
  return begun.reduce<TermsVersion | null>((a, b) => (a === null || b.from >= a.from ? b : a), null)
}

/**
 * The versions after a save: what began before today stays as it was, so that every past day keeps the terms
 * that were asked on it.
 */
export function withVersions(
  known: readonly TermsVersion[],
  wished: readonly TermsVersion[],
  today: Day,
): TermsVersion[] {
  const past = known.filter(({ from }) => from < today)
  const ahead = new Map(wished.filter(({ from }) => from >= today).map((one) => [one.from, one]))
  return [...past, ...ahead.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
}

/**
 * How a document departs from what its customer's grade may agree, beyond what exceptions allow; nothing is
 * asked of a customer without a grade, or before terms were set.
 */
export function beyondTerms(
  grade: Grade | null,
  versions: readonly TermsVersion[],
  granted: Granted,
): TermsFinding[] {
  const terms = grade === null ? null : (termsOn(versions, granted.on)?.of[grade] ?? null)
  if (grade === null || terms === null) return []
  const found: TermsFinding[] = []
  const { termDays, ahead, except } = granted
  const allowedDays =
    terms.termDays === null ? null : Math.max(terms.termDays, except.termDays ?? terms.termDays)
  if (allowedDays !== null && termDays !== null && termDays > allowedDays)
    found.push({ code: 'term_beyond', grade, days: termDays, allowedDays })
  const shareBp = Math.min(terms.prepayBp, except.prepayBp ?? terms.prepayBp)
  const needFen = (ahead.ofFen * BigInt(shareBp)) / 10_000n
  if (ahead.haveFen < needFen) found.push({ code: 'prepay_short', grade, needFen, haveFen: ahead.haveFen })
  return found
}

/** What a contract grants: its term, and the share of it that is paid in advance, in basis points. */
export function contractTerms(
  content: ContractContent,
  today: Day,
): { termDays: number | null; aheadBp: number } {
  const { nodes, effectiveOn, amountFen } = content
  if (nodes.length === 0 && content.termDays === null) return { termDays: null, aheadBp: 0 }
  const last = addDays(effectiveOn ?? today, AHEAD_DAYS)
  const ahead = nodes.filter(({ dueOn, retention }) => retention === undefined && dueOn <= last)
  const aheadFen = ahead.reduce((sum, node) => sum + node.amountFen, 0n)
  const aheadBp = amountFen > 0n ? Number((aheadFen * 10_000n) / amountFen) : 0
  return { termDays: termOf(content, today), aheadBp }
}
