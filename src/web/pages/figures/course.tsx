import { Spin } from 'antd'
import { useMemo } from 'react'
import { type MetricReading, metricSeries } from '../../../api/metrics.ts'
import { addDays } from '../../../core/calendar.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { valueText } from '../../../text/values.ts'
import { figuresText } from '../../../text/web/figures.ts'
import { type CallError, useLater } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { Evidence } from '../../parts/evidence-rows.tsx'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useUrl } from '../../ui/url.tsx'
import { useValueText } from './reading-text.ts'

type Subject = { subjectKind: SubjectKind; subjectId: string; basis: 'known' | 'business' }
type CourseProps = { reading: MetricReading; subject: Subject; asOf: string }

const LINE_COLORS = [COLORS.danger, COLORS.warn, COLORS.calm]

/** One figure day by day with the lines of rules, and the rows behind the day that is chosen. */
export function Course({ reading, subject, asOf }: CourseProps) {
  const t = useText(figuresText)
  const both = useBoth()
  const { values, set } = useUrl()
  const { metric } = reading
  const from = addDays(asOf, 1 - Number(values['days'] ?? 180))
  const whole = useLater(metricSeries, { params: { metric }, query: { ...subject, from, to: asOf } })
  const { data } = whole
  const chosen = values['day']
  const day = chosen && chosen >= from && chosen < asOf ? chosen : asOf
  const then = useLater(metricSeries, {
    params: { metric },
    query: { ...subject, from: day, to: day },
    enabled: day !== asOf,
  })
  const rows = day === asOf ? whole : then
  const title = both(reading.title)
  const pick = (next: string | null) => set({ day: !next || next === asOf ? undefined : next })
  return (
    <>
      <Panel title={t('course', { metric: title })}>
        <p className="bw-soft">{both(reading.meaning)}</p>
        <Waiting of={whole} />
        {data && (
          <>
            <CourseChart data={data} reading={reading} onPick={pick} />
            {data.lines.length === 0 && <p className="bw-muted">{t('noLines')}</p>}
            <p className="bw-muted">{t('pickPoint')}</p>
          </>
        )}
      </Panel>
      <Panel
        title={t('rows', { day })}
        extra={
          <DayInput value={day} from={from} to={asOf} clearable={false} label={t('rowsOn')} onChange={pick} />
        }
      >
        <Waiting of={rows} />
        {rows.data && <Evidence key={day} leaf={rows.data} />}
      </Panel>
    </>
  )
}

function Waiting({ of }: { of: { isLoading: boolean; error: unknown } }) {
  if (of.error) return <ErrorNote error={of.error as CallError} />
  return of.isLoading && <Spin />
}

type Series = NonNullable<ReturnType<typeof useLater<typeof metricSeries>>['data']>

function CourseChart({
  data,
  reading,
  onPick,
}: {
  data: Series
  reading: MetricReading
  onPick: (day: string) => void
}) {
  const t = useText(figuresText)
  const both = useBoth()
  const textOf = useValueText()
  const { points, lines, unit } = data
  const metric = both(reading.title)
  const named = useMemo(
    () =>
      lines.map((line) => ({
        ...line,
        name: t(line.mode === 'trial' ? 'lineTrial' : 'line', { rule: both(line.title) }),
      })),
    [lines, t, both],
  )
  const option = useMemo(() => {
    const text = (value: unknown) => (typeof value === 'number' ? both(valueText(unit, value)) : t('noValue'))
    const withCases = (value: unknown, index: number) => {
      const n = points[index]?.n ?? 0
      if (typeof value !== 'number' || n === 0) return text(value)
      return t('valueOfCases', { value: textOf(reading, value, n), n })
    }
    return {
      legend: { top: 0, left: 0, type: 'scroll', itemHeight: 2, textStyle: { color: COLORS.inkSoft } },
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      xAxis: {
        type: 'category',
        data: points.map((point) => point.day),
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { color: COLORS.inkFaint, formatter: (day: string) => day.slice(5) },
      },
      yAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { color: COLORS.inkFaint, formatter: text },
      },
      tooltip: { trigger: 'axis', confine: true, valueFormatter: text },
      series: [
        {
          name: metric,
          type: 'line',
          data: points.map((point) => point.value),
          symbolSize: 6,
          showSymbol: points.length < 100,
          lineStyle: { width: 2.2, color: COLORS.accent },
          itemStyle: { color: COLORS.accent },
          areaStyle: { color: COLORS.accent, opacity: 0.07 },
          tooltip: { valueFormatter: withCases },
        },
        ...named.map((line, index) => ({
          name: line.name,
          type: 'line',
          data: line.points,
          symbol: 'none',
          lineStyle: { width: 1.5, type: 'dashed', color: LINE_COLORS[index] },
          itemStyle: { color: LINE_COLORS[index] },
        })),
      ],
    }
  }, [points, unit, metric, named, both, t, textOf, reading])
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? '—' : both(valueText(unit, value))
  return (
    <Chart
      option={option}
      label={t('chart', { metric })}
      onPick={onPick}
      numbers={{
        columns: [t('day'), metric, t('cases'), ...named.map(({ name }) => name)],
        rows: points.map((point, index) => [
          point.day,
          point.value === null ? '—' : textOf(reading, point.value, point.n),
          point.value === null || point.n === 0 ? '' : t('casesOf', { n: point.n }),
          ...named.map((line) => shown(line.points[index])),
        ]),
      }}
    />
  )
}
