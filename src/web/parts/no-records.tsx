import { Button } from 'antd'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { useGo } from '../ui/url.tsx'

type Word =
  | 'emptyFilteredTitle'
  | 'emptyFilteredText'
  | 'clearFilters'
  | 'emptyTitle'
  | 'emptyText'
  | 'goImport'

type NoRecordsProps = {
  t: (word: Word) => string
  isFiltered: boolean
  /** the list without its filters */
  href: string
  /** null: nobody may begin one here */
  create: { label: string; onClick: () => void } | null
}

/** An empty list of papers: nothing fits the filters, or nothing is there yet and how to begin. */
export function NoRecords({ t, isFiltered, href, create }: NoRecordsProps) {
  const may = useMay()
  const go = useGo()
  if (isFiltered) {
    return (
      <EmptyState
        title={t('emptyFilteredTitle')}
        text={t('emptyFilteredText')}
        action={<Button onClick={() => go(href)}>{t('clearFilters')}</Button>}
      />
    )
  }
  return (
    <EmptyState
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        <div className="bw-row">
          {create && (
            <Button type="primary" onClick={create.onClick}>
              {create.label}
            </Button>
          )}
          {may('import.run') && <Button onClick={() => go(paths.imports())}>{t('goImport')}</Button>}
        </div>
      }
    />
  )
}
