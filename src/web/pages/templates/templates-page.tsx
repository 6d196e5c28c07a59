import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { listTemplates } from '../../../api/contract-templates.ts'
import { templatesText } from '../../../text/web/templates.ts'
import { useData } from '../../api.ts'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import type { Template } from './template-drawer.tsx'

const TemplateDrawer = later(async () => (await import('./template-drawer.tsx')).TemplateDrawer)
const TemplateVersionsDrawer = later(
  async () => (await import('./versions-drawer.tsx')).TemplateVersionsDrawer,
)

/** What the company's contracts say, who answers for it, and when it is looked at again [C065 C066]. */
export function TemplatesPage() {
  const t = useText(templatesText)
  const { items, can } = useData(listTemplates)
  const [editing, setEditing] = useState<Template | null | undefined>(undefined)
  const [read, setRead] = useState<Template | null>(null)
  const mayWrite = can.save === true
  const create = (
    <CanButton
      can={can.save ?? 'forbidden'}
      type="primary"
      icon={<PlusOutlined />}
      onClick={() => setEditing(null)}
    >
      {t('create')}
    </CanButton>
  )
  const columns: Column<Template>[] = [
    {
      key: 'name',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <span className="bw-row bw-wrap">
          <Button type="link" className="biz-inline" onClick={() => setRead(row)}>
            {row.name}
          </Button>
          {row.isRetired && <span className="bw-tag">{t('retired')}</span>}
        </span>
      ),
    },
    { key: 'version', title: t('version'), card: 'side', cell: (row) => t('versionIs', { n: row.number }) },
    { key: 'legal', title: t('legal'), cell: (row) => <Person name={row.legal.name} /> },
    {
      key: 'review',
      title: t('reviewOn'),
      cell: (row) => (
        <span className="bw-row bw-wrap">
          <Day day={row.reviewOn} />
          {row.isReviewDue && <span className="bw-tag bw-tag-warn">{t('reviewDue')}</span>}
        </span>
      ),
    },
    {
      key: 'changed',
      title: t('changed'),
      cell: (row) => (
        <span className="bw-muted">
          {row.actorName} <Moment at={row.recordedAt} />
        </span>
      ),
    },
    ...(mayWrite
      ? [
          {
            key: 'edit',
            title: '',
            cell: (row: Template) => (
              <Button size="small" aria-label={`${t('edit')} ${row.name}`} onClick={() => setEditing(row)}>
                {t('edit')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <>
      <PageHead
        back={{ href: paths.contracts(), label: t('back') }}
        title={t('title')}
        note={t('note')}
        actions={mayWrite && items.length > 0 && create}
      />
      <DataTable
        columns={columns}
        rows={items}
        rowKey={(row) => row.id}
        rowTone={(row) => (row.isRetired ? 'muted' : undefined)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={mayWrite && create} />}
      />
      {read && (
        <TemplateVersionsDrawer seriesId={read.seriesId} name={read.name} onClose={() => setRead(null)} />
      )}
      {editing !== undefined && <TemplateDrawer template={editing} onClose={() => setEditing(undefined)} />}
    </>
  )
}
