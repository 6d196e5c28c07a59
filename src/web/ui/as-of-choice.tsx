import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { addDays, addMonths, lastDayOf, monthOf } from '../../core/calendar.ts'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'
import { useToday } from './today.tsx'
import { useAsOf, useUrl } from './url.tsx'

/** Which past day: the ones people usually mean, or any. */
export function DayChoice({ onChosen }: { onChosen: () => void }) {
  const t = useText(uiText)
  const today = useToday()
  const asOf = useAsOf()
  const { set } = useUrl()
  const choose = (day: string) => {
    onChosen()
    set({ asOf: day >= today ? undefined : day })
  }
  const lastMonth = addMonths(monthOf(today), -1)
  const usual = [
    { day: addDays(today, -7), label: t('aWeekAgo') },
    { day: lastDayOf(lastMonth), label: t('lastMonthEnd') },
    { day: lastDayOf(addMonths(lastMonth, -2)), label: t('threeMonthsEnd') },
    { day: `${Number(today.slice(0, 4)) - 1}-12-31`, label: t('lastYearEnd') },
  ]
  return (
    <div className="bw-stack bw-as-of">
      <span className="bw-soft">{t('asOfWhy')}</span>
      <DatePicker
        value={asOf ? dayjs(asOf) : null}
        placeholder={t('asOfDay')}
        disabledDate={(day) => day.format('YYYY-MM-DD') > today}
        onChange={(day) => day && choose(day.format('YYYY-MM-DD'))}
        inputReadOnly
      />
      <div className="bw-row bw-wrap">
        {usual.map((one) => (
          <Button key={one.day} size="small" onClick={() => choose(one.day)}>
            {one.label}
          </Button>
        ))}
      </div>
    </div>
  )
}
