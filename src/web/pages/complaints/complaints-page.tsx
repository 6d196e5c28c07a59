import { Pagination } from 'antd'
import { listComplaints } from '../../../api/complaints.ts'
import { complaintsText } from '../../../text/web/complaints.ts'
import { useData } from '../../api.ts'
import { ComplaintLine } from '../../parts/complaint-line.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { COMPLAINTS_PAGE_SIZE, complaintsQuery } from './queries.ts'

/** Everything customers complain about, the worst and most urgent first (C054). */
export function ComplaintsPage() {
  const t = useText(complaintsText)
  const { values, set } = useUrl()
  const { items, total } = useData(listComplaints, { query: complaintsQuery(values) })
  const isOver = values.view === 'resolved'
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="open"
          options={[
            { value: 'open', label: t('open') },
            { value: 'resolved', label: t('resolved') },
          ]}
        />
      </FilterBar>
      <Panel flush>
        {items.length === 0 && (
          <EmptyState title={t(isOver ? 'noneResolved' : 'none')} text={!isOver && t('noneText')} />
        )}
        {items.map((row) => (
          <ComplaintLine key={row.id} row={row} withCustomer />
        ))}
      </Panel>
      {total > COMPLAINTS_PAGE_SIZE && (
        <Pagination
          current={Number(values.page ?? 1)}
          pageSize={COMPLAINTS_PAGE_SIZE}
          total={total}
          showSizeChanger={false}
          onChange={(next) => set({ page: next === 1 ? undefined : String(next) })}
        />
      )}
    </>
  )
}
