import { Button } from 'antd'
import { type DealRow, exportDeals, listDeals } from '../../../api/deals.ts'
import { viewValues } from '../../../core/list/saved-view.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { fromUrl, urlOf, useData } from '../../api.ts'
import { useCustomColumns } from '../../parts/custom-words.tsx'
import { useChosenColumns, useFieldWord } from '../../parts/list-fields.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { BookedMoney } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import { DEALS_PAGE_SIZE, dealsQuery, outcomeOf, sortOf } from './queries.ts'
import { isStuck, StageDays } from './stage-days.tsx'

export function DealList({ onCreate }: { onCreate: () => void }) {
  const may = useMay()
  const { values } = useUrl()
  const reply = useData(listDeals, { query: dealsQuery(values) })
  return (
    <DataTable
      columns={useColumns()}
      rows={reply.items}
      rowKey={(row) => row.id}
      rowHref={(row) => paths.deal(row.id)}
      total={reply.total}
      pageSize={DEALS_PAGE_SIZE}
      defaultSort={sortOf(values)}
      exportHref={
        may('export.run')
          ? urlOf(exportDeals, { query: fromUrl(exportDeals, values, { outcome: outcomeOf(values) }) })
          : undefined
      }
      rowTone={(row) => (row.outcome === 'lost' ? 'muted' : isStuck(row) ? 'danger' : undefined)}
      empty={<NoDeals onCreate={onCreate} />}
    />
  )
}

/** An empty list after filtering offers to clear them; a company without deals is told where to begin. */
export function NoDeals({ onCreate }: { onCreate: () => void }) {
  const t = useText(dealsText)
  const may = useMay()
  const go = useGo()
  const { values } = useUrl()
  const { sort, cols, ...filters } = viewValues('deal', values)
  const filtered =
    Object.keys(filters).length > 0 || values['asOf'] !== undefined || values['passage'] !== undefined
  if (filtered) {
    return (
      <EmptyState
        title={t('emptyFilteredTitle')}
        text={t('emptyFilteredText')}
        action={<Button onClick={() => go(paths.deals({ view: values.view }))}>{t('clearFilters')}</Button>}
      />
    )
  }
  return (
    <EmptyState
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        <div className="bw-row">
          {may('deal.write') && (
            <Button type="primary" onClick={onCreate}>
              {t('create')}
            </Button>
          )}
          {may('import.run') && <Button onClick={() => go(paths.imports())}>{t('goImport')}</Button>}
        </div>
      }
    />
  )
}

function useColumns(): Column<DealRow>[] {
  const t = useText(dealsText)
  const { language } = useLanguage()
  const own = useCustomColumns<DealRow>('deal')
  const personAndDates = usePersonAndDates()
  const facts = useFactColumns()
  return useChosenColumns('deal', [
    {
      key: 'title',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <span className="biz-deal-name">
          <TextLink href={paths.deal(row.id)}>{row.title}</TextLink>
          <span className="bw-muted">{row.customer?.name ?? t('noCustomer')}</span>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      sort: { desc: 'amount' },
      cell: (row) => (
        <BookedMoney as="list" fen={row.amountFen} currency={row.currency} original={row.original} />
      ),
    },
    {
      key: 'stage',
      title: t('stage'),
      cell: (row) => (
        <span className={row.outcome === 'won' ? 'bw-tag bw-tag-accent' : 'bw-tag'}>
          {row.outcome === 'undated'
            ? t('undated')
            : language === 'en'
              ? row.stage.nameEn || row.stage.name
              : row.stage.name}
        </span>
      ),
    },
    {
      key: 'stage_days',
      title: t('stageDays'),
      sort: { desc: 'stage-days' },
      cell: (row) => (row.outcome === 'open' ? <StageDays deal={row} /> : null),
    },
    {
      key: 'quiet_days',
      title: t('quiet'),
      sort: { desc: 'quiet' },
      cell: (row) =>
        row.quietDays === null || row.outcome !== 'open' ? null : (
          <span className={row.quietDays > 7 ? 'bw-warn' : ''}>{t('quietDays', { n: row.quietDays })}</span>
        ),
    },
    ...personAndDates,
    ...facts,
    ...own,
  ])
}

/** What is shown to whoever chose it. */
function useFactColumns(): Column<DealRow>[] {
  const name = useFieldWord('deal')
  return [
    { key: 'created_on', title: name('created_on'), cell: (row) => <Day day={row.createdOn} /> },
    { key: 'closed_on', title: name('closed_on'), cell: (row) => <Day day={row.closedOn} /> },
    { key: 'product', title: name('product'), cell: (row) => row.product },
    { key: 'currency', title: name('currency'), cell: (row) => row.currency },
    { key: 'code', title: name('code'), cell: (row) => row.code },
    { key: 'lost_reason', title: name('lost_reason'), cell: (row) => row.lostReason },
    { key: 'competitor', title: name('competitor'), cell: (row) => row.competitor },
  ]
}

function usePersonAndDates(): Column<DealRow>[] {
  const t = useText(dealsText)
  return [
    { key: 'responsible', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
    {
      key: 'expected_on',
      title: t('expected'),
      sort: { asc: 'expected' },
      card: 'hide',
      cell: (row) => <Day day={row.closedOn ?? row.expectedCloseOn} />,
    },
    {
      key: 'open_alerts',
      title: t('openAlerts'),
      align: 'right',
      card: 'hide',
      cell: (row) =>
        row.openAlerts > 0 ? (
          <TextLink href={paths.alerts({ subjectId: row.id })} className="bw-tag bw-tag-danger">
            {t('alertsCount', { n: row.openAlerts })}
          </TextLink>
        ) : null,
    },
  ]
}
