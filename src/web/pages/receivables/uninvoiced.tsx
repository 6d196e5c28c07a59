import { Button } from 'antd'
import { exportUninvoiced, listUninvoiced } from '../../../api/uninvoiced.ts'
import { OLD_DAYS } from '../../../core/order/uninvoiced.ts'
import { uninvoicedText } from '../../../text/web/uninvoiced.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'

type Row = ReplyOf<typeof listUninvoiced>['items'][number]

const SIZE = 50

/** What is delivered or due by contract and not invoiced, the oldest first [C053]. */
export function Uninvoiced() {
  const t = useText(uninvoicedText)
  const people = usePeople()
  const { values, set } = useUrl()
  const narrowed = {
    asOf: values.asOf,
    q: values.q,
    responsibleId: values.responsibleId,
    tails: values.tails,
  }
  const { data } = useLater(listUninvoiced, {
    query: { ...narrowed, page: Number(values.page ?? 1), size: SIZE },
  })
  const columns = useColumns()
  const exportHref = useExportHref(exportUninvoiced, narrowed)
  const isNarrowed = Boolean(values.q || values.responsibleId)
  return (
    <>
      <FilterBar>
        <UrlSearch label={t('search')} />
        {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
      </FilterBar>
      <p className="bw-soft biz-uninvoiced-note">{t('note')}</p>
      {data && data.tails.n > 0 && (
        <p className="bw-muted biz-uninvoiced-note">
          {t('tails', { n: data.tails.n, percent: data.tails.percent, amount: moneyText(data.tails.fen) })}{' '}
          <Button type="link" size="small" onClick={() => set({ tails: values.tails ? undefined : 'true' })}>
            {t(values.tails ? 'tailsHide' : 'tailsShow')}
          </Button>
        </p>
      )}
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => `${row.kind} ${row.id} ${row.since}`}
          total={data.total}
          pageSize={SIZE}
          exportHref={exportHref}
          rowTone={(row) => (row.days >= OLD_DAYS ? 'danger' : undefined)}
          toolbar={
            data.total > 0 && (
              <span className="bw-muted">
                {t('sum', { amount: moneyText(data.sumFen) })}
                {data.oldFen > 0 && ` · ${t('old', { amount: moneyText(data.oldFen) })}`}
              </span>
            )
          }
          empty={
            isNarrowed ? (
              <EmptyState title={t('none')} />
            ) : (
              <EmptyState title={t('empty')} text={t('emptyText')} />
            )
          }
        />
      )}
    </>
  )
}

function useColumns(): Column<Row>[] {
  const t = useText(uninvoicedText)
  return [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <span className="bw-row">
            <TextLink href={row.kind === 'order' ? paths.order(row.id) : paths.contract(row.id)}>
              {row.number}
            </TextLink>
            <span className="bw-tag">{t(row.kind)}</span>
          </span>
          <span className="bw-muted">{[row.customer.name, row.title].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    {
      key: 'since',
      title: t('since'),
      cell: (row) => (
        <span>
          <Day day={row.since} /> <span className="bw-muted">{t('days', { n: row.days })}</span>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'hide',
      cell: (row) => (row.amountFen === null ? null : <Money fen={row.amountFen} />),
    },
    {
      key: 'invoiced',
      title: t('invoiced'),
      align: 'right',
      card: 'hide',
      cell: (row) => <Money fen={row.invoicedFen} />,
    },
    {
      key: 'rest',
      title: t('rest'),
      align: 'right',
      card: 'side',
      cell: (row) =>
        row.restFen === null ? <span className="bw-soft">{t('noAmount')}</span> : <Money fen={row.restFen} />,
    },
    { key: 'who', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
  ]
}
