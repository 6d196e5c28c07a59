import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { getCalendar, saveCalendar } from '../../../api/settings.ts'
import { addDays, type Day, firstDayOf, lastDayOf, weekday } from '../../../core/calendar.ts'
import { companyText } from '../../../text/web/settings-company.ts'
import { useData, useSend, versionToSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { useToday } from '../../ui/today.tsx'
import { useUrl } from '../../ui/url.tsx'
import { AreaHead } from './area-head.tsx'
import { yearOf } from './areas.ts'
import type { CalendarDay } from './calendar-paste.ts'

const CalendarPaste = laterOpened(async () => (await import('./calendar-paste-dialog.tsx')).CalendarPaste)

type Exceptions = ReadonlyMap<Day, CalendarDay>
/** `version`: of the year when the first change was made to it. */
type Draft = { year: number; version: number; days: Exceptions }

/**
 * The exceptions to Monday–Friday of one year: seen at a glance, changed by a click, filled in by pasting.
 */
export function WorkCalendar() {
  const t = useText(companyText)
  const today = useToday()
  const { message } = App.useApp()
  const { values, set } = useUrl()
  const year = yearOf(values, today)
  const reply = useData(getCalendar, { query: { year } })
  const [draft, setDraft] = useState<Draft | null>(null)
  const [pasting, setPasting] = useState(false)
  const save = useSend(saveCalendar, {
    onDone: () => {
      setDraft(null)
      void message.success(t('saved'))
    },
  })
  const stored: Exceptions = new Map(reply.days.map((day) => [day.day, day]))
  const days = draft?.year === year ? draft.days : stored
  const changes = draft?.year === year ? countChanges(stored, draft.days) : 0
  const change = (next: Exceptions) =>
    setDraft({ year, version: draft?.year === year ? draft.version : reply.version, days: next })
  const turn = (to: number) => {
    setDraft(null)
    set({ year: to === Number(today.slice(0, 4)) ? undefined : String(to) })
  }
  return (
    <>
      <AreaHead
        title={t('calendar')}
        note={t('calendarNote')}
        action={
          <div className="bw-row">
            <Button icon={<LeftOutlined />} aria-label={t('previousYear')} onClick={() => turn(year - 1)} />
            <strong className="bw-num">{year}</strong>
            <Button icon={<RightOutlined />} aria-label={t('nextYear')} onClick={() => turn(year + 1)} />
            <CanButton can={reply.can.write} onClick={() => setPasting(true)}>
              {t('paste')}
            </CanButton>
          </div>
        }
      />
      {!reply.loaded && (
        <Alert
          type="warning"
          showIcon
          className="biz-gap"
          title={t('notLoaded', { year })}
          description={t('notLoadedText')}
        />
      )}
      <Legend days={days} source={reply.source} editable={reply.can.write === true} />
      <div className="biz-year">
        {Array.from({ length: 12 }, (_, index) => (
          <MiniMonth
            key={`${year}-${String(index + 1).padStart(2, '0')}`}
            month={`${year}-${String(index + 1).padStart(2, '0')}`}
            days={days}
            onToggle={reply.can.write === true ? (day) => change(toggled(days, day)) : null}
          />
        ))}
      </div>
      <ErrorNote error={save.error} />
      {changes > 0 && (
        <div className="biz-save-bar">
          <span>{t('changed', { n: changes })}</span>
          <Button onClick={() => setDraft(null)}>{t('discard')}</Button>
          <Button
            type="primary"
            loading={save.isPending}
            onClick={() => {
              const version = versionToSend(save.error, draft?.version ?? reply.version, reply.version)
              setDraft({ year, version, days })
              save.mutate({ ifMatch: version, body: { year, days: [...days.values()] } })
            }}
          >
            {t('save')}
          </Button>
        </div>
      )}
      <CalendarPaste
        open={pasting}
        year={year}
        onClose={() => setPasting(false)}
        onRead={(read) => {
          change(new Map(read.map((day) => [day.day, day])))
          setPasting(false)
        }}
      />
    </>
  )
}

function Legend({ days, source, editable }: { days: Exceptions; source: string | null; editable: boolean }) {
  const t = useText(companyText)
  const all = [...days.values()]
  return (
    <p className="biz-year-legend bw-soft">
      <span>
        <i data-kind="rest" /> {t('restDays', { n: all.filter((day) => !day.isWorkday).length })}
      </span>
      <span>
        <i data-kind="work" /> {t('workDays', { n: all.filter((day) => day.isWorkday).length })}
      </span>
      {source && (
        <span>{t('source', { source: source === 'chinese-days' ? t('source_builtin') : source })}</span>
      )}
      {editable && <span>{t('clickHint')}</span>}
    </p>
  )
}

type MiniMonthProps = { month: string; days: Exceptions; onToggle: ((day: Day) => void) | null }

function MiniMonth({ month, days, onToggle }: MiniMonthProps) {
  const t = useText(companyText)
  const today = useToday()
  const first = firstDayOf(month)
  const last = lastDayOf(month)
  const all: Day[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) all.push(day)
  return (
    <section className="biz-mini">
      <h3>{t('months', { n: Number(month.slice(5)) })}</h3>
      <div className="biz-mini-grid">
        {[...t('weekdays')].map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the seven days of a week
          <span key={`head${index}`} className="bw-muted">
            {word}
          </span>
        ))}
        {Array.from({ length: weekday(first) - 1 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty cells before the first of the month
          <span key={`blank${index}`} />
        ))}
        {all.map((day) => {
          const exception = days.get(day)
          const kind = exception
            ? exception.isWorkday
              ? 'work'
              : 'rest'
            : weekday(day) > 5
              ? 'weekend'
              : 'plain'
          const label = `${day} ${exception ? `${t(exception.isWorkday ? 'work' : 'rest')} ${exception.name}` : ''}`
          return (
            <button
              type="button"
              key={day}
              data-kind={kind}
              data-today={day === today}
              title={label.trim()}
              aria-label={label.trim()}
              disabled={onToggle === null}
              onClick={() => onToggle?.(day)}
            >
              {Number(day.slice(8))}
            </button>
          )
        })}
      </div>
    </section>
  )
}

/** A click turns a day into the exception to its weekday, a second click back. */
function toggled(days: Exceptions, day: Day): Exceptions {
  const next = new Map(days)
  if (!next.delete(day)) next.set(day, { day, isWorkday: weekday(day) > 5, name: '' })
  return next
}

function countChanges(before: Exceptions, now: Exceptions): number {
  const keys = new Set([...before.keys(), ...now.keys()])
  return [...keys].filter((day) => before.get(day)?.isWorkday !== now.get(day)?.isWorkday).length
}
