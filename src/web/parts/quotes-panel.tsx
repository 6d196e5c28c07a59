import { Button } from 'antd'
import { useState } from 'react'
import { listQuotes, type QuoteRow } from '../../api/quotes.ts'
import { quotesText } from '../../text/web/quotes.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { BookedMoney } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { useAsOf } from '../ui/url.tsx'
import { QuoteClock, QuoteStatusTag } from './quote-clock.tsx'

const RequestQuoteDrawer = laterOpened(async () => (await import('./request-quote.tsx')).RequestQuoteDrawer)

type Props = {
  customer?: { id: string; name: string } | undefined
  deal?: { id: string; title: string; currency?: string } | undefined
}

/** The quotes of a deal or a customer, what they wait for first; one tap notes that they ask for one. */
export function QuotesPanel({ customer, deal }: Props) {
  const t = useText(quotesText)
  const may = useMay()
  const asOf = useAsOf()
  const [asking, setAsking] = useState(false)
  const of = deal ? { dealId: deal.id } : { customerId: customer?.id }
  const { data } = useLater(listQuotes, {
    query: { ...of, view: 'all', size: 8, page: 1, asOf },
    enabled: may('quote.read'),
  })
  const columns: Column<QuoteRow>[] = [
    { key: 'title', title: t('name'), card: 'title', cell: (row) => <RowLink>{row.title}</RowLink> },
    { key: 'status', title: t('status'), cell: (row) => <QuoteStatusTag quote={row} /> },
    { key: 'clock', title: t('clock'), cell: (row) => <QuoteClock quote={row} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <BookedMoney as="list" fen={row.amountFen} currency={row.currency} original={row.original} />
      ),
    },
  ]
  if (!data || (data.items.length === 0 && (asOf || !may('quote.write')))) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        !asOf &&
        may('quote.write') && (
          <Button size="small" onClick={() => setAsking(true)}>
            {t('ask')}
          </Button>
        )
      }
    >
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.quote(row.id)}
        rowTone={(row) => (row.clock.isLate ? 'danger' : undefined)}
        empty={<EmptyState title={t('panelNone')} />}
      />
      <RequestQuoteDrawer open={asking} onClose={() => setAsking(false)} customer={customer} deal={deal} />
    </Panel>
  )
}
