import { useMemo } from 'react'
import { conversion } from '../../../api/deals.ts'
import { type Passage, passageText } from '../../../core/deal/passage.ts'
import { funnelText } from '../../../text/web/funnel.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { Share } from '../../ui/share.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { conversionQuery, whoOf } from './queries.ts'

type Conversion = ReplyOf<typeof conversion>
type Stage = Conversion['stages'][number]
type Asked = { of: 'stage'; stageId: string; fate: Extract<Passage, { of: 'stage' }>['fate'] }
type AskedMonth = { of: 'month'; month: string; fate: Extract<Passage, { of: 'month' }>['fate'] }

/** From stage to stage as of any day; every number opens the deals that make it (C162 C163 C164). */
export function DealFunnel() {
  const t = useText(funnelText)
  const { values } = useUrl()
  const reply = useData(conversion, { query: conversionQuery(values) })
  return (
    <div className="bw-stack">
      <Panel title={t('standing')}>
        <p className="bw-soft">{t('standingNote', { day: reply.asOf })}</p>
        <Standing reply={reply} />
      </Panel>
      <Panel title={t('conversion')} flush>
        <p className="bw-soft biz-funnel-note">{t('conversionNote', { n: reply.days })}</p>
        <DataTable
          columns={useStageColumns(reply)}
          rows={reply.stages}
          rowKey={(row) => row.id}
          empty={t('noCohort')}
        />
      </Panel>
      <Panel title={t('cohort')} flush>
        <p className="bw-soft biz-funnel-note">{t('cohortNote', { day: reply.asOf })}</p>
        <DataTable
          columns={useCohortColumns(reply)}
          rows={reply.cohorts.toReversed()}
          rowKey={(row) => row.month}
          empty={t('noCohort')}
        />
      </Panel>
      <Panel title={t('cycle')} flush>
        <p className="bw-soft biz-funnel-note">{t('cycleNote')}</p>
        <DataTable
          columns={useCycleColumns(reply)}
          rows={reply.cycles.toReversed()}
          rowKey={(row) => row.month}
          empty={t('noCycle')}
        />
      </Panel>
    </div>
  )
}

function Standing({ reply }: { reply: Conversion }) {
  const t = useText(funnelText)
  const nameOf = useNameOf()
  const phone = useIsPhone()
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'item', confine: true },
      series: [
        {
          type: 'funnel',
          sort: 'none',
          left: phone ? 4 : 80,
          right: phone ? 4 : 80,
          top: 30,
          bottom: 6,
          minSize: '18%',
          gap: 3,
          label: { position: 'inside', formatter: '{b}  {c}', color: COLORS.ink },
          itemStyle: { color: '#b7d6d3', borderWidth: 0 },
          data: reply.stages.map((stage) => ({ name: nameOf(stage), value: stage.count })),
        },
      ],
    }),
    [reply.stages, nameOf, phone],
  )
  return (
    <Chart
      option={option}
      label={t('chart')}
      height={46 * reply.stages.length + 12}
      numbers={{
        columns: [t('stage'), t('count'), t('amount')],
        rows: reply.stages.map((stage) => [nameOf(stage), stage.count, moneyText(stage.amountFen)]),
      }}
    />
  )
}

function useNameOf(): (stage: Pick<Stage, 'name' | 'nameEn'>) => string {
  const { language } = useLanguage()
  return useMemo(
    () =>
      ({ name, nameEn }) =>
        language === 'en' ? nameEn || name : name,
    [language],
  )
}

/** A number that opens the deals it counts; nothing opens nothing. */
function useCount(reply: Conversion): (n: number, asked: Asked | AskedMonth) => React.ReactNode {
  const { values } = useUrl()
  const who = whoOf(values)
  return (n, asked) => {
    if (n === 0) return <span className="bw-num bw-muted">0</span>
    const passage = passageText(
      asked.of === 'stage'
        ? { ...asked, ...who, days: reply.days }
        : { ...asked, ...who, pipelineId: reply.pipelineId },
    )
    return (
      <TextLink className="bw-num" href={paths.deals({ view: 'list', outcome: 'all', passage })}>
        {n}
      </TextLink>
    )
  }
}

function useStageColumns(reply: Conversion): Column<Stage>[] {
  const t = useText(funnelText)
  const nameOf = useNameOf()
  const count = useCount(reply)
  const fate = (key: Asked['fate'], of: (row: Stage) => number): Column<Stage> => ({
    key,
    title: t(key === 'standing' ? 'count' : key),
    align: 'right',
    cell: (row) => count(of(row), { of: 'stage', stageId: row.id, fate: key }),
  })
  return [
    { key: 'stage', title: t('stage'), card: 'title', cell: (row) => <strong>{nameOf(row)}</strong> },
    {
      key: 'share',
      title: t('share'),
      align: 'right',
      card: 'side',
      cell: (row) => <Share part={row.passed} whole={row.matured} />,
    },
    {
      key: 'before',
      title: t('before', { n: reply.days }),
      align: 'right',
      cell: (row) => <Share part={row.passedBefore} whole={row.maturedBefore} />,
    },
    fate('standing', (row) => row.count),
    { key: 'amount', title: t('amount'), align: 'right', cell: (row) => <Money fen={row.amountFen} short /> },
    fate('entered', (row) => row.entered),
    fate('matured', (row) => row.matured),
    fate('passed', (row) => row.passed),
    fate('lost', (row) => row.lost),
    fate('waiting', (row) => row.waiting),
    {
      key: 'young',
      title: t('young'),
      align: 'right',
      cell: (row) => (
        <span title={t('maturity', { n: row.maturityDays })}>
          {count(row.young, { of: 'stage', stageId: row.id, fate: 'young' })}
        </span>
      ),
    },
    {
      key: 'median',
      title: t('median'),
      align: 'right',
      cell: (row) => (row.medianDays === null ? null : t('dayCount', { n: row.medianDays })),
    },
  ]
}

function useCohortColumns(reply: Conversion): Column<Conversion['cohorts'][number]>[] {
  const t = useText(funnelText)
  const count = useCount(reply)
  type Row = Conversion['cohorts'][number]
  const fate = (key: 'created' | 'won' | 'lost' | 'open'): Column<Row> => ({
    key,
    title: t(key),
    align: 'right',
    cell: (row) => count(row[key], { of: 'month', month: row.month, fate: key }),
  })
  return [
    { key: 'month', title: t('month'), card: 'title', cell: (row) => row.month },
    {
      key: 'rate',
      title: t('winRate'),
      align: 'right',
      card: 'side',
      cell: (row) => <Share part={row.won} whole={row.created} />,
    },
    fate('created'),
    fate('won'),
    fate('lost'),
    fate('open'),
    {
      key: 'decided',
      title: t('decidedRate'),
      align: 'right',
      cell: (row) => <Share part={row.won} whole={row.won + row.lost} />,
    },
  ]
}

function useCycleColumns(reply: Conversion): Column<Conversion['cycles'][number]>[] {
  const t = useText(funnelText)
  const count = useCount(reply)
  return [
    { key: 'month', title: t('month'), card: 'title', cell: (row) => row.month },
    {
      key: 'median',
      title: t('medianDays'),
      align: 'right',
      card: 'side',
      cell: (row) => <strong className="bw-num">{t('dayCount', { n: row.medianDays })}</strong>,
    },
    { key: 'mean', title: t('meanDays'), align: 'right', cell: (row) => t('dayCount', { n: row.meanDays }) },
    {
      key: 'won',
      title: t('won'),
      align: 'right',
      cell: (row) => count(row.won, { of: 'month', month: row.month, fate: 'signed' }),
    },
  ]
}
