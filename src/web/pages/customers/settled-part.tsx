import { Spin } from 'antd'
import { useState } from 'react'
import { customerSettled } from '../../../api/customer-settled.ts'
import { customersText } from '../../../text/web/customers.ts'
import { type CallError, type ReplyOf, useLater } from '../../api.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { LedgerMoney } from '../../ui/money.tsx'
import { Pager } from '../../ui/pager.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import type { Customer } from './queries.ts'

const SIZE = 20

type Settled = ReplyOf<typeof customerSettled>['items'][number]

/** What has been settled in full, a page at a time: years of it are behind a customer of long standing. */
export function SettledRows({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const [page, setPage] = useState(1)
  const { data, error } = useLater(customerSettled, {
    params: { id: customer.id },
    query: { asOf: customer.asOf ?? undefined, page, size: SIZE },
  })
  const columns: Column<Settled>[] = [
    {
      key: 'invoice',
      title: t('invoice'),
      card: 'title',
      cell: (row) => (
        <span>
          {row.invoiceNumber} {row.label && <span className="bw-muted">{row.label}</span>}
        </span>
      ),
    },
    { key: 'due', title: t('due'), cell: (row) => <Day day={row.dueOn} /> },
    { key: 'settled', title: t('settledOn'), cell: (row) => <Day day={row.settledOn} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <LedgerMoney fen={row.amountFen} original={row.original} />,
    },
  ]
  if (error) return <ErrorNote error={error as CallError} />
  if (!data) return <Spin />
  return (
    <>
      <h3 className="biz-part-title">{t('settledTitle', { n: data.total })}</h3>
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowTone={() => 'muted'}
        empty={<EmptyState title={t('settledNone')} />}
      />
      {data.total > SIZE && (
        <div className="biz-more">
          <Pager page={page} pageSize={SIZE} total={data.total} onPage={setPage} />
        </div>
      )}
    </>
  )
}
