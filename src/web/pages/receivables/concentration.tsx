import { Spin } from 'antd'
import { readConcentration } from '../../../api/concentration.ts'
import { writeTests } from '../../../core/fields/custom-tests.ts'
import { TOP_SIZES } from '../../../core/receivable/concentration.ts'
import { concentrationText } from '../../../text/web/concentration.ts'
import { type CallError, type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { UrlSelect } from '../../ui/filters.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'

type Reply = ReplyOf<typeof readConcentration>
type Whole = Reply['markets'][number]['revenue']
type Ranked = Reply['revenue']
type Line = { rank: number; customer: { id: string; name: string }; fen: number; runningFen: number }

/** How much hangs on how few, in what is owed and in what is sold, overall and per market (C029). */
export function Concentration() {
  const t = useText(concentrationText)
  const { values } = useUrl()
  const { data, error } = useLater(readConcentration, {
    query: { asOf: values.asOf, known: values.known, by: values['by'] },
  })
  if (error) return <ErrorNote error={error as CallError} />
  if (!data) return <Spin />
  // The figure that opens is read as this page is.
  const basis = data.reading
  return (
    <div className="bw-stack">
      <span className="bw-soft">{t('note', { from: data.from, asOf: data.asOf })}</span>
      <Side
        of={data.receivables}
        title={t('receivables')}
        basis={basis}
        metrics={['concentration_bp', 'concentration3_bp', 'concentration5_bp']}
      />
      <Side
        of={data.revenue}
        title={t('revenue')}
        basis={basis}
        metrics={['revenue_top1_bp', 'revenue_top3_bp', 'revenue_top5_bp']}
      />
      <Markets data={data} />
    </div>
  )
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : '—'
}

type SideProps = { of: Ranked; title: string; basis: 'known' | 'business'; metrics: readonly string[] }

function Side({ of, title, basis, metrics }: SideProps) {
  const t = useText(concentrationText)
  const may = useMay()
  const columns = useColumns(of.totalFen)
  let runningFen = 0
  const lines = of.largest.map(({ customer, fen }, index): Line => {
    runningFen += fen
    return { rank: index + 1, customer, fen, runningFen }
  })
  return (
    <Panel title={title} flush>
      <div className="biz-concentration-cards">
        <StatRow>
          {TOP_SIZES.map((k, index) => (
            <StatCard
              key={k}
              label={k === 1 ? t('topOne') : t('top', { k })}
              value={percent(of.topFen[index]!, of.totalFen)}
              note={t('ofTotal', {
                part: moneyText(of.topFen[index]!),
                total: moneyText(of.totalFen),
                n: of.customers,
              })}
              {...(may('metric.read')
                ? { href: paths.figures({ kind: 'org', metric: metrics[index], basis }) }
                : {})}
            />
          ))}
        </StatRow>
      </div>
      <DataTable columns={columns} rows={lines} rowKey={(row) => row.customer.id} empty={t('nothing')} />
    </Panel>
  )
}

function useColumns(totalFen: number): Column<Line>[] {
  const t = useText(concentrationText)
  return [
    { key: 'rank', title: t('rank'), width: 70, card: 'hide', cell: (row) => row.rank },
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.fen} short />,
    },
    { key: 'share', title: t('share'), align: 'right', cell: (row) => percent(row.fen, totalFen) },
    { key: 'running', title: t('running'), align: 'right', cell: (row) => percent(row.runningFen, totalFen) },
  ]
}

type Market = Reply['markets'][number]

function Markets({ data }: { data: Reply }) {
  const t = useText(concentrationText)
  const { language } = useLanguage()
  const tops = ({ topFen, totalFen }: Whole) =>
    totalFen > 0 ? topFen.map((fen) => percent(fen, totalFen)).join(' / ') : null
  const columns: Column<Market>[] = [
    {
      key: 'market',
      title: t('market'),
      card: 'title',
      cell: ({ name }) => <TextLink href={customersOf(data.by, name)}>{name || t('none')}</TextLink>,
    },
    {
      key: 'owed',
      title: t('owed'),
      align: 'right',
      cell: (row) => <Money fen={row.receivables.totalFen} short />,
    },
    {
      key: 'owedShare',
      title: t('share'),
      align: 'right',
      cell: (row) => percent(row.receivables.totalFen, data.receivables.totalFen),
    },
    { key: 'owedTop', title: t('owedTop'), align: 'right', cell: (row) => tops(row.receivables) },
    {
      key: 'sold',
      title: t('sold'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.revenue.totalFen} short />,
    },
    {
      key: 'soldShare',
      title: t('share'),
      align: 'right',
      cell: (row) => percent(row.revenue.totalFen, data.revenue.totalFen),
    },
    { key: 'soldTop', title: t('soldTop'), align: 'right', cell: (row) => tops(row.revenue) },
    {
      key: 'customers',
      title: t('customers'),
      align: 'right',
      cell: (row) => row.customers,
    },
  ]
  return (
    <Panel
      title={t('markets')}
      flush
      extra={
        data.choices.length > 1 && (
          <UrlSelect
            name="by"
            label={t('by')}
            options={data.choices.map(({ by, nameZh, nameEn }) => ({
              value: by,
              label: language === 'en' ? nameEn : nameZh,
            }))}
          />
        )
      }
    >
      <p className="bw-soft biz-concentration-cards">{t('marketsNote')}</p>
      <DataTable columns={columns} rows={data.markets} rowKey={(row) => row.name} empty={t('nothing')} />
      {data.moreMarkets > 0 && (
        <p className="bw-muted biz-concentration-cards">{t('more', { n: data.moreMarkets })}</p>
      )}
    </Panel>
  )
}

/** The customers of one market, by the same field that made it. */
function customersOf(by: string, name: string): string {
  const [param, key] = by === 'city' ? ['fields', 'city'] : ['custom', by.slice('custom.'.length)]
  const test = name === '' ? ({ key, op: 'empty' } as const) : ({ key, op: 'has', text: name } as const)
  return paths.customers({ [param]: writeTests([test]) })
}
