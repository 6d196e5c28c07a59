import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { type CustomerRow, exportCustomers, listCustomers } from '../../../api/customers.ts'
import { GRADES } from '../../../core/credit/scale.ts'
import { viewValues } from '../../../core/list/saved-view.ts'
import { customersText } from '../../../text/web/customers.ts'
import { mergesText } from '../../../text/web/merges.ts'
import { poolText } from '../../../text/web/pool.ts'
import { fromUrl, urlOf, useData } from '../../api.ts'
import { ColumnChoice } from '../../parts/list-columns.tsx'
import { FilterTags, ListFilter } from '../../parts/list-filter.tsx'
import { ListViews } from '../../parts/list-views.tsx'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useAsOf, useGo, useUrl } from '../../ui/url.tsx'
import { type Picking, useCustomerList } from './customer-columns.tsx'
import './customers.css'
import { laterOpened } from '../../ui/later.tsx'
import { CUSTOMERS_PAGE_SIZE, customersQuery, DEFAULT_SORT } from './queries.ts'

const AssignDialog = laterOpened(async () => (await import('./assign-dialog.tsx')).AssignDialog)
const CreateCustomerDrawer = laterOpened(
  async () => (await import('./customer-form.tsx')).CreateCustomerDrawer,
)

export function CustomersPage() {
  const t = useText(customersText)
  const pool = useText(poolText)
  const merges = useText(mergesText)
  const go = useGo()
  const may = useMay()
  const asOf = useAsOf()
  const { values } = useUrl()
  const [creating, setCreating] = useState(false)
  const [assigning, setAssigning] = useState(false)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const reply = useData(listCustomers, { query: customersQuery(values) })
  const assigns = may('customer.assign') && !asOf
  const columns = useCustomerList(assigns ? { picked, onPick: setPicked } : null)
  return (
    <>
      <LookingBackBanner reading="business" />
      <PageHead
        title={t('title')}
        note={t('listNote')}
        actions={
          <>
            {may('customer.assign') && !asOf && (
              <Button onClick={() => go(paths.duplicates())}>{merges('open')}</Button>
            )}
            {may('customer.write') && !asOf && (
              <Button onClick={() => go(paths.pool())}>{pool('title')}</Button>
            )}
            <AsOfPicker />
            {may('customer.write') && !asOf && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
                {t('create')}
              </Button>
            )}
          </>
        }
      />
      <Filters />
      <DataTable
        columns={columns}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.customer(row.id)}
        total={reply.total}
        pageSize={CUSTOMERS_PAGE_SIZE}
        defaultSort={DEFAULT_SORT}
        exportHref={
          may('export.run') ? urlOf(exportCustomers, { query: fromUrl(exportCustomers, values) }) : undefined
        }
        rowTone={(row) => (row.overdueFen > 0 && (row.overdueDays ?? 0) > 30 ? 'danger' : undefined)}
        empty={<NothingHere filtered={isFiltered(values)} onCreate={() => setCreating(true)} />}
        toolbar={
          assigns && (
            <PickBar
              rows={reply.items}
              picked={picked}
              onPick={setPicked}
              onAssign={() => setAssigning(true)}
            />
          )
        }
      />
      <CreateCustomerDrawer open={creating} onClose={() => setCreating(false)} />
      <AssignDialog
        open={assigning}
        ids={[...picked]}
        onClose={() => setAssigning(false)}
        onDone={() => setPicked(new Set())}
      />
    </>
  )
}

function Filters() {
  const t = useText(customersText)
  const people = usePeople()
  const { values, set } = useUrl()
  const grades = GRADES.map((grade) => ({ value: grade, label: grade }))
  const levels = [
    { value: 'key', label: t('key') },
    { value: 'normal', label: t('normal') },
  ]
  const options = { grade: grades, key_level: levels, responsible: people }
  return (
    <>
      <FilterBar>
        <ListViews list="customer" />
        <UrlSearch label={t('search')} />
        <UrlTabs
          name="view"
          fallback="all"
          options={[
            { value: 'all', label: t('viewAll') },
            { value: 'mine', label: t('viewMine') },
          ]}
        />
        {people.length > 1 && values['view'] !== 'mine' && (
          <UrlSelect name="responsibleId" options={people} label={t('responsible')} />
        )}
        <UrlSelect name="keyLevel" label={t('keyLevel')} options={levels} />
        <UrlSelect name="creditGrade" label={t('creditGrade')} options={grades} />
        <Checkbox
          checked={values['overdueOnly'] === 'true'}
          onChange={(event) => set({ overdueOnly: event.target.checked ? 'true' : undefined })}
        >
          {t('overdueOnly')}
        </Checkbox>
        <ListFilter list="customer" options={options} />
        <ColumnChoice list="customer" />
      </FilterBar>
      <FilterTags list="customer" options={options} />
    </>
  )
}

function PickBar({
  rows,
  picked,
  onPick,
  onAssign,
}: Picking & { rows: CustomerRow[]; onAssign: () => void }) {
  const t = useText(customersText)
  if (picked.size === 0) {
    return (
      <Button
        size="small"
        type="text"
        className="biz-desk"
        onClick={() => onPick(new Set(rows.map((row) => row.id)))}
      >
        {t('pickAll')}
      </Button>
    )
  }
  return (
    <>
      <strong>{t('picked', { n: picked.size })}</strong>
      <Button size="small" type="primary" onClick={onAssign}>
        {t('assign')}
      </Button>
      <Button size="small" type="text" onClick={() => onPick(new Set())}>
        {t('pickNone')}
      </Button>
    </>
  )
}

function NothingHere({ filtered, onCreate }: { filtered: boolean; onCreate: () => void }) {
  const t = useText(customersText)
  const may = useMay()
  const go = useGo()
  if (filtered) {
    return (
      <EmptyState
        title={t('emptyFilteredTitle')}
        text={t('emptyFilteredText')}
        action={<Button onClick={() => go(paths.customers())}>{t('clearFilters')}</Button>}
      />
    )
  }
  return (
    <EmptyState
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        <div className="bw-row">
          {may('import.run') && (
            <Button type="primary" onClick={() => go(paths.imports())}>
              {t('goImport')}
            </Button>
          )}
          {may('customer.write') && <Button onClick={onCreate}>{t('create')}</Button>}
        </div>
      }
    />
  )
}

function isFiltered(values: Record<string, string | undefined>): boolean {
  const { sort, cols, ...filters } = viewValues('customer', values)
  return Object.keys(filters).length > 0 || values['asOf'] !== undefined
}
