import { useState } from 'react'
import type { SUGGESTIONS } from '../../../core/periods/suggest.ts'
import { periodsText } from '../../../text/web/periods.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'
import type { Comparison } from './compared.ts'

type Key = (typeof SUGGESTIONS)[number]
const DAYS = ['aFrom', 'aTo', 'bFrom', 'bTo'] as const

/** One of the pairs that people ask for, or any days; they stand in the URL as days. */
export function PairChoice({ data }: { data: Comparison }) {
  const t = useText(periodsText)
  const { set } = useUrl()
  const [isOwn, setIsOwn] = useState(false)
  const { a, b } = data
  const now = { aFrom: a.from, aTo: a.to, bFrom: b.from, bTo: b.to }
  const fits = data.suggestions.find(
    (one) => one.a.from === a.from && one.a.to === a.to && one.b.from === b.from && one.b.to === b.to,
  )
  const shown = isOwn || !fits ? 'own' : fits.key
  const pick = (key: string | undefined) => {
    const pair = data.suggestions.find((one) => one.key === key)
    setIsOwn(!pair)
    if (pair) set({ aFrom: pair.a.from, aTo: pair.a.to, bFrom: pair.b.from, bTo: pair.b.to })
  }
  return (
    <>
      <Choice
        className="bw-filter-select"
        label={t('pairs')}
        value={shown}
        options={[
          ...data.suggestions.map(({ key }) => ({ value: key, label: t(`suggest_${key satisfies Key}`) })),
          { value: 'own', label: t('own') },
        ]}
        onChange={pick}
      />
      {shown === 'own' &&
        DAYS.map((name) => (
          <span key={name} className="bw-compare-day">
            <DayInput
              value={now[name]}
              to={data.asOf}
              clearable={false}
              label={t(name.endsWith('From') ? 'from' : 'to', {
                which: t(name.startsWith('a') ? 'earlier' : 'later'),
              })}
              onChange={(day) => set({ ...now, [name]: day ?? undefined })}
            />
          </span>
        ))}
    </>
  )
}
