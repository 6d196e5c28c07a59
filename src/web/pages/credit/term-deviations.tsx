import { exportTermDeviations, listTermDeviations } from '../../../api/term-policy.ts'
import { termPolicyText } from '../../../text/web/term-policy.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FilterBar, UrlSearch, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { shareText } from './term-words.ts'

type Row = ReplyOf<typeof listTermDeviations>['items'][number]
type Gap = NonNullable<Row['now']>

const SIZE = 50

/** Contracts in force and agreed terms beyond the policy, the furthest first. */
export function TermDeviations() {
  const t = useText(termPolicyText)
  const people = usePeople()
  const { values } = useUrl()
  const against = values.against === 'agreed' || values.against === 'now' ? values.against : undefined
  const narrowed = { asOf: values.asOf, q: values.q, responsibleId: values.responsibleId, against }
  const { data } = useLater(listTermDeviations, {
    query: { ...narrowed, page: Number(values.page ?? 1), size: SIZE },
  })
  const columns = useColumns()
  const exportHref = useExportHref(exportTermDeviations, narrowed)
  const isNarrowed = Boolean(values.q || values.responsibleId || against)
  const counts = data?.counts ?? { agreed: 0, now: 0 }
  return (
    <Panel title={t('deviations')}>
      <FilterBar>
        <UrlSearch label={t('search')} />
        <UrlSelect
          name="against"
          label={t('against')}
          options={[
            { value: 'agreed', label: t('agreed', { n: counts.agreed }) },
            { value: 'now', label: t('now', { n: counts.now }) },
          ]}
        />
        {people.length > 1 && <UrlSelect name="responsibleId" options={people} label={t('responsible')} />}
      </FilterBar>
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => `${row.kind} ${row.id}`}
          total={data.total}
          pageSize={SIZE}
          exportHref={exportHref}
          empty={
            isNarrowed ? (
              <EmptyState title={t('noneFiltered')} />
            ) : (
              <EmptyState title={t('none')} text={t('noneText')} />
            )
          }
        />
      )}
    </Panel>
  )
}

function useColumns(): Column<Row>[] {
  const t = useText(termPolicyText)
  return [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <span className="bw-row bw-wrap">
            {row.kind === 'contract' ? (
              <TextLink href={paths.contract(row.id)}>{row.number}</TextLink>
            ) : (
              <TextLink href={paths.customer(row.id)}>{row.customer.name}</TextLink>
            )}
            <span className="bw-tag">{t(`kind_${row.kind}`)}</span>
            {row.exceptUntil && (
              <span className="bw-tag bw-tag-good">{t('except', { day: row.exceptUntil })}</span>
            )}
          </span>
          {row.kind === 'contract' && (
            <span className="bw-muted">{[row.customer.name, row.title].filter(Boolean).join(' · ')}</span>
          )}
        </span>
      ),
    },
    {
      key: 'held',
      title: t('held'),
      card: 'side',
      cell: (row) => (
        <span className="biz-two-lines">
          <span>{row.termDays === null ? null : t('days', { n: row.termDays })}</span>
          <span className="bw-muted">
            {row.aheadBp !== null && row.aheadBp > 0 && t('ahead', { share: shareText(row.aheadBp) })}
            {row.agreedOn && ` ${t('agreedOn', { day: row.agreedOn })}`}
          </span>
        </span>
      ),
    },
    {
      key: 'gap',
      title: t('against'),
      cell: (row) => (
        <span className="biz-two-lines">
          {row.agreed && <GapLine gap={row.agreed} words="gapAgreed" />}
          {row.now && <GapLine gap={row.now} words="gapNow" />}
          {row.kind === 'contract' && !row.agreed && <span className="bw-muted">{t('newer')}</span>}
        </span>
      ),
    },
    { key: 'who', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
  ]
}

function GapLine({ gap, words }: { gap: Gap; words: 'gapAgreed' | 'gapNow' }) {
  const t = useText(termPolicyText)
  const max = gap.allowedDays === null ? t('any') : t('days', { n: gap.allowedDays })
  const parts = [
    ...(gap.overDays > 0 ? [t('over', { n: gap.overDays, max })] : []),
    ...(gap.missingBp > 0
      ? [t('missing', { share: shareText(gap.missingBp), need: shareText(gap.neededBp) })]
      : []),
  ]
  return (
    <span className={words === 'gapAgreed' ? 'bw-danger' : ''}>
      <span className="bw-muted">{t(words, { grade: gap.grade })}</span> {parts.join(' · ')}
    </span>
  )
}
