import { Button } from 'antd'
import { type FoundContract, searchContracts } from '../../../api/contracts.ts'
import type { ArchivePlace } from '../../../core/contract/archive.ts'
import { archiveText } from '../../../text/web/contract-archive.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FilterBar, UrlSearch, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import { archiveQuery, CONTRACTS_PAGE_SIZE } from './queries.ts'

/**
 * Every contract there ever was, by its words and fields; each choice says how many stand behind it
 * [C078].
 */
export function Archive({ columns }: { columns: Column<FoundContract>[] }) {
  const t = useText(archiveText)
  const go = useGo()
  const { values } = useUrl()
  const reply = useData(searchContracts, { query: archiveQuery(values) })
  return (
    <>
      <FilterBar>
        <UrlSearch label={t('search')} />
        <Facets facets={reply.facets} isCapped={reply.isCapped} />
        <Button type="text" onClick={() => go(paths.contracts())}>
          {t('back')}
        </Button>
      </FilterBar>
      <DataTable
        columns={[{ ...columns[0]!, cell: (row) => <Found row={row} /> }, ...columns.slice(1)]}
        rows={reply.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.contract(row.id)}
        total={reply.total}
        isCapped={reply.isCapped}
        pageSize={CONTRACTS_PAGE_SIZE}
        rowTone={(row) => (row.status === 'ended' ? 'muted' : undefined)}
        toolbar={
          <span className="bw-soft">{reply.isCapped ? t('capped', { n: reply.total }) : t('found')}</span>
        }
        empty={
          <EmptyState
            title={t('emptyTitle')}
            text={t('emptyText')}
            action={<Button onClick={() => go(paths.contracts({ view: 'archive' }))}>{t('clear')}</Button>}
          />
        }
      />
    </>
  )
}

type FacetsOf = ReturnType<typeof useData<typeof searchContracts>>['facets']

function Facets({ facets, isCapped }: { facets: FacetsOf; isCapped: boolean }) {
  const t = useText(archiveText)
  const { values } = useUrl()
  /** What was chosen stays to be seen, also when other conditions leave nothing of it. */
  const options = (name: string, found: { value: string; word: string; n: number }[]) => {
    const chosen = values[name]
    const all = found.map(({ value, word, n }) => ({ value, label: labelOf(word, n) }))
    return chosen && !found.some(({ value }) => value === chosen)
      ? [...all, { value: chosen, label: labelOf(wordOf(chosen), 0) }]
      : all
  }
  const labelOf = (word: string, n: number) => {
    if (!isCapped) return t('option', { word, n })
    return n === 0 ? word : t('optionAtLeast', { word, n })
  }
  const wordOf = (value: string) =>
    value === 'none' ? t('yearNone') : value in archiveText.zh ? t(value as ArchivePlace) : value
  return (
    <>
      <UrlSelect
        name="state"
        label={t('stateLabel')}
        options={options(
          'state',
          facets.states.map(({ state, n }) => ({ value: state, word: t(state), n })),
        )}
      />
      <UrlSelect
        name="year"
        label={t('yearLabel')}
        options={options(
          'year',
          facets.years.map(({ year, n }) => ({ value: year, word: wordOf(year), n })),
        )}
      />
      <UrlSelect
        name="responsibleId"
        label={t('personLabel')}
        options={options(
          'responsibleId',
          facets.people.map(({ id, name, n }) => ({ value: id, word: name, n })),
        )}
      />
      <UrlSelect
        name="band"
        label={t('bandLabel')}
        options={options(
          'band',
          facets.bands.map(({ band, n }) => ({ value: band, word: t(band), n })),
        )}
      />
      {facets.places.length > 0 && (
        <UrlSelect
          name="place"
          label={t('placeLabel')}
          options={options(
            'place',
            facets.places.map(({ place, n }) => ({ value: place, word: t(place), n })),
          )}
        />
      )}
    </>
  )
}

function Found({ row }: { row: FoundContract }) {
  const t = useText(archiveText)
  return (
    <span className="biz-two-lines">
      <TextLink href={paths.contract(row.id)}>{row.number}</TextLink>
      <span className="bw-muted">{[row.customer.name, row.title].filter(Boolean).join(' · ')}</span>
      {row.hits
        .filter(({ place }) => place !== 'number' && place !== 'title' && place !== 'party')
        .map(({ place, before, hit, after }) => (
          <span key={`${place}${before}${after}`} className="bw-soft">
            {t('hit', { place: t(place) })}
            {before}
            <mark>{hit}</mark>
            {after}
          </span>
        ))}
    </span>
  )
}
