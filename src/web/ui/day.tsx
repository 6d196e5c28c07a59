import { type Day as DayText, dayOf, daysBetween, formatInstant, type Instant } from '../../core/calendar.ts'
import { isUndated } from '../../core/receivable/retention.ts'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'
import { useToday } from './today.tsx'

/** A calendar day; with `near` also how far it is from today ("3 天后", "逾期感" stays with the caller). */
export function Day({ day, near = false }: { day: DayText | null | undefined; near?: boolean }) {
  const words = useNearWords()
  const t = useText(uiText)
  if (!day) return <span className="bw-muted">—</span>
  if (isUndated(day)) return <span className="bw-muted">{t('undated')}</span>
  return (
    <time className="bw-num" dateTime={day}>
      {day}
      {near && <span className="bw-muted bw-near">{words(day)}</span>}
    </time>
  )
}

/** An instant in the company's time zone: "今天 08:30", "昨天 17:05", else the date with the time. */
export function Moment({ at }: { at: Instant | null | undefined }) {
  const today = useToday()
  const t = useText(uiText)
  if (at === null || at === undefined) return <span className="bw-muted">—</span>
  const full = formatInstant(at)
  const distance = daysBetween(dayOf(at), today)
  const clock = full.slice(11)
  const shown =
    distance === 0
      ? t('todayAt', { clock })
      : distance === 1
        ? t('yesterdayAt', { clock })
        : full.slice(0, 4) === today.slice(0, 4)
          ? full.slice(5)
          : full
  return (
    <time className="bw-num" title={full}>
      {shown}
    </time>
  )
}

/** "今天", "明天", "3 天后", "5 天前". */
export function useNearWords(): (day: DayText) => string {
  const today = useToday()
  const t = useText(uiText)
  return (day) => {
    const distance = daysBetween(today, day)
    if (distance === 0) return t('today')
    if (distance === 1) return t('tomorrow')
    if (distance === -1) return t('yesterday')
    return distance > 0 ? t('inDays', { n: distance }) : t('daysAgo', { n: -distance })
  }
}
