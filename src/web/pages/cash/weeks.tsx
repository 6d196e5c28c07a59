import { useMemo } from 'react'
import { cashText } from '../../../text/web/cash.ts'
import { paths } from '../../paths.ts'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { type Cash, type CashWeek, toneOf } from './queries.ts'

/** Week by week: what is expected with its band, what goes out, what is left; each opens its instalments. */
export function WeeksPanel({ cash }: { cash: Cash }) {
  const t = useText(cashText)
  const { values } = useUrl()
  const hrefOf = (week: CashWeek) => paths.cash({ asOf: values.asOf, known: values.known, week: week.from })
  const closing = cash.balance ? t('closing') : t('closingAdds')
  const columns: Column<CashWeek>[] = [
    {
      key: 'week',
      title: t('week'),
      card: 'title',
      cell: (row) => (
        <TextLink href={hrefOf(row)}>
          {row.from.slice(5)} – {row.to.slice(5)}
        </TextLink>
      ),
    },
    {
      key: 'expected',
      title: t('expectedIn'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.expectedFen} />,
    },
    {
      key: 'band',
      title: t('band'),
      align: 'right',
      cell: (row) => (
        <span className="bw-num bw-soft">
          {moneyText(row.lowFen)} – {moneyText(row.highFen)}
        </span>
      ),
    },
    {
      key: 'promised',
      title: t('promised'),
      align: 'right',
      cell: (row) => (row.promisedFen > 0 ? <Money fen={row.promisedFen} /> : null),
    },
    {
      key: 'out',
      title: t('goesOut'),
      align: 'right',
      cell: (row) => (row.outFen > 0 ? <Money fen={row.outFen} /> : null),
    },
    { key: 'closing', title: closing, align: 'right', cell: (row) => <Closing cash={cash} week={row} /> },
    {
      key: 'low',
      title: t('closingLow'),
      align: 'right',
      cell: (row) => <span className="bw-num bw-soft">{moneyText(row.closingLowFen)}</span>,
    },
  ]
  return (
    <>
      <Panel title={t('chartTitle')}>
        <WeeksChart cash={cash} closing={closing} />
      </Panel>
      <Panel flush>
        <DataTable
          columns={columns}
          rows={cash.weeks}
          rowKey={(row) => row.from}
          rowHref={hrefOf}
          rowTone={(row) => (toneOf(cash, row) === 'danger' ? 'danger' : undefined)}
          empty={null}
        />
      </Panel>
    </>
  )
}

function Closing({ cash, week }: { cash: Cash; week: CashWeek }) {
  const t = useText(cashText)
  const tone = toneOf(cash, week)
  return (
    <span className={tone ? `bw-${tone}` : ''}>
      <Money fen={week.closingFen} />
      {tone && (
        <span className={`bw-tag bw-tag-${tone} bw-near`}>
          {tone === 'danger' ? t('belowFloor') : t('maybeBelow')}
        </span>
      )}
    </span>
  )
}

function WeeksChart({ cash, closing }: { cash: Cash; closing: string }) {
  const t = useText(cashText)
  const { weeks } = cash
  const option = useMemo(() => {
    const yuan = (key: keyof CashWeek) => weeks.map((week) => Number(week[key]) / 100)
    const line = { type: 'line', symbolSize: 5 }
    const bar = { type: 'bar', barMaxWidth: 16 }
    return {
      legend: { type: 'scroll', top: 0, left: 0, right: 88, itemWidth: 12, itemHeight: 8 },
      tooltip: {
        trigger: 'axis',
        confine: true,
        valueFormatter: (value: unknown) => moneyText(Number(value) * 100),
      },
      xAxis: { type: 'category', data: weeks.map(({ to }) => to.slice(5)), axisTick: { show: false } },
      yAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { formatter: (value: number) => moneyText(value * 100) },
      },
      series: [
        { ...bar, name: t('expectedIn'), data: yuan('expectedFen'), itemStyle: { color: COLORS.accent } },
        { ...bar, name: t('goesOut'), data: yuan('outFen'), itemStyle: { color: '#c3d2d0' } },
        { ...line, name: closing, data: yuan('closingFen'), itemStyle: { color: COLORS.calm } },
        {
          ...line,
          name: t('closingLow'),
          data: yuan('closingLowFen'),
          itemStyle: { color: COLORS.warn },
          lineStyle: { type: 'dashed' },
        },
      ],
    }
  }, [weeks, closing, t])
  return (
    <Chart
      label={t('chartTitle')}
      option={option}
      height={260}
      numbers={{
        columns: [t('week'), t('expectedIn'), t('goesOut'), closing, t('closingLow')],
        rows: weeks.map((week) => [
          week.to,
          <Money key="in" fen={week.expectedFen} />,
          <Money key="out" fen={week.outFen} />,
          <Money key="end" fen={week.closingFen} />,
          <Money key="low" fen={week.closingLowFen} />,
        ]),
      }}
    />
  )
}
