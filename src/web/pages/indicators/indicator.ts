import type { listIndicators, listIndicatorValues } from '../../../api/indicators.ts'
import { periodText } from '../../../text/indicators.ts'
import type { ReplyOf } from '../../api.ts'
import { useBoth, useLanguage } from '../../ui/language.tsx'

export type Indicator = ReplyOf<typeof listIndicators>['items'][number]
export type IndicatorValue = ReplyOf<typeof listIndicatorValues>['items'][number]

/** What it is called in the language that is shown. */
export function useIndicatorName(): (one: Pick<Indicator, 'nameZh' | 'nameEn'>) => string {
  const { language } = useLanguage()
  return ({ nameZh, nameEn }) => (language === 'en' && nameEn !== '' ? nameEn : nameZh)
}

export function usePeriod(): (on: string, every: Indicator['every']) => string {
  const both = useBoth()
  return (on, every) => both(periodText(on, every))
}
