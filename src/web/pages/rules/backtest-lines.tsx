import { App, Button } from 'antd'
import { useMemo } from 'react'
import type { BacktestReport } from '../../../api/backtest.ts'
import { listRules, tuneRule } from '../../../api/rules.ts'
import { FEWEST_EVENTS } from '../../../core/backtest/report.ts'
import { shareText } from '../../../text/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { useSend } from '../../api.ts'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Grid } from '../../ui/grid.tsx'
import { useText } from '../../ui/language.tsx'
import { lineText } from './line-text.ts'
import type { Rule } from './rule.ts'

type Line = BacktestReport['variants'][number]

/** Threshold against load, hits and days of warning: pick on the first part, believe the second. */
export function BacktestLines({ rule, report }: { rule: Rule; report: BacktestReport }) {
  const t = useText(backtestText)
  const { message } = App.useApp()
  const knob = rule.knobs.find(({ path }) => path.endsWith('.value'))
  const tune = useSend(tuneRule, {
    refresh: [listRules],
    onDone: (card) => void message.success(t('taken', { n: card.version })),
  })
  const take = (value: number) => {
    if (!knob) return
    tune.mutate({
      params: { code: rule.code },
      body: { version: rule.version, knobs: [{ path: knob.path, value }] },
    })
  }
  const shown = (value: number) => lineText(knob?.unit, value)
  const { events } = report.modes.episodes
  // Under ten events no line is called better than chance (law 11).
  const times = (lift: number | null) => (events < FEWEST_EVENTS || lift === null ? '—' : lift.toFixed(2))
  const partText = ({ alerts, lift }: Line['early']) => `${alerts} · ${times(lift)}`
  return (
    <div className="bw-stack">
      <LinesChart lines={report.variants} shown={shown} />
      <p className="bw-backtest-note">{t('tuned', { day: report.splitOn ?? '' })}</p>
      <Grid<Line>
        dense
        rowKey={(row) => String(row.value)}
        rows={report.variants}
        columns={[
          { key: 'line', title: t('line'), cell: (row) => shown(row.value) },
          { key: 'raised', title: t('raised'), align: 'right', cell: (row) => row.raised },
          {
            key: 'precision',
            title: t('precision'),
            align: 'right',
            cell: (row) => shareText(row.truePositive, row.truePositive + row.falsePositive, events),
          },
          { key: 'lift', title: t('lift'), align: 'right', cell: (row) => times(row.lift) },
          {
            key: 'medianLead',
            title: t('medianLead'),
            align: 'right',
            cell: (row) => row.medianLeadDays ?? '—',
          },
          { key: 'early', title: t('early'), align: 'right', cell: (row) => partText(row.early) },
          { key: 'late', title: t('late'), align: 'right', cell: (row) => partText(row.late) },
          {
            key: 'take',
            title: '',
            align: 'right',
            cell: (row) =>
              knob?.value === row.value ? (
                <span className="bw-muted">{t('present')}</span>
              ) : (
                <Button
                  size="small"
                  disabled={rule.can['tune'] !== true || !knob}
                  onClick={() => take(row.value)}
                >
                  {t('take')}
                </Button>
              ),
          },
        ]}
      />
      <ErrorNote error={tune.error} />
    </div>
  )
}

function LinesChart({ lines, shown }: { lines: readonly Line[]; shown: (value: number) => string }) {
  const t = useText(backtestText)
  const option = useMemo(
    () => ({
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: COLORS.inkSoft } },
      tooltip: { trigger: 'axis', confine: true },
      grid: { top: 40, left: 44, right: 44, bottom: 28 },
      xAxis: {
        type: 'category',
        data: lines.map(({ value }) => shown(value)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { color: COLORS.inkFaint },
      },
      yAxis: [
        {
          type: 'value',
          splitLine: { lineStyle: { color: COLORS.line } },
          axisLabel: { color: COLORS.inkFaint },
        },
        { type: 'value', splitLine: { show: false }, axisLabel: { color: COLORS.inkFaint } },
      ],
      series: [
        bars(
          t('hits'),
          lines.map((row) => row.truePositive),
          COLORS.accent,
        ),
        bars(
          t('others'),
          lines.map((row) => row.raised - row.truePositive),
          COLORS.line,
        ),
        {
          name: t('medianLead'),
          type: 'line',
          yAxisIndex: 1,
          data: lines.map((row) => row.medianLeadDays),
          itemStyle: { color: COLORS.danger },
          lineStyle: { width: 2, color: COLORS.danger },
        },
      ],
    }),
    [lines, shown, t],
  )
  return (
    <Chart
      option={option}
      label={t('lines')}
      numbers={{
        columns: [t('line'), t('hits'), t('others'), t('medianLead')],
        rows: lines.map((row) => [
          shown(row.value),
          row.truePositive,
          row.raised - row.truePositive,
          row.medianLeadDays ?? '—',
        ]),
      }}
    />
  )
}

function bars(name: string, data: number[], color: string) {
  return { name, type: 'bar', stack: 'alerts', data, itemStyle: { color }, barMaxWidth: 30 }
}
