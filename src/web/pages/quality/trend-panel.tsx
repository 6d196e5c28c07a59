import type { qualityOverview } from '../../../api/quality.ts'
import { qualityText } from '../../../text/web/quality.ts'
import type { ReplyOf } from '../../api.ts'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

type Trend = ReplyOf<typeof qualityOverview>['trend']

/** Open at the end of each week or month, and what came and went within it. */
export function TrendPanel({ trend }: { trend: Trend }) {
  const t = useText(qualityText)
  const words = [t('open'), t('fresh'), t('cleared'), t('dismissed')] as const
  const [open, fresh, cleared, dismissed] = words
  const bar = (name: string, color: string, value: (point: Trend[number]) => number) => ({
    name,
    type: 'bar' as const,
    stack: 'moved',
    barMaxWidth: 22,
    itemStyle: { color },
    data: trend.map(value),
  })
  return (
    <Panel
      title={t('trend')}
      extra={
        <UrlTabs
          name="span"
          fallback="week"
          options={[
            { value: 'week', label: t('week') },
            { value: 'month', label: t('month') },
          ]}
        />
      }
    >
      <Chart
        label={t('trendLabel')}
        height={230}
        option={{
          legend: { top: 0, left: 0 },
          xAxis: { type: 'category', data: trend.map(({ to }) => to.slice(5)) },
          yAxis: { type: 'value', minInterval: 1 },
          series: [
            bar(fresh, COLORS.warn, (point) => point.fresh),
            bar(cleared, COLORS.accent, (point) => -point.cleared),
            bar(dismissed, '#93a7a5', (point) => -point.dismissed),
            {
              name: open,
              type: 'line',
              itemStyle: { color: COLORS.calm },
              data: trend.map((point) => point.open),
            },
          ],
        }}
        numbers={{
          columns: [t('period'), ...words],
          rows: trend.map((point) => [
            `${point.from} – ${point.to}`,
            point.open,
            point.fresh,
            point.cleared,
            point.dismissed,
          ]),
        }}
      />
    </Panel>
  )
}
