import type { ReactNode } from 'react'
import type { listAlerts } from '../../../api/alerts.ts'
import type { listInstalments } from '../../../api/receivables.ts'
import { listTargets } from '../../../api/settings.ts'
import { getWorkbench } from '../../../api/workbench.ts'
import { dayOf } from '../../../core/calendar.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { useNearWords } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Severity } from '../../ui/severity.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink } from '../../ui/url.tsx'
import { ask } from './views.ts'

type AlertListed = ReplyOf<typeof listAlerts>['rows'][number]

/** A titled list whose last line leads to the whole list. */
export function ListPanel(props: { title: string; href?: string; children: ReactNode }) {
  const t = useText(workbenchText)
  return (
    <Panel
      title={props.title}
      flush
      extra={props.href && <TextLink href={props.href}>{t('all')} ›</TextLink>}
    >
      <div className="bw-list">{props.children}</div>
    </Panel>
  )
}

/** Two lines and a figure: how every row of the workbench is drawn. */
export function ListRow(props: {
  href?: string
  mark?: ReactNode
  title: ReactNode
  text?: ReactNode
  side?: ReactNode
  sideNote?: ReactNode
}) {
  const inside = (
    <>
      {props.mark}
      <span className="bw-list-words">
        <span className="bw-list-title">{props.title}</span>
        {props.text && <span className="bw-soft">{props.text}</span>}
      </span>
      <span className="bw-list-side">
        {props.side}
        {props.sideNote && <small>{props.sideNote}</small>}
      </span>
    </>
  )
  if (!props.href) return <div className="bw-list-row">{inside}</div>
  return (
    <TextLink href={props.href} className="bw-list-row">
      {inside}
    </TextLink>
  )
}

export function Quiet({ title, text }: { title: string; text?: ReactNode }) {
  return (
    <div className="bw-list-quiet">
      <strong>{title}</strong>
      {text && <span className="bw-soft">{text}</span>}
    </div>
  )
}

/** Which instalment or deal it is about, when that is not the customer as a whole, then what happened. */
function alertLine(alert: AlertListed, both: (text: AlertListed['title']) => string): string {
  const whole = alert.subject.label === (alert.customer?.name ?? alert.subject.label)
  return whole ? both(alert.sentence) : `${alert.subject.label} · ${both(alert.sentence)}`
}

/** One row for each customer: the alert with most at stake, and how many more wait behind it. */
export function AlertRows({ rows, most }: { rows: readonly AlertListed[]; most: number }) {
  const t = useText(workbenchText)
  const both = useBoth()
  const { user } = useSession()
  const bySubject = Map.groupBy(rows, (alert) => alert.customer?.id ?? alert.subject.id)
  return [...bySubject.values()].slice(0, most).map(([alert, ...more]) => (
    <ListRow
      key={alert!.id}
      href={paths.alert(alert!.id)}
      mark={<Severity level={alert!.severity} plain />}
      title={
        <>
          {alert!.customer?.name ?? alert!.subject.label} <span className="bw-tag">{both(alert!.title)}</span>
        </>
      }
      text={
        <>
          {alertLine(alert!, both)}
          {more.length > 0 && <span className="bw-muted"> · {t('moreAlerts', { n: more.length })}</span>}
        </>
      }
      side={alert!.moneyFen > 0 && <Money fen={alert!.moneyFen} short />}
      sideNote={
        alert!.responsible.id === user.id ? <Until at={alert!.deadlineAt} /> : alert!.responsible.name
      }
    />
  ))
}

/** On the own desk it is not who that matters but until when. */
function Until({ at }: { at: number }) {
  const t = useText(workbenchText)
  const near = useNearWords()
  const today = useToday()
  const day = dayOf(at)
  if (day < today) return <span className="bw-danger">{t('late')}</span>
  return t('until', { day: near(day) })
}

export function InstalmentRows({ rows }: { rows: ReplyOf<typeof listInstalments>['items'] }) {
  const t = useText(workbenchText)
  return rows.map((row) => (
    <ListRow
      key={row.id}
      href={paths.customer(row.customer.id)}
      title={row.customer.name}
      text={[row.invoiceNumber, row.label, row.responsible?.name].filter(Boolean).join(' · ')}
      side={<Money fen={row.openFen} short />}
      sideNote={
        row.overdueDays > 0 ? (
          <span className={row.overdueDays > 30 ? 'bw-danger' : 'bw-warn'}>
            {t('overdueDays', { days: row.overdueDays })}
          </span>
        ) : (
          t('dueOn', { day: row.dueOn.slice(5) })
        )
      }
    />
  ))
}

export type Goal = { doneFen: number; targetFen: number | null }

/** Bookings and collections of everybody in scope this month; for a rep that is the rep alone (C186). */
export function useGoals(): { bookings: Goal; collections: Goal } {
  const { items } = useData(listTargets, ask.targets(useToday()))
  const sum = (
    done: 'bookingsFen' | 'collectionsFen',
    target: 'bookingsTargetFen' | 'collectionsTargetFen',
  ) => {
    const set = items.filter((item) => item[target] !== null)
    return {
      doneFen: items.reduce((total, item) => total + item[done], 0),
      targetFen: set.length > 0 ? set.reduce((total, item) => total + (item[target] ?? 0), 0) : null,
    }
  }
  return {
    bookings: sum('bookingsFen', 'bookingsTargetFen'),
    collections: sum('collectionsFen', 'collectionsTargetFen'),
  }
}

/** Where a target should stand by now, in basis points of the month's working days (C125). */
export function useExpectedBp(): number {
  const { month } = useData(getWorkbench)
  return month.workdays > 0 ? Math.round((month.workdaysGone * 10_000) / month.workdays) : 0
}

export function TargetPanel() {
  const t = useText(workbenchText)
  const goals = useGoals()
  return (
    <Panel title={t('target')}>
      <div className="bw-stack">
        <TargetLine label={t('collections')} goal={goals.collections} />
        <TargetLine label={t('bookings')} goal={goals.bookings} />
      </div>
    </Panel>
  )
}

function TargetLine({ label, goal }: { label: string; goal: Goal }) {
  const t = useText(workbenchText)
  const expectedBp = useExpectedBp()
  if (!goal.targetFen) {
    return (
      <div className="bw-target">
        <span>{label}</span>
        <span>
          <strong>{moneyText(goal.doneFen)}</strong> <span className="bw-muted">{t('targetNone')}</span>
        </span>
      </div>
    )
  }
  const gapFen = Math.round((goal.targetFen * expectedBp) / 10_000) - goal.doneFen
  const bp = Math.round((goal.doneFen * 10_000) / goal.targetFen)
  return (
    <div className="bw-target">
      <span>{label}</span>
      <span>
        <strong>{moneyText(goal.doneFen)}</strong>
        <span className="bw-muted"> / {moneyText(goal.targetFen)}</span>
      </span>
      <Progress bp={bp} expectedBp={expectedBp} label={label} tone={bp >= expectedBp ? 'good' : 'warn'} />
      <small className="bw-muted">
        {gapFen > 0 ? t('targetGap', { gap: moneyText(gapFen) }) : t('targetAhead')}
      </small>
    </div>
  )
}
