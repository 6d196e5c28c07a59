import { squeeze, toHalfWidth } from './cell.ts'

/**
 * Payment terms as Chinese companies write them are agreements, not numbers: 月结30天 may count from the end
 * of the month, 票到60天 from the day the invoice arrives, 款到发货 allows no credit at all. What each comes to
 * in days is proposed here and decided by a person (the answer is kept in the mapping's `values`).
 */
const NO_CREDIT =
  /款到|预付|先款|现款|现结|现金|货到付款|货到即付|票到付款|票到即付|日结|cash|prepa|advance|^cod$/i
const PERIODS: readonly [RegExp, number][] = [
  [/周结/, 7],
  [/半月结/, 15],
  [/双月结/, 60],
  [/半年结/, 180],
  [/月结|次月/, 30],
  [/季结|季度结/, 90],
  [/年结/, 365],
]

const MONTHS = /(\d{1,2}|[一二两三四五六])个?月(?!结)/
const CHINESE_MONTHS: Record<string, number> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6 }

/** Days from invoice to due day that such words usually come to; null when they say nothing of the kind. */
export function proposeTermDays(words: string): number | null {
  const text = squeeze(toHalfWidth(words))
  const days =
    /(\d{1,4})\s*(?:天|日|days?|d\b)/i.exec(text) ?? /(?:月结|net|n\/)\s*(\d{1,4})(?!\d|月)/i.exec(text)
  if (days) return Number(days[1])
  const months = MONTHS.exec(text)
  if (months) return (CHINESE_MONTHS[months[1]!] ?? Number(months[1])) * 30
  if (NO_CREDIT.test(text)) return 0
  return PERIODS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}
