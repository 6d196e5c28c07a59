import { useState } from 'react'
import { type ExportedRow, listExports } from '../../../api/exports.ts'
import { EXPORT_NAMES } from '../../../text/exports.ts'
import { exportsText } from '../../../text/web/exports.ts'
import { useData } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSelect } from '../../ui/filters.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { pageOfList } from './places.ts'
import { EXPORTS_PAGE_SIZE, exportsQuery } from './queries.ts'
import { Requests } from './requests.tsx'

const PolicyDrawer = laterOpened(async () => (await import('./policy-drawer.tsx')).PolicyDrawer)

/** Who took which list out, and what somebody else has to agree to (C192). */
export function ExportsPage() {
  const t = useText(exportsText)
  const people = usePeople()
  const { values } = useUrl()
  const [editing, setEditing] = useState(false)
  const reply = useData(listExports, { query: exportsQuery(values) })
  const { policy } = reply
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note', { rows: policy.rowsFrom, customers: policy.customersFrom, day: policy.dayRows })}
        actions={
          reply.can.policy === true && (
            <CanButton can={reply.can.policy} onClick={() => setEditing(true)}>
              {t('policy')}
            </CanButton>
          )
        }
      />
      <Requests rows={reply.requests} />
      <FilterBar>
        {people.length > 1 && <UrlSelect name="personId" options={people} label={t('person')} />}
        <span className="bw-muted">{t('today', { n: reply.takenToday })}</span>
      </FilterBar>
      <DataTable
        columns={useColumns()}
        rows={reply.items}
        rowKey={(row) => row.id}
        total={reply.total}
        pageSize={EXPORTS_PAGE_SIZE}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
      />
      <PolicyDrawer open={editing} policy={policy} onClose={() => setEditing(false)} />
    </>
  )
}

function useColumns(): Column<ExportedRow>[] {
  const t = useText(exportsText)
  const { language } = useLanguage()
  return [
    {
      key: 'list',
      title: t('list'),
      card: 'title',
      cell: (row) => {
        const list = EXPORT_NAMES[row.list][language]
        return (
          <TextLink href={pageOfList(row.list, row.search)}>
            {row.search === '' ? list : t('narrowed', { list })}
          </TextLink>
        )
      },
    },
    { key: 'when', title: t('when'), card: 'side', cell: (row) => <Moment at={row.at} /> },
    { key: 'who', title: t('who'), cell: (row) => <Person name={row.personName} /> },
    {
      key: 'rows',
      title: t('rows'),
      align: 'right',
      cell: (row) => <span className="bw-num">{row.rows}</span>,
    },
    {
      key: 'customers',
      title: t('customers'),
      align: 'right',
      cell: (row) => <span className="bw-num">{row.customers}</span>,
    },
    { key: 'reason', title: t('reason'), cell: (row) => row.reason || null },
    {
      key: 'consent',
      title: t('consent'),
      cell: (row) =>
        row.approvalId ? (
          <TextLink href={paths.approval(row.approvalId)}>{t('seeConsent')}</TextLink>
        ) : (
          <span className="bw-muted">{t('free')}</span>
        ),
    },
  ]
}
