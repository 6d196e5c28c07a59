import { listDealPriority } from '../../../api/deals.ts'
import { FEWEST, FEWEST_DEALS } from '../../../core/deal/priority.ts'
import { dealPriorityText } from '../../../text/web/deal-priority.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { UrlTabs } from '../../ui/filters.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { DEALS_PAGE_SIZE, priorityQuery } from './queries.ts'
import { StageDays } from './stage-days.tsx'

type Reply = ReplyOf<typeof listDealPriority>
type Row = Reply['items'][number]

/** Open deals by chance × money for the effort; those nobody cares for, and those that only cost (C279). */
export function PriorityList() {
  const t = useText(dealPriorityText)
  const { values } = useUrl()
  const reply = useData(listDealPriority, { query: priorityQuery(values) })
  return (
    <>
      <p className="bw-soft biz-detail-sum">
        {t('note')} {basisOf(t, reply)}
        {reply.ended.n >= FEWEST && (
          <>
            <br />
            {t('criterion', { least: FEWEST_DEALS })}
          </>
        )}
      </p>
      <DataTable
        columns={useColumns()}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.deal(row.id)}
        total={reply.total}
        pageSize={DEALS_PAGE_SIZE}
        rowTone={(row) =>
          row.verdict === 'starved' ? 'danger' : row.verdict === 'overfed' ? 'muted' : undefined
        }
        toolbar={
          <UrlTabs
            name="only"
            fallback="all"
            options={[
              { value: 'all', label: t('all') },
              { value: 'starved', label: t('starvedN', { n: reply.starved.n }) },
              { value: 'overfed', label: t('overfedN', { n: reply.overfed.n }) },
            ]}
          />
        }
        empty={
          <EmptyState
            title={t(
              values['only'] === 'starved'
                ? 'noneStarved'
                : values['only'] === 'overfed'
                  ? 'noneOverfed'
                  : 'none',
            )}
            {...(reply.ended.n < FEWEST ? { text: t('tooFew') } : {})}
          />
        }
      />
    </>
  )
}

function basisOf(
  t: ReturnType<typeof useText<keyof (typeof dealPriorityText)['zh']>>,
  { ended, starved }: Reply,
) {
  if (ended.n < FEWEST) return t('tooFewN', { n: ended.n, least: FEWEST })
  const base = t('basis', { n: ended.n, won: ended.won })
  if (starved.n === 0) return base
  return `${base} ${t('starvedSum', { n: starved.n, fen: moneyText(starved.expectedFen) })}`
}

function useColumns(): Column<Row>[] {
  const t = useText(dealPriorityText)
  const { language } = useLanguage()
  return [
    {
      key: 'title',
      title: t('deal'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.deal(row.id)}>{row.title}</TextLink>
          {row.customer && <small className="bw-soft">{row.customer.name}</small>}
        </span>
      ),
    },
    {
      key: 'verdict',
      title: t('verdict'),
      cell: (row) =>
        row.verdict && (
          <span className={`bw-tag ${row.verdict === 'starved' ? 'bw-tag-danger' : ''}`}>
            {t(row.verdict)}
          </span>
        ),
    },
    {
      key: 'expected',
      title: t('expected'),
      align: 'right',
      card: 'side',
      cell: (row) => (row.expectedFen === null ? null : <Money fen={row.expectedFen} short />),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      cell: (row) => (row.amountFen === null ? null : <Money fen={row.amountFen} short />),
    },
    { key: 'chance', title: t('chance'), align: 'right', cell: (row) => <Chance row={row} /> },
    {
      key: 'effort',
      title: t('effort'),
      align: 'right',
      cell: (row) => t('effortN', { n: row.effort }),
    },
    {
      key: 'quiet',
      title: t('quiet'),
      align: 'right',
      cell: (row) => (row.quietDays === null ? null : t('days', { n: row.quietDays })),
    },
    {
      key: 'stage',
      title: t('stage'),
      cell: (row) => (
        <span className="bw-row bw-wrap">
          {language === 'en' ? row.stage.nameEn || row.stage.name : row.stage.name} <StageDays deal={row} />
        </span>
      ),
    },
    {
      key: 'responsible',
      title: t('responsible'),
      card: 'foot',
      cell: (row) => row.responsible && <Person name={row.responsible.name} />,
    },
  ]
}

/** A share with the cases behind it and how far it may be off; of too few it is said that they are few. */
function Chance({ row: { chance } }: { row: Row }) {
  const t = useText(dealPriorityText)
  if (chance === null) return <span className="bw-muted">{t('chanceUnknown')}</span>
  const percent = (bp: number) => `${Math.round(bp / 100)}%`
  return (
    <span className="biz-two-lines">
      {percent(chance.bp)}
      <small className="bw-soft">
        {t(`basis_${chance.basis}`, {
          n: chance.n,
          low: percent(chance.lowBp),
          high: percent(chance.highBp),
        })}
      </small>
    </span>
  )
}
