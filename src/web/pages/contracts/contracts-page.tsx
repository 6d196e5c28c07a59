import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { type ContractRow, listContracts } from '../../../api/contracts.ts'
import { exportContracts } from '../../../api/list-exports.ts'
import { archiveText } from '../../../text/web/contract-archive.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { useData } from '../../api.ts'
import { ApprovalTag } from '../../parts/approval-tag.tsx'
import { useCustomColumns } from '../../parts/custom-words.tsx'
import { useExportHref } from '../../parts/export-href.ts'
import { ColumnChoice } from '../../parts/list-columns.tsx'
import { type FieldOptions, useChosenColumns, useFieldWord } from '../../parts/list-fields.tsx'
import { FilterTags, ListFilter } from '../../parts/list-filter.tsx'
import { ListViews } from '../../parts/list-views.tsx'
import { NoRecords } from '../../parts/no-records.tsx'
import '../../parts/parts.css'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { BookedMoney, Money } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import { Archive } from './archive.tsx'
import { OutsideTag } from './changes.tsx'
import { CONTRACTS_PAGE_SIZE, contractsQuery, looksInArchive } from './queries.ts'

const CreateContractDrawer = laterOpened(
  async () => (await import('../../parts/create-contract.tsx')).CreateContractDrawer,
)
const NumberGapsDrawer = laterOpened(async () => (await import('./number-gaps.tsx')).NumberGapsDrawer)

/** What runs out soonest, and what nobody has approved [C073 C075]. */
export function ContractsPage() {
  const t = useText(contractsText)
  const may = useMay()
  const { values } = useUrl()
  const [creating, setCreating] = useState(false)
  const [checking, setChecking] = useState(false)
  const go = useGo()
  const columns = useColumns()
  const create = may('contract.write') ? () => setCreating(true) : null
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            {may('export.run') && <Button onClick={() => setChecking(true)}>{t('numbers')}</Button>}
            <Button onClick={() => go(paths.templates())}>{t('templates')}</Button>
            {create && (
              <Button type="primary" icon={<PlusOutlined />} onClick={create}>
                {t('create')}
              </Button>
            )}
          </>
        }
      />
      <NumberGapsDrawer open={checking} onClose={() => setChecking(false)} />
      {looksInArchive(values) ? (
        <Archive columns={columns} />
      ) : (
        <Running columns={columns} onCreate={create} />
      )}
      <CreateContractDrawer open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function Running({ columns, onCreate }: { columns: Column<ContractRow>[]; onCreate: (() => void) | null }) {
  const t = useText(contractsText)
  const archive = useText(archiveText)
  const { values } = useUrl()
  const reply = useData(listContracts, { query: contractsQuery(values) })
  const exportHref = useExportHref(exportContracts, { ...contractsQuery(values), cols: values['cols'] })
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
            { value: 'ending', label: withCount(t('ending'), reply.counts.ending) },
            { value: 'unapproved', label: withCount(t('unapproved'), reply.counts.unapproved) },
            { value: 'ended', label: t('ended') },
            { value: 'all', label: t('all') },
            { value: 'archive', label: archive('tab') },
          ]}
        />
        <ListViews list="contract" />
        <UrlSearch label={archive('search')} />
        <ListFilter list="contract" options={options} />
        <ColumnChoice list="contract" />
      </FilterBar>
      <FilterTags list="contract" options={options} />
      <DataTable
        columns={columns}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.contract(row.id)}
        total={reply.total}
        pageSize={CONTRACTS_PAGE_SIZE}
        exportHref={exportHref}
        rowTone={(row) =>
          row.status === 'ended' ? 'muted' : (row.daysLeft ?? 99) <= 1 ? 'danger' : undefined
        }
        empty={<NoContracts onCreate={onCreate} />}
      />
    </>
  )
}

function NoContracts({ onCreate }: { onCreate: (() => void) | null }) {
  const t = useText(contractsText)
  const { values } = useUrl()
  return (
    <NoRecords
      t={t}
      isFiltered={Boolean(values.view || values['fields'] || values['custom'])}
      href={paths.contracts()}
      create={onCreate && { label: t('create'), onClick: onCreate }}
    />
  )
}

/** What the choices of the list are called. */
function useOptions(): FieldOptions {
  const t = useText(contractsText)
  return {
    responsible: usePeople(),
    approval: [
      { value: 'approved', label: t('approved') },
      { value: 'unapproved', label: t('notApproved') },
    ],
    status: [
      { value: 'open', label: t('open') },
      { value: 'ended', label: t('ended') },
    ],
  }
}

function useColumns(): Column<ContractRow>[] {
  const t = useText(contractsText)
  const own = useCustomColumns<ContractRow>('contract')
  const facts = useFactColumns()
  return useChosenColumns('contract', [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.contract(row.id)}>{row.number}</TextLink>
          <span className="bw-muted">{[row.customer.name, row.title].filter(Boolean).join(' · ')}</span>
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
    {
      key: 'approval',
      title: t('approval'),
      cell: (row) => (
        <span className="bw-row bw-wrap">
          <ApprovalTag contract={row} />
          <OutsideTag outside={row.outside} />
        </span>
      ),
    },
    {
      key: 'signed_on',
      title: t('signedOn'),
      card: 'hide',
      cell: (row) => (row.signedOn ? <Day day={row.signedOn} /> : null),
    },
    {
      key: 'ends_on',
      title: t('endsOn'),
      cell: (row) => (row.endsOn ? <Day day={row.endsOn} near={row.status === 'open'} /> : null),
    },
    { key: 'responsible', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
    ...facts,
    ...own,
  ])
}

/** What is shown to whoever chose it. */
function useFactColumns(): Column<ContractRow>[] {
  const t = useText(contractsText)
  const name = useFieldWord('contract')
  const right = { align: 'right' as const }
  return [
    { key: 'title', title: name('title'), cell: (row) => row.title },
    { key: 'customer', title: name('customer'), cell: (row) => row.customer.name },
    { key: 'currency', title: name('currency'), cell: (row) => row.currency },
    {
      ...right,
      key: 'original',
      title: name('original'),
      cell: (row) => <Money fen={row.original?.minor ?? row.amountFen} currency={row.currency} />,
    },
    { key: 'approved_on', title: name('approved_on'), cell: (row) => <Moment at={row.approvedAt} /> },
    { key: 'approved_by', title: name('approved_by'), cell: (row) => row.approvedBy },
    { key: 'effective_on', title: name('effective_on'), cell: (row) => <Day day={row.effectiveOn} /> },
    { ...right, key: 'days_left', title: name('days_left'), cell: (row) => row.daysLeft },
    { key: 'status', title: name('status'), cell: (row) => t(row.status) },
    { ...right, key: 'outside', title: name('outside'), cell: (row) => row.outside?.count },
    { ...right, key: 'outside_done', title: name('outside_done'), cell: (row) => row.outside?.done || null },
    {
      ...right,
      key: 'outside_amount',
      title: name('outside_amount'),
      cell: (row) => row.outside && <Money fen={row.outside.fen} currency={row.currency} />,
    },
  ]
}
