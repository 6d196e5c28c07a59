import { useState } from 'react'
import { addDays, type Day, startOfWeek } from '../../core/calendar.ts'
import { formsText } from '../../text/web/forms.ts'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input-later.tsx'

type NextDayProps = { value: Day | null; onChange: (day: Day | null) => void; label?: string }

/** The days people usually mean, one tap each; any other behind the last chip. */
export function NextDay({ value, onChange, label }: NextDayProps) {
  const t = useText(formsText)
  const today = useToday()
  const [other, setOther] = useState(false)
  const chips = [
    { label: t('nextTomorrow'), day: addDays(today, 1) },
    { label: t('nextIn3'), day: addDays(today, 3) },
    { label: t('nextMonday'), day: addDays(startOfWeek(today), 7) },
  ]
  return (
    <div className="biz-chips">
      <span className="bw-muted">{label ?? t('next')}</span>
      {chips.map((chip) => (
        <button
          type="button"
          key={chip.label}
          className="biz-chip"
          aria-pressed={value === chip.day && !other}
          title={chip.day}
          onClick={() => {
            setOther(false)
            onChange(value === chip.day && !other ? null : chip.day)
          }}
        >
          {chip.label}
        </button>
      ))}
      <button type="button" className="biz-chip" aria-pressed={other} onClick={() => setOther(!other)}>
        {t('nextOther')}
      </button>
      {other && <DayInput value={value} onChange={onChange} from={today} label={label ?? t('next')} />}
    </div>
  )
}
