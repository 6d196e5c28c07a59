import type { readCash } from '../../../api/cash.ts'
import type { QueryOf, ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export type Cash = ReplyOf<typeof readCash>
export type CashWeek = Cash['weeks'][number]

export function cashQuery(values: UrlValues): QueryOf<typeof readCash> {
  return { asOf: values.asOf, known: values.known }
}

/** Whether a week ends below the floor: in the mean, or only when things go tight. */
export function toneOf(cash: Cash, week: CashWeek): 'danger' | 'warn' | undefined {
  if (!cash.balance) return undefined
  if (week.closingFen < cash.balance.floorFen) return 'danger'
  return week.closingLowFen < cash.balance.floorFen ? 'warn' : undefined
}
