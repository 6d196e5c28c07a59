import { Button } from 'antd'
import { useState } from 'react'
import { type ContractRow, listContracts } from '../../api/contracts.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Day } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { BookedMoney } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { useAsOf } from '../ui/url.tsx'
import { ApprovalTag } from './approval-tag.tsx'
import { CreateContractDrawer } from './create-contract.tsx'

/** The contracts of a customer, what ends soonest first; not while looking back, they are those of now. */
export function ContractsPanel({ customer }: { customer: { id: string; name: string } }) {
  const t = useText(contractsText)
  const may = useMay()
  const asOf = useAsOf()
  const [creating, setCreating] = useState(false)
  const { data } = useLater(listContracts, {
    query: { customerId: customer.id, view: 'all', size: 8, page: 1 },
    enabled: may('contract.read') && !asOf,
  })
  const columns: Column<ContractRow>[] = [
    { key: 'number', title: t('number'), card: 'title', cell: (row) => <RowLink>{row.number}</RowLink> },
    { key: 'approval', title: t('approval'), cell: (row) => <ApprovalTag contract={row} /> },
    { key: 'ends', title: t('endsOn'), cell: (row) => (row.endsOn ? <Day day={row.endsOn} near /> : null) },
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
  if (asOf || !data || (data.items.length === 0 && !may('contract.write'))) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        may('contract.write') && (
          <Button size="small" onClick={() => setCreating(true)}>
            {t('create')}
          </Button>
        )
      }
    >
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.contract(row.id)}
        rowTone={(row) => (row.status === 'ended' ? 'muted' : undefined)}
        empty={<EmptyState title={t('panelNone')} />}
      />
      <CreateContractDrawer open={creating} onClose={() => setCreating(false)} customer={customer} />
    </Panel>
  )
}
