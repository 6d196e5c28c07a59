import { useCallback } from 'react'
import type { MetricReading } from '../../../api/metrics.ts'
import { isOfMoney } from '../../../core/watch/metrics.ts'
import { valueText } from '../../../text/values.ts'
import { useBoth } from '../../ui/language.tsx'

/** So few cases make no share: they are told as counts (law 11). */
const FEW = 10

/** A value of this figure in words, with the cases behind it: a share of few is told as its counts. */
export function useValueText(): (reading: MetricReading, value: number, n: number) => string {
  const both = useBoth()
  return useCallback(
    ({ unit, den, n: cases, metric }, value, n) => {
      const isShare = unit === 'bp' && den === cases && !isOfMoney(metric)
      if (isShare && n > 0 && n < FEW) return `${Math.round((value * n) / 10_000)}/${n}`
      return both(valueText(unit, value))
    },
    [both],
  )
}
