import type { customerCredit } from '../../api/credit.ts'
import { creditText } from '../../text/web/credit.ts'
import type { ReplyOf } from '../api.ts'
import { useText } from '../ui/language.tsx'

export type Credit = ReplyOf<typeof customerCredit>
export type Factor = Credit['factors'][number]
export type Reason = Credit['reasons'][number]

/** Figures as people read them: whole days and index points, ratios with two places. */
function rounded(data: Record<string, number>): Record<string, number> {
  const places = (name: string) => (name === 'value' ? 100 : name === 'years' || name === 'together' ? 10 : 1)
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Math.round(value * places(name)) / places(name)]),
  )
}

const PERCENT = new Set(['leverage', 'margin'])

/** What the points of a factor were read from, in words. */
export function useFactorWords() {
  const t = useText(creditText)
  return ({ key, known, data }: Factor): string => {
    if (!known) return t(key === 'trend' || key === 'paymentIndex' ? 'noTrend' : 'unknown')
    if (PERCENT.has(key)) return `${Math.round((data['value'] ?? 0) * 100)}%`
    const sentence = `data_${'value' in data ? 'value' : key}` as 'data_value'
    return t(sentence, rounded(data))
  }
}

/** A driver in one line: a hard stop, or a factor with what it is worth. */
export function useReasonWords() {
  const t = useText(creditText)
  return (reason: Reason): string => {
    if ('stop' in reason) return t(`stop_${reason.stop}`)
    return `${t(`factor_${reason.factor}`)} ${signed(reason.impact)}`
  }
}

export function signed(points: number): string {
  return points > 0 ? `+${points}` : `−${Math.abs(points)}`
}

/** Small chances keep a place: 0.9 %, 4.8 %, 24 %. */
export function chanceText(bp: number): string {
  return bp >= 1000 ? `${Math.round(bp / 100)}%` : `${(bp / 100).toFixed(1)}%`
}
