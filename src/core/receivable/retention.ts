import { addMonths, type Day, daysBetween, lastDayOf, monthOf } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'

/**
 * The due day of money that is due so long after an acceptance nobody has recorded yet: it comes after every
 * other day, so whatever asks whether something is due, late or old answers no (decision 0020).
 */
export const UNDATED: Day = '2999-12-31'

export function isUndated(day: Day): boolean {
  return day >= UNDATED
}

/** Kept back until so many months after acceptance; null: until the day that the node names. */
export type Retention = { months: number | null }

/** What people call it where a list has no better way of saying so. */
export function isRetentionName(label: string): boolean {
  return /质保|质量保证|保修金|尾留款|retention|retainage/i.test(label)
}

/** More than a fifth of a contract kept back is a credit term by another name. */
export const RETENTION_MAX_BP = 2_000n

/** The same date so many months later, or the last day of a month that has no such date. */
export function monthsAfter(day: Day, months: number): Day {
  const month = addMonths(monthOf(day), months)
  const same = `${month}${day.slice(7)}`
  const last = lastDayOf(month)
  return same < last ? same : last
}

type Part = { dueOn: Day; amountFen: Fen; retention?: Retention | undefined }

/** When a node is due by what is known of the acceptance. */
export function dueOnOf(
  { dueOn, retention }: Pick<Part, 'dueOn' | 'retention'>,
  acceptedOn: Day | null,
): Day {
  if (retention === undefined || retention.months === null) return dueOn
  return acceptedOn === null ? UNDATED : monthsAfter(acceptedOn, retention.months)
}

export type RetentionRefusal = 'node_undated' | 'retention_too_large'

/** What is wrong with the nodes of a contract, if anything: only what waits for acceptance has no day. */
export function retentionFault(amountFen: Fen, nodes: readonly Part[]): RetentionRefusal | null {
  const waits = ({ retention }: Part) => retention !== undefined && retention.months !== null
  if (nodes.some((node) => waits(node) !== isUndated(node.dueOn))) return 'node_undated'
  const kept = sumFen(nodes.filter(({ retention }) => retention !== undefined).map((node) => node.amountFen))
  return kept * 10_000n > amountFen * RETENTION_MAX_BP ? 'retention_too_large' : null
}

/** How late something was paid; money that came before its day was known was not early by centuries. */
export function latenessOf(dueOn: Day, paidOn: Day): number {
  return isUndated(dueOn) ? 0 : daysBetween(dueOn, paidOn)
}
