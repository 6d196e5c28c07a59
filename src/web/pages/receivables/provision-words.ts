import { provisionsText } from '../../../text/web/provisions.ts'
import { useText } from '../../ui/language.tsx'

/** An age in words: from its first day up to the day before the next one. */
export function useAgeWord(rates: readonly { from: number | null }[]): (from: number | null) => string {
  const t = useText(provisionsText)
  return (from) => {
    if (from === null) return t('notDue')
    const next = rates[rates.findIndex((one) => one.from === from) + 1]?.from
    return next ? t('ageRange', { from, to: next - 1 }) : t('ageOver', { from })
  }
}
