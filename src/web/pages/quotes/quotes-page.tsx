import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { exportQuotes, listQuotes, type QuoteRow } from '../../../api/quotes.ts'
import { QUOTE_STATUSES } from '../../../core/quote/course.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { useData } from '../../api.ts'
import { useCustomColumns } from '../../parts/custom-words.tsx'
import { useExportHref } from '../../parts/export-href.ts'
import { ColumnChoice } from '../../parts/list-columns.tsx'
import { type FieldOptions, useChosenColumns, useFieldWord } from '../../parts/list-fields.tsx'
import { FilterTags, ListFilter } from '../../parts/list-filter.tsx'
import { ListViews } from '../../parts/list-views.tsx'
import { NoRecords } from '../../parts/no-records.tsx'
import { usePeople } from '../../parts/people.ts'
import { QuoteClock, QuoteStatusTag } from '../../parts/quote-clock.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { BookedMoney, Money } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import '../../parts/parts.css'
import { laterOpened } from '../../ui/later.tsx'
import { QUOTES_PAGE_SIZE, quotesQuery } from './queries.ts'

const RequestQuoteDrawer = laterOpened(
  async () => (await import('../../parts/request-quote.tsx')).RequestQuoteDrawer,
)

/** Whom we let wait: the longest waiting first, then what customers still have to decide [C058]. */
export function QuotesPage() {
  const t = useText(quotesText)
  const may = useMay()
  const { values } = useUrl()
  const [asking, setAsking] = useState(false)
  const reply = useData(listQuotes, { query: quotesQuery(values) })
  const exportHref = useExportHref(exportQuotes, { ...quotesQuery(values), cols: values['cols'] })
  const ask = may('quote.write') ? () => setAsking(true) : null
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note', { n: reply.limitDays })}
        actions={
          ask && (
            <Button type="primary" icon={<PlusOutlined />} onClick={ask}>
              {t('request')}
            </Button>
          )
        }
      />
      <Filters counts={reply.counts} />
      <DataTable
        columns={useColumns()}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.quote(row.id)}
        total={reply.total}
        pageSize={QUOTES_PAGE_SIZE}
        exportHref={exportHref}
        rowTone={(row) => (row.clock.isLate ? 'danger' : row.status === 'lost' ? 'muted' : undefined)}
        empty={<NoQuotes onAsk={ask} />}
      />
      <RequestQuoteDrawer open={asking} onClose={() => setAsking(false)} />
    </>
  )
}

function Filters({ counts }: { counts: { late: number; waiting: number; sent: number } }) {
  const t = useText(quotesText)
  const people = usePeople()
  const options = useOptions()
  const withCount = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  return (
    <>
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="open"
          options={[
            { value: 'open', label: t('open') },
            { value: 'late', label: withCount(t('late'), counts.late) },
            { value: 'waiting', label: withCount(t('waiting'), counts.waiting) },
            { value: 'sent', label: withCount(t('sentTab'), counts.sent) },
            { value: 'decided', label: t('decided') },
            { value: 'all', label: t('all') },
          ]}
        />
        <ListViews list="quote" />
        <UrlSearch label={t('search')} />
        {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
        <ListFilter list="quote" options={options} />
        <ColumnChoice list="quote" />
      </FilterBar>
      <FilterTags list="quote" options={options} />
    </>
  )
}

function NoQuotes({ onAsk }: { onAsk: (() => void) | null }) {
  const t = useText(quotesText)
  const { values } = useUrl()
  const isNarrowed = Boolean(values.q || values.responsibleId || values['fields'] || values['custom'])
  if (values.view === 'late' && !isNarrowed) {
    return <EmptyState title={t('emptyLateTitle')} text={t('emptyLateText')} />
  }
  return (
    <NoRecords
      t={t}
      isFiltered={isNarrowed || Boolean(values.view)}
      href={paths.quotes()}
      create={onAsk && { label: t('request'), onClick: onAsk }}
    />
  )
}

/** What the choices of the list are called. */
function useOptions(): FieldOptions {
  const t = useText(quotesText)
  return { responsible: usePeople(), status: QUOTE_STATUSES.map((value) => ({ value, label: t(value) })) }
}

function useColumns(): Column<QuoteRow>[] {
  const t = useText(quotesText)
  const own = useCustomColumns<QuoteRow>('quote')
  const facts = useFactColumns()
  return useChosenColumns('quote', [
    {
      key: 'title',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.quote(row.id)}>{row.title}</TextLink>
          <span className="bw-muted">{row.customer?.name ?? row.deal?.title}</span>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <BookedMoney as="list" fen={row.amountFen} currency={row.currency} original={row.original} />
      ),
    },
    { key: 'status', title: t('status'), cell: (row) => <QuoteStatusTag quote={row} /> },
    { key: 'clock', title: t('clock'), cell: (row) => <QuoteClock quote={row} /> },
    { key: 'asked_on', title: t('askedAt'), card: 'hide', cell: (row) => <Moment at={row.askedAt} /> },
    {
      key: 'valid_until',
      title: t('validUntil'),
      cell: (row) => (row.validUntil ? <Day day={row.validUntil} near={row.status === 'sent'} /> : null),
    },
    { key: 'responsible', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
    ...facts,
    ...own,
  ])
}

/** What is shown to whoever chose it. */
function useFactColumns(): Column<QuoteRow>[] {
  const name = useFieldWord('quote')
  return [
    { key: 'code', title: name('code'), cell: (row) => row.code },
    { key: 'customer', title: name('customer'), cell: (row) => row.customer?.name },
    { key: 'currency', title: name('currency'), cell: (row) => row.currency },
    {
      key: 'original',
      title: name('original'),
      align: 'right',
      cell: (row) => <Money fen={row.original?.minor ?? row.amountFen} currency={row.currency} />,
    },
    { key: 'sent_on', title: name('sent_on'), cell: (row) => <Moment at={row.sentAt} /> },
  ]
}
