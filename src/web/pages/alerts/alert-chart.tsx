import { useMemo } from 'react'
import { alertsText } from '../../../text/web/alerts.ts'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { type Alert, useValueText } from './alert-words.tsx'

/** The metric over the last weeks with its line. */
export function AlertChart({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const both = useBoth()
  const valueText = useValueText()
  const { points } = alert.chart
  const { unit, title } = alert.headline
  const metric = both(title)
  const line = t('line')
  const option = useMemo(
    () => ({
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 2, textStyle: { color: COLORS.inkSoft } },
      xAxis: {
        type: 'category',
        data: points.map((point) => point.day.slice(5)),
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { color: COLORS.inkFaint },
      },
      yAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { color: COLORS.inkFaint, formatter: (value: number) => valueText(unit, value) },
      },
      tooltip: {
        trigger: 'axis',
        confine: true,
        valueFormatter: (value: unknown) => valueText(unit, typeof value === 'number' ? value : null),
      },
      series: [
        {
          name: metric,
          type: 'line',
          data: points.map((point) => point.value),
          symbolSize: 5,
          showSymbol: points.length < 40,
          lineStyle: { width: 2.2, color: COLORS.accent },
          itemStyle: { color: COLORS.accent },
          areaStyle: { color: COLORS.accent, opacity: 0.07 },
        },
        {
          name: line,
          type: 'line',
          data: points.map((point) => point.threshold),
          symbol: 'none',
          lineStyle: { width: 1.5, type: 'dashed', color: COLORS.danger },
          itemStyle: { color: COLORS.danger },
        },
      ],
    }),
    [points, unit, metric, line, valueText],
  )
  if (points.every((point) => point.value === null)) return <p className="bw-soft">{t('noData')}</p>
  return (
    <Chart
      option={option}
      label={t('chart', { metric })}
      numbers={{
        columns: [t('evidenceDay'), metric, line],
        rows: points.map((point) => [
          point.day,
          valueText(unit, point.value),
          point.threshold === null ? '—' : valueText(unit, point.threshold),
        ]),
      }}
    />
  )
}
