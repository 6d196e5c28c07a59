import { useMemo } from 'react'
import type { BacktestReport } from '../../../api/backtest.ts'
import { FEWEST_EVENTS } from '../../../core/backtest/report.ts'
import { shareText } from '../../../text/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'

type Figures = BacktestReport['modes']['episodes']

/**
 * All figures of one mode, each with what it is out of. `events` is how much happened in the span, however
 * often it was looked at: under ten there is no percentage and nothing is called better than chance (law 11).
 */
export function BacktestFigures(props: { figures: Figures; weeks: number; events: number }) {
  const t = useText(backtestText)
  const { figures, weeks, events } = props
  const isFew = events < FEWEST_EVENTS
  const { truePositive: tp, falsePositive: fp, missed, intervals } = figures
  const base = isFew || figures.baseRate === null ? '—' : `${Math.round(figures.baseRate * 1000) / 10}%`
  const caught = figures.recall === null ? 0 : figures.events - missed
  return (
    <>
      <StatRow>
        <StatCard
          label={t('raised')}
          value={figures.raised}
          note={t('perWeek', {
            n: round(figures.perWeekPerPerson),
            persons: figures.persons,
            weeks: Math.round(weeks),
          })}
        />
        <StatCard
          label={t('precision')}
          value={shareText(tp, tp + fp, events)}
          note={(!isFew && range(intervals.precision, true)) || t('base', { base })}
        />
        <StatCard
          label={t('recall')}
          value={shareText(caught, figures.events, events)}
          note={t('missedNote', { n: missed })}
        />
        <StatCard
          label={t('lift')}
          value={isFew || figures.lift === null ? '—' : round(figures.lift)}
          note={[t('base', { base }), !isFew && range(intervals.lift, false)].filter(Boolean).join(' · ')}
        />
      </StatRow>
      <dl className="bw-backtest-counts">
        <dt>{t('counts')}</dt>
        <dd>
          {t('countsValue', { tp, fp, repeats: figures.repeats, missed, unscored: figures.unscored })}
          {figures.trueNegative !== null && ` · ${t('calm', { n: figures.trueNegative })}`}
        </dd>
        <dt>{t('money')}</dt>
        <dd>
          {t('moneyValue', {
            caught: moneyText(figures.money.caughtFen),
            missed: moneyText(figures.money.missedFen),
          })}
        </dd>
      </dl>
      {figures.leadDays && <LeadDays lead={figures.leadDays} />}
    </>
  )
}

function LeadDays({ lead }: { lead: NonNullable<Figures['leadDays']> }) {
  const t = useText(backtestText)
  const { distribution } = lead
  const option = useMemo(
    () => ({
      xAxis: {
        type: 'category',
        data: distribution.map(({ days }) => `≤${days}`),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { color: COLORS.inkFaint },
      },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: COLORS.line } } },
      series: [
        {
          type: 'bar',
          data: distribution.map(({ count }) => count),
          itemStyle: { color: COLORS.accent },
          barMaxWidth: 34,
        },
      ],
    }),
    [distribution],
  )
  return (
    <>
      <p>
        {t('leadValue', {
          p25: Math.round(lead.p25),
          median: Math.round(lead.median),
          p75: Math.round(lead.p75),
        })}
      </p>
      <Chart
        option={option}
        height={180}
        label={t('lead')}
        numbers={{
          columns: [t('lead'), t('times')],
          rows: distribution.map(({ days, count }) => [`≤ ${days}`, count]),
        }}
      />
    </>
  )
}

function range(interval: { low: number; high: number } | null, isShare: boolean): string | null {
  if (!interval) return null
  const text = (value: number) => (isShare ? `${Math.round(value * 100)}%` : String(round(value)))
  return `${text(interval.low)} – ${text(interval.high)}`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
