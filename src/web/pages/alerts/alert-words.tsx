import type { getAlert, listAlerts } from '../../../api/alerts.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type AlertStatus, isSettled } from '../../../core/watch/alert.ts'
import { numberText } from '../../../text/values.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import type { ReplyOf } from '../../api.ts'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'
import { useAsOf } from '../../ui/url.tsx'

export type AlertListed = ReplyOf<typeof listAlerts>['rows'][number]
export type Alert = ReplyOf<typeof getAlert>
export type Leaf = Alert['headline']
export type Unit = Leaf['unit']

const TONE: Record<AlertStatus, string> = {
  open: ' bw-tag-warn',
  acknowledged: ' bw-tag-accent',
  in_progress: ' bw-tag-accent',
  resolved: '',
  reviewed: '',
  superseded: '',
}

export function AlertStatusTag({ status }: { status: AlertStatus }) {
  const t = useText(alertsText)
  return <span className={`bw-tag${TONE[status]}`}>{t(status)}</span>
}

/** A metric's value in its unit, as words: "57 天", "¥86.4万", "32.5%". */
export function useValueText(): (unit: Unit, value: number | null) => string {
  const t = useText(alertsText)
  return (unit, value) => {
    if (value === null) return t('noData')
    if (unit === 'fen') return moneyText(Math.round(value))
    if (unit === 'bp') return `${(value / 100).toFixed(1).replace(/\.0$/, '')}%`
    if (unit === 'workminutes') return t('workdayUnit', { n: (value / 540).toFixed(1).replace(/\.0$/, '') })
    if (unit === 'number') return numberText(value)
    const shown = Number.isInteger(value) ? String(value) : value.toFixed(1)
    return t(unit === 'days' ? 'dayUnit' : 'countUnit', { n: shown })
  }
}

/** The day on the screen decides what is late, not the clock of the device. */
export function Deadline({ alert }: { alert: Pick<AlertListed, 'deadlineAt' | 'status'> }) {
  const t = useText(alertsText)
  const today = useToday()
  const asOf = useAsOf()
  const late = !isSettled(alert.status) && dayOf(alert.deadlineAt) < (asOf ?? today)
  return (
    <span className={late ? 'bw-danger' : ''}>
      <Moment at={alert.deadlineAt} />
      {late && <span className="bw-near">{t('pastDeadline')}</span>}
    </span>
  )
}
