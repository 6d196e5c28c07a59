import { HistoryOutlined } from '@ant-design/icons'
import { Button, DatePicker, Popover } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { addDays, addMonths, lastDayOf, monthOf } from '../../core/calendar.ts'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'
import { useToday } from './today.tsx'
import { useAsOf, useUrl } from './url.tsx'

/** Turns the page to a past day (截至日期). Today means "now" and leaves nothing in the URL. */
export function AsOfPicker() {
  const t = useText(uiText)
  const today = useToday()
  const asOf = useAsOf()
  const { set } = useUrl()
  const [open, setOpen] = useState(false)
  const choose = (day: string) => {
    setOpen(false)
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
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
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
      }
    >
      <Button icon={<HistoryOutlined />} type={asOf ? 'primary' : 'default'}>
        {asOf ?? t('lookBack')}
      </Button>
    </Popover>
  )
}

/**
 * Said on every screen that shows the past (design law 2): which day, which of the two readings, that nothing can
 * be changed here, and the way back.
 */
export function LookingBackBanner({ reading }: { reading: 'business' | 'known' }) {
  const t = useText(uiText)
  const asOf = useAsOf()
  const { set } = useUrl()
  if (!asOf) return null
  return (
    <div className="bw-looking-back" role="status">
      <HistoryOutlined />
      <span>
        <strong>{t('lookingBackAt', { day: asOf })}</strong>
        <span>{t(reading === 'known' ? 'readingKnown' : 'readingBusiness')}</span>
      </span>
      <Button size="small" onClick={() => set({ asOf: undefined })}>
        {t('backToToday')}
      </Button>
    </div>
  )
}
