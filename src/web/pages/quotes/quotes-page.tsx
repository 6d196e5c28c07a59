import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { exportQuotes, listQuotes, type QuoteRow } from '../../../api/quotes.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { urlOf, useData } from '../../api.ts'
import { NoRecords } from '../../parts/no-records.tsx'
import { usePeople } from '../../parts/people.ts'
import { QuoteClock, QuoteStatusTag } from '../../parts/quote-clock.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { BookedMoney } from '../../ui/money.tsx'
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
        exportHref={
          may('export.run')
            ? urlOf(exportQuotes, {
                query: { q: values.q, view: values.view, responsibleId: values.responsibleId },
              })
            : undefined
        }
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
  const withCount = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  return (
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
      <UrlSearch label={t('search')} />
      {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
    </FilterBar>
  )
}

function NoQuotes({ onAsk }: { onAsk: (() => void) | null }) {
  const t = useText(quotesText)
  const { values } = useUrl()
  if (values.view === 'late' && !values.q && !values.responsibleId) {
    return <EmptyState title={t('emptyLateTitle')} text={t('emptyLateText')} />
  }
  return (
    <NoRecords
      t={t}
      isFiltered={Boolean(values.q || values.responsibleId || values.view)}
      href={paths.quotes()}
      create={onAsk && { label: t('request'), onClick: onAsk }}
    />
  )
}

function useColumns(): Column<QuoteRow>[] {
  const t = useText(quotesText)
  return [
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
    { key: 'asked', title: t('askedAt'), card: 'hide', cell: (row) => <Moment at={row.askedAt} /> },
    {
      key: 'valid',
      title: t('validUntil'),
      cell: (row) => (row.validUntil ? <Day day={row.validUntil} near={row.status === 'sent'} /> : null),
    },
    { key: 'who', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
  ]
}
