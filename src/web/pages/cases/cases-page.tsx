import { listCases } from '../../../api/cases.ts'
import { CAUSES } from '../../../core/watch/case.ts'
import { casesText } from '../../../text/web/cases.ts'
import { useData } from '../../api.ts'
import { CaseCard } from '../../parts/case-card.tsx'
import { FilterBar, UrlSearch, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { casesQuery } from './queries.ts'

/** What the company has learnt from its alerts, to be searched and read (C138 C140). */
export function CasesPage() {
  const t = useText(casesText)
  const { values } = useUrl()
  const { rows } = useData(listCases, { query: casesQuery(values) })
  const isFiltered = Boolean(values.text || values.cause || values.rule)
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      <FilterBar>
        <UrlSearch name="text" label={t('search')} />
        <UrlSelect
          name="cause"
          label={t('allCauses')}
          options={CAUSES.map((cause) => ({ value: cause, label: t(`cause_${cause}`) }))}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <EmptyState title={t(isFiltered ? 'noneFound' : 'none')} text={isFiltered ? '' : t('noneText')} />
      ) : (
        <div className="bw-stack">
          {rows.map((row) => (
            <CaseCard key={row.id} row={row} />
          ))}
        </div>
      )}
    </>
  )
}
