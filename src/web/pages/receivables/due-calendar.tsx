import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { dueCalendar } from '../../../api/receivables.ts'
import { addMonths, monthOf, weekday } from '../../../core/calendar.ts'
import { receivablesText } from '../../../text/web/receivables.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { useUrl } from '../../ui/url.tsx'

type DueDay = ReplyOf<typeof dueCalendar>['days'][number]

/** What falls due on which day; past days with money still open stand out. */
export function DueCalendar() {
  const t = useText(receivablesText)
  const today = useToday()
  const phone = useIsPhone()
  const { values, set } = useUrl()
  const month = values.month ?? monthOf(values.asOf ?? today)
  const { data } = useLater(dueCalendar, { query: { month } })
  const days = data?.days ?? []
  const due = days.reduce((sum, day) => sum + day.dueFen, 0)
  const open = days.reduce((sum, day) => sum + day.openFen, 0)
  const turn = (to: string) => set({ month: to === monthOf(today) ? undefined : to })
  return (
    <Panel
      title={month}
      extra={
        <div className="bw-row">
          <Button
            icon={<LeftOutlined />}
            aria-label={t('previousMonth')}
            onClick={() => turn(addMonths(month, -1))}
          />
          <Button onClick={() => turn(monthOf(today))}>{t('thisMonth')}</Button>
          <Button
            icon={<RightOutlined />}
            aria-label={t('nextMonth')}
            onClick={() => turn(addMonths(month, 1))}
          />
        </div>
      }
    >
      <p className="bw-soft biz-detail-sum">
        {t('monthDue', { due: moneyText(due), open: moneyText(open) })}
      </p>
      {phone ? <DayList days={days} /> : <MonthGrid days={days} />}
    </Panel>
  )
}

function MonthGrid({ days }: { days: readonly DueDay[] }) {
  const t = useText(receivablesText)
  const first = days[0]
  const blanks = first ? weekday(first.day) - 1 : 0
  return (
    <div className="biz-month">
      {[...t('weekdays')].map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the seven days of a week
        <span key={`head${index}`} className="biz-month-head">
          {word}
        </span>
      ))}
      {Array.from({ length: blanks }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty cells before the first of the month
        <span key={`blank${index}`} />
      ))}
      {days.map((day) => (
        <DayCell key={day.day} day={day} />
      ))}
    </div>
  )
}

function DayCell({ day }: { day: DueDay }) {
  const t = useText(receivablesText)
  const today = useToday()
  const { set } = useUrl()
  const late = day.openFen > 0 && day.day < today
  return (
    <button
      type="button"
      className="biz-day"
      data-today={day.day === today}
      data-rest={!day.isWorkday}
      data-late={late}
      disabled={day.count === 0}
      onClick={() => set({ due: day.day })}
    >
      <span className="biz-day-number">
        {Number(day.day.slice(8))}
        {!day.isWorkday && <em>{t('restDay')}</em>}
      </span>
      {day.count > 0 && (
        <>
          <strong className={late ? 'bw-danger' : ''}>
            <Money fen={day.openFen > 0 ? day.openFen : day.dueFen} short />
          </strong>
          <span className="bw-muted">
            {day.openFen === 0 ? t('dayPaid') : t('instalmentsCount', { n: day.count })}
          </span>
        </>
      )}
    </button>
  )
}

function DayList({ days }: { days: readonly DueDay[] }) {
  const t = useText(receivablesText)
  const today = useToday()
  const { set } = useUrl()
  const busy = days.filter((day) => day.count > 0)
  if (busy.length === 0) return <EmptyState title={t('monthEmpty')} />
  return (
    <ul className="biz-day-list">
      {busy.map((day) => (
        <li key={day.day}>
          <button type="button" onClick={() => set({ due: day.day })}>
            <span className={day.day === today ? 'bw-tag bw-tag-accent' : ''}>{day.day.slice(5)}</span>
            <span className="bw-muted">{t('instalmentsCount', { n: day.count })}</span>
            <strong className={day.openFen > 0 && day.day < today ? 'bw-danger' : ''}>
              {day.openFen === 0 ? t('dayPaid') : <Money fen={day.openFen} short />}
            </strong>
          </button>
        </li>
      ))}
    </ul>
  )
}
