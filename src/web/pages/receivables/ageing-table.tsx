import { Button, Segmented, Tag } from 'antd'
import { exportAgeing } from '../../../api/receivables.ts'
import { AGEING_BASES, AGEING_GROUPS } from '../../../core/receivable/ageing-group.ts'
import { ageingText } from '../../../text/web/ageing.ts'
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
import { type Ageing, groupingOf } from './queries.ts'

type Row = Ageing['customers'][number]

/** The ageing by what was chosen: groups, then the customers of one, then a customer's instalments. */
export function AgeingTable({ reply }: { reply: Ageing }) {
  const { values } = useUrl()
  const isGrouped = reply.by !== 'customer' && !values['group']
  return (
    <>
      <Choices reply={reply} />
      {isGrouped ? <AgeingByGroup reply={reply} /> : <AgeingByCustomer reply={reply} />}
    </>
  )
}

function Choices({ reply }: { reply: Ageing }) {
  const a = useText(ageingText)
  const { values, set } = useUrl()
  const chosen = reply.groups.find(({ key }) => key === values['group'])
  return (
    <div className="biz-tabs">
      <Segmented
        aria-label={a('by')}
        value={reply.by}
        options={AGEING_GROUPS.map((by) => ({ value: by, label: a(`by_${by}`) }))}
        onChange={(by) => set({ by: by === 'customer' ? undefined : by, group: undefined, page: undefined })}
      />{' '}
      <Segmented
        aria-label={a('basis')}
        value={reply.basis}
        options={AGEING_BASES.map((basis) => ({ value: basis, label: a(`basis_${basis}`) }))}
        onChange={(basis) => set({ basis: basis === 'due' ? undefined : basis, bucket: undefined })}
      />
      {values['group'] && (
        <Tag closable onClose={() => set({ group: undefined })}>
          {chosen ? (chosen.name ?? a('nobody')) : a('gone')}
        </Tag>
      )}
    </div>
  )
}

type Group = Ageing['groups'][number]

function AgeingByGroup({ reply }: { reply: Ageing }) {
  const t = useText(receivablesText)
  const a = useText(ageingText)
  const may = useMay()
  const { values } = useUrl()
  const bucketWords = useBucketWords(reply.basis)
  const columns: Column<Group>[] = [
    {
      key: 'group',
      title: a(`by_${reply.by}`),
      card: 'title',
      cell: (row) => <RowLink>{row.name ?? a('nobody')}</RowLink>,
    },
    { key: 'n', title: a('customers'), align: 'right', cell: (row) => row.customers },
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
      cell: (row) => (row.maxOverdueDays > 0 ? t('days', { n: row.maxOverdueDays }) : null),
    },
    ...reply.buckets.map((bucket, index) => ({
      key: `bucket${index}`,
      title: bucketWords(bucket, true),
      align: 'right' as const,
      card: 'hide' as const,
      cell: (row: Group) => (row.bucketFen[index] ? <Money fen={row.bucketFen[index]} short /> : '—'),
    })),
  ]
  return (
    <>
      {reply.by === 'city' && <p className="bw-soft biz-hint">{a('cityToday')}</p>}
      <DataTable
        columns={columns}
        rows={reply.groups}
        rowKey={(row) => row.key}
        rowHref={(row) =>
          paths.receivables({ ...values, bucket: undefined, page: undefined, group: row.key })
        }
        exportHref={
          may('export.run')
            ? urlOf(exportAgeing, { query: { known: values.known, q: values.q, ...groupingOf(values) } })
            : undefined
        }
        empty={<NothingOwed />}
        summary={{ ...sumsOf(reply, t('sum')), group: t('sum') }}
      />
    </>
  )
}

/** Ageing by customer; a row opens the instalments behind it. */
function AgeingByCustomer({ reply }: { reply: Ageing }) {
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
          may('export.run')
            ? urlOf(exportAgeing, { query: { known: values.known, q: values.q, ...groupingOf(values) } })
            : undefined
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
        {...(values.q || values['group'] ? {} : { summary: sumsOf(reply, t('sum')) })}
      />
    </>
  )
}

function useColumns(reply: Ageing): Column<Row>[] {
  const t = useText(receivablesText)
  const bucketWords = useBucketWords(reply.basis)
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
