import { Button } from 'antd'
import { useState } from 'react'
import { exportComplaints, listComplaints } from '../../../api/complaints.ts'
import { COMPLAINT_KINDS } from '../../../core/complaint/complaint.ts'
import { complaintsText } from '../../../text/web/complaints.ts'
import { uiText } from '../../../text/web/ui.ts'
import { urlOf, useData } from '../../api.ts'
import { ComplaintLine } from '../../parts/complaint-line.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { FilterBar, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { Pager } from '../../ui/pager.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { PaceOfComplaints } from './pace.tsx'
import { COMPLAINTS_PAGE_SIZE, complaintsQuery } from './queries.ts'

const RegisterComplaint = later(
  async () => (await import('../../parts/complaint-forms.tsx')).RegisterComplaint,
)

/** Everything customers complain about, the worst and most urgent first (C054). */
export function ComplaintsPage() {
  const t = useText(complaintsText)
  const ui = useText(uiText)
  const may = useMay()
  const { values, set } = useUrl()
  const query = complaintsQuery(values)
  const { items, total, causes, pace } = useData(listComplaints, { query })
  const [registering, setRegistering] = useState(false)
  const { page: _, size: __, ...chosen } = query
  const isOver = values.view === 'resolved'
  const none = isOver ? 'noneResolved' : values.who === 'mine' ? 'noneMine' : 'none'
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          !values.asOf &&
          may('activity.write') && (
            <Button type="primary" onClick={() => setRegistering(true)}>
              {t('register')}
            </Button>
          )
        }
      />
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="open"
          options={[
            { value: 'open', label: t('open') },
            { value: 'resolved', label: t('resolved') },
          ]}
        />
        <UrlTabs
          name="who"
          fallback="all"
          options={[
            { value: 'all', label: t('who_all') },
            { value: 'mine', label: t('who_mine') },
          ]}
        />
        <UrlSelect
          name="kind"
          label={t('kindAll')}
          options={COMPLAINT_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
        />
        {isOver && causes.length > 0 && (
          <UrlSelect
            name="cause"
            label={t('causesAll')}
            options={causes.map(({ cause, count }) => ({
              value: cause,
              label: `${t(`cause_${cause}`)} ${count}`,
            }))}
          />
        )}
        {(values.customerId || values.orderId) && <TextLink href={paths.complaints()}>{t('all')}</TextLink>}
        {may('export.run') && total > 0 && (
          <ExportButton href={urlOf(exportComplaints, { query: chosen })} label={ui('export')} />
        )}
      </FilterBar>
      <Panel flush>
        {items.length === 0 && <EmptyState title={t(none)} text={none === 'none' && t('noneText')} />}
        {items.map((row) => (
          <ComplaintLine key={row.id} row={row} withCustomer />
        ))}
      </Panel>
      {total > COMPLAINTS_PAGE_SIZE && (
        <Pager
          page={Number(values.page ?? 1)}
          pageSize={COMPLAINTS_PAGE_SIZE}
          total={total}
          onPage={(next) => set({ page: next === 1 ? undefined : String(next) })}
        />
      )}
      <PaceOfComplaints pace={pace} />
      {registering && <RegisterComplaint onClose={() => setRegistering(false)} />}
    </>
  )
}
