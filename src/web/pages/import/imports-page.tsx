import { downloadImportTemplate, listImports } from '../../../api/imports.ts'
import { exportImports } from '../../../api/list-exports.ts'
import { IMPORT_TARGETS } from '../../../core/import/mapping.ts'
import { importText } from '../../../text/web/import.ts'
import { type ReplyOf, urlOf, useData } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { useUrl } from '../../ui/url.tsx'
import { DropZone } from './drop-zone.tsx'
import './import.css'
import { IMPORTS_PAGE_SIZE, importsQuery } from './queries.ts'

type Batch = ReplyOf<typeof listImports>['rows'][number]

export function ImportsPage() {
  const t = useText(importText)
  const { values } = useUrl()
  const reply = useData(listImports, { query: importsQuery(values) })
  const exportHref = useExportHref(exportImports)
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      <DropZone />
      <p className="biz-templates bw-soft">
        {t('templates')}
        {IMPORT_TARGETS.map((target) => (
          <a key={target} href={urlOf(downloadImportTemplate, { params: { target } })} download>
            {t(target)}
          </a>
        ))}
      </p>
      <h2 className="biz-section">{t('history')}</h2>
      <DataTable
        columns={useColumns()}
        rows={reply.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.import(row.id)}
        total={reply.total}
        pageSize={IMPORTS_PAGE_SIZE}
        exportHref={exportHref}
        rowTone={(row) => (row.state === 'undone' ? 'muted' : undefined)}
        empty={<EmptyState title={t('historyNone')} text={t('historyNoneText')} />}
      />
    </>
  )
}

const TONES: Record<Batch['state'], string> = {
  analysed: ' bw-tag-warn',
  queued: ' bw-tag-accent',
  running: ' bw-tag-accent',
  done: '',
  failed: ' bw-tag-danger',
  cancelled: ' bw-tag-warn',
  undone: '',
}

function useColumns(): Column<Batch>[] {
  const t = useText(importText)
  return [
    {
      key: 'file',
      title: t('file'),
      card: 'title',
      cell: (row) => (
        <span className="biz-file">
          <RowLink>{row.fileName}</RowLink>
        </span>
      ),
    },
    { key: 'target', title: t('target'), cell: (row) => t(row.target) },
    {
      key: 'state',
      title: t('state'),
      card: 'side',
      cell: (row) => <span className={`bw-tag${TONES[row.state]}`}>{t(`state_${row.state}`)}</span>,
    },
    {
      key: 'result',
      title: t('result'),
      cell: (row) =>
        row.state === 'analysed' ? (
          <span className="bw-muted">—</span>
        ) : (
          <span>
            {t('counts', { new: row.counts.new, changed: row.counts.changed, same: row.counts.same })}
            {row.counts.bad > 0 && (
              <span className="bw-danger bw-near">{t('countsBad', { bad: row.counts.bad })}</span>
            )}
          </span>
        ),
    },
    { key: 'who', title: t('who'), cell: (row) => <Person name={row.actor?.name} bare /> },
    { key: 'when', title: t('when'), cell: (row) => <Moment at={row.createdAt} /> },
  ]
}
