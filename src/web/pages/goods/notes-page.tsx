import { listNotes } from '../../../api/delivery-notes.ts'
import { exportNotes } from '../../../api/list-exports.ts'
import { notesText } from '../../../text/web/delivery-notes.ts'
import { useData } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { NoRecords } from '../../parts/no-records.tsx'
import { useNoteColumns } from '../../parts/note-columns.tsx'
import { isUnsigned } from '../../parts/note-status.tsx'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar, UrlSearch, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { NOTES_PAGE_SIZE, notesQuery } from './queries.ts'

/** What is to leave and what has left, the longest unsigned first (C048). */
export function NotesPage() {
  const t = useText(notesText)
  const { values } = useUrl()
  const reply = useData(listNotes, { query: notesQuery(values) })
  const exportHref = useExportHref(exportNotes, notesQuery(values))
  const columns = useNoteColumns({ withCustomer: true })
  const { open, unsigned, unsignedFen } = reply.counts
  const withCount = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="open"
          options={[
            { value: 'open', label: withCount(t('open'), open) },
            { value: 'unsigned', label: withCount(t('unsigned'), unsigned) },
            { value: 'signed', label: t('signed') },
            { value: 'void', label: t('void') },
            { value: 'all', label: t('all') },
          ]}
        />
        <UrlSearch label={t('search')} />
      </FilterBar>
      <DataTable
        columns={columns}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.note(row.id)}
        total={reply.total}
        pageSize={NOTES_PAGE_SIZE}
        exportHref={exportHref}
        toolbar={
          unsigned > 0 && (
            <span className="bw-danger">
              {t('unsignedSum', { n: unsigned, amount: moneyText(unsignedFen) })}
            </span>
          )
        }
        rowTone={(row) => (isUnsigned(row) ? 'danger' : row.status === 'void' ? 'muted' : undefined)}
        empty={<NoNotes />}
      />
    </>
  )
}

function NoNotes() {
  const t = useText(notesText)
  const { values } = useUrl()
  if (values.view === 'unsigned' && !values.q)
    return <EmptyState title={t('emptyUnsignedTitle')} text={t('emptyUnsignedText')} />
  return <NoRecords t={t} isFiltered={Boolean(values.q || values.view)} href={paths.notes()} create={null} />
}
