import { Button } from 'antd'
import { exportAgeing } from '../../../api/receivables.ts'
import { receivablesText } from '../../../text/web/receivables.ts'
import { urlOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FilterBar, UrlSearch } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { useGo, useUrl } from '../../ui/url.tsx'
import { useBucketWords } from './buckets.tsx'
import type { Ageing } from './queries.ts'

type Row = Ageing['customers'][number]

/** Ageing by customer; a row opens the instalments behind it. */
export function AgeingByCustomer({ reply }: { reply: Ageing }) {
  const t = useText(receivablesText)
  const may = useMay()
  const { values, set } = useUrl()
  const hidden = reply.customerCount - reply.customers.length
  return (
    <>
      <FilterBar>
        <UrlSearch label={t('search')} />
      </FilterBar>
      <DataTable
        columns={useColumns(reply)}
        rows={reply.customers}
        rowKey={(row) => row.id}
        rowHref={(row) =>
          paths.receivables({ ...values, bucket: undefined, page: undefined, customerId: row.id })
        }
        exportHref={
          may('export.run') ? urlOf(exportAgeing, { query: { known: values.known, q: values.q } }) : undefined
        }
        rowTone={(row) => (row.maxOverdueDays > 60 ? 'danger' : undefined)}
        toolbar={
          <>
            <span className="bw-muted">
              {hidden > 0
                ? t('showing', { n: reply.customers.length, total: reply.customerCount })
                : t('showingAll', { total: reply.customerCount })}
            </span>
            {hidden > 0 && values.all !== 'true' && (
              <Button size="small" type="link" onClick={() => set({ all: 'true' })}>
                {t('showAll')}
              </Button>
            )}
          </>
        }
        empty={<NothingOwed />}
        {...(values.q ? {} : { summary: sumsOf(reply, t('sum')) })}
      />
    </>
  )
}

function useColumns(reply: Ageing): Column<Row>[] {
  const t = useText(receivablesText)
  const bucketWords = useBucketWords()
  const disputed: Column<Row> = {
    key: 'disputed',
    title: t('disputedMoney'),
    align: 'right',
    cell: (row) => (row.disputedFen > 0 ? <Money fen={row.disputedFen} /> : null),
  }
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <RowLink>{row.name}</RowLink>,
    },
    { key: 'who', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
    { key: 'open', title: t('open'), align: 'right', cell: (row) => <Money fen={row.openFen} /> },
    {
      key: 'overdue',
      title: t('overdue'),
      align: 'right',
      card: 'side',
      cell: (row) => (row.overdueFen > 0 ? <Money fen={row.overdueFen} tone="danger" /> : null),
    },
    {
      key: 'max',
      title: t('maxDays'),
      align: 'right',
      cell: (row) =>
        row.maxOverdueDays > 0 ? (
          <span className="bw-num">{t('days', { n: row.maxOverdueDays })}</span>
        ) : null,
    },
    ...(reply.disputed.amountFen > 0 ? [disputed] : []),
    ...reply.buckets.map((bucket, index) => ({
      key: `bucket${index}`,
      title: bucketWords(bucket, true),
      align: 'right' as const,
      card: 'hide' as const,
      cell: (row: Row) =>
        row.bucketFen[index] ? (
          <span className="biz-bucket-cell" data-tone={index}>
            <Money fen={row.bucketFen[index]} short />
          </span>
        ) : (
          <span className="bw-muted">—</span>
        ),
    })),
  ]
}

/** Totals of everybody, not only of the rows shown: they tie to the figures above. */
function sumsOf(reply: Ageing, word: string) {
  return {
    customer: word,
    open: <Money fen={reply.open.amountFen} />,
    overdue: <Money fen={reply.overdue.amountFen} />,
    disputed: <Money fen={reply.disputed.amountFen} />,
    ...Object.fromEntries(
      reply.buckets.map((bucket, index) => [
        `bucket${index}`,
        <Money key={bucket.label} fen={bucket.amountFen} short />,
      ]),
    ),
  }
}

function NothingOwed() {
  const t = useText(receivablesText)
  const may = useMay()
  const go = useGo()
  const { values, set } = useUrl()
  if (values.q) {
    return (
      <EmptyState
        title={t('emptyFilteredTitle')}
        action={<Button onClick={() => set({ q: undefined })}>{t('clear')}</Button>}
      />
    )
  }
  if (values.asOf) return <EmptyState title={t('emptyTitle')} text={t('emptyPastText')} />
  return (
    <EmptyState
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        may('import.run') && (
          <Button type="primary" onClick={() => go(paths.imports())}>
            {t('goImport')}
          </Button>
        )
      }
    />
  )
}
