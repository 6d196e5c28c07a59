import { Button } from 'antd'
import { useState } from 'react'
import { type ContractRow, contractCover, listContracts } from '../../api/contracts.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Day } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { BookedMoney, Money } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { useAsOf } from '../ui/url.tsx'
import { ApprovalTag } from './approval-tag.tsx'

const CreateContractDrawer = laterOpened(
  async () => (await import('./create-contract.tsx')).CreateContractDrawer,
)

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
      <CoverOfCustomer customerId={customer.id} />
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

/** What is done under no contract stands where contracts stand, and only when there is any (C073). */
function CoverOfCustomer({ customerId }: { customerId: string }) {
  const t = useText(contractsText)
  const { data } = useLater(contractCover, { params: { id: customerId } })
  if (!data?.isKept || data.uncontractedFen <= 0) return null
  const isBeyond = data.leftFen < data.uncontractedFen
  return (
    <p className={`biz-task-none ${isBeyond ? 'bw-warn' : 'bw-soft'}`}>
      {t('coverNote')} <Money fen={data.uncontractedFen} /> · {t('coverLeft')} <Money fen={data.leftFen} />
      {' · '}
      {t(isBeyond ? 'coverBeyond' : 'coverFine')}
    </p>
  )
}
