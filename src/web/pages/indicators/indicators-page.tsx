import { PlusOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { listIndicators } from '../../../api/indicators.ts'
import { exportIndicators } from '../../../api/list-exports.ts'
import { numberText } from '../../../text/values.ts'
import { indicatorsText } from '../../../text/web/indicators.ts'
import { useData } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { paths } from '../../paths.ts'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { type Indicator, useIndicatorName, usePeriod } from './indicator.ts'
import { IndicatorDetail } from './indicator-detail.tsx'
import type { Editing } from './indicator-form.tsx'

const IndicatorForm = laterOpened(async () => (await import('./indicator-form.tsx')).IndicatorForm, 'editing')

/** What the company brings in from outside, what it was lately, and what has not come [C122]. */
export function IndicatorsPage() {
  const t = useText(indicatorsText)
  const asOf = useAsOf()
  const { values, set } = useUrl()
  const { items, can } = useData(listIndicators, { query: asOf ? { asOf } : {} })
  const exportHref = useExportHref(exportIndicators, asOf ? { asOf } : {})
  const [editing, setEditing] = useState<Editing | null>(null)
  const shown = items.find(({ id }) => id === values.id)
  const columns = useColumns()
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <AsOfPicker />
            <CanButton
              can={can.write}
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => setEditing({ indicator: null })}
            >
              {t('add')}
            </CanButton>
          </>
        }
      />
      <DataTable
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => paths.indicators({ id, asOf })}
        exportHref={exportHref}
        rowTone={({ isEnded }) => (isEnded ? 'muted' : undefined)}
        empty={<EmptyState title={t('noneTitle')} text={t('noneText')} />}
      />
      <IndicatorDetail
        indicator={shown ?? null}
        can={asOf === undefined ? can.write : 'as_of_read_only'}
        onEdit={(indicator) => setEditing({ indicator })}
        onClose={() => set({ id: undefined, page: undefined })}
      />
      <IndicatorForm
        editing={editing}
        version={items.find(({ id }) => id === editing?.indicator?.id)?.version}
        onClose={() => setEditing(null)}
      />
    </>
  )
}

function useColumns(): Column<Indicator>[] {
  const t = useText(indicatorsText)
  const nameOf = useIndicatorName()
  const periodOf = usePeriod()
  return [
    {
      key: 'name',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <>
          <RowLink>{nameOf(row)}</RowLink> {row.isEnded && <span className="bw-tag">{t('ended')}</span>}
        </>
      ),
    },
    {
      key: 'newest',
      title: t('newest'),
      align: 'right',
      card: 'side',
      cell: (row) =>
        row.newest && (
          <span className="bw-num">
            {numberText(row.newest.value)} {row.unit}
          </span>
        ),
    },
    { key: 'period', title: t('period'), cell: (row) => row.newest && periodOf(row.newest.on, row.every) },
    {
      key: 'change',
      title: t('change'),
      align: 'right',
      cell: (row) => row.changeBp !== null && <Change bp={row.changeBp} bad={row.bad} />,
    },
    {
      key: 'next',
      title: t('next'),
      cell: (row) =>
        row.next && (
          <span className={row.next.isLate ? 'bw-danger' : 'bw-soft'}>
            {t(row.next.isLate ? 'late' : 'nextBy', {
              period: periodOf(row.next.on, row.every),
              day: row.next.expectedOn,
            })}
          </span>
        ),
    },
    { key: 'responsible', title: t('responsible'), card: 'foot', cell: (row) => row.responsible.name },
  ]
}

/** Red on the side that the company called bad, and plain on the other. */
function Change({ bp, bad }: { bp: number; bad: Indicator['bad'] }) {
  const isBad = bad === 'high' ? bp > 0 : bp < 0
  const text = `${bp > 0 ? '+' : ''}${(bp / 100).toFixed(1)}%`
  return <span className={isBad ? 'bw-num bw-danger' : 'bw-num'}>{text}</span>
}
