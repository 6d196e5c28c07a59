import type { qualityOverview } from '../../../api/quality.ts'
import { qualityText } from '../../../text/web/quality.ts'
import type { ReplyOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'

type Overview = ReplyOf<typeof qualityOverview>
type Check = Overview['checks'][number]

/** Every number leads to its rows; checks that find nothing are not listed. */
export function ByCheck({ checks, linked }: { checks: readonly Check[]; linked: boolean }) {
  const t = useText(qualityText)
  const found = checks.filter(({ open }) => open > 0).sort((a, b) => b.overdue - a.overdue || b.open - a.open)
  const columns: Column<Check>[] = [
    {
      key: 'check',
      title: t('check'),
      card: 'title',
      cell: ({ check }) => <Down query={linked ? { check } : null}>{t(check)}</Down>,
    },
    { key: 'record', title: t('record'), card: 'hide', cell: ({ record }) => t(`record_${record}`) },
    number('open', t('open'), (row) => [row.open, { check: row.check }], linked),
    number(
      'overdue',
      t('overdue'),
      (row) => [row.overdue, { check: row.check, overdueOnly: 'true' }],
      linked,
    ),
    ...(found.some(({ fixable }) => fixable !== null)
      ? [
          number(
            'fixable',
            t('fixable'),
            (row) => [row.fixable ?? 0, { check: row.check, fixableOnly: 'true' }],
            linked,
          ),
        ]
      : []),
    {
      key: 'fresh',
      title: t('fresh7'),
      align: 'right',
      cell: ({ fresh }) => <span className="bw-num">{fresh}</span>,
    },
    { key: 'within', title: t('within'), cell: ({ workdays }) => t('workdays', { n: workdays }) },
  ]
  return (
    <Panel title={t('byCheck')} flush>
      <DataTable
        columns={columns}
        rows={found}
        rowKey={({ check }) => check}
        empty={<EmptyState title={t('allClean')} text={t('allCleanText')} />}
      />
    </Panel>
  )
}

type Counted = readonly [number, Record<string, string>]

function number(key: string, title: string, of: (row: Check) => Counted, linked: boolean): Column<Check> {
  return {
    key,
    title,
    align: 'right',
    cell: (row) => {
      const [n, query] = of(row)
      return (
        <span className={`bw-num${key === 'overdue' && n > 0 ? ' bw-danger' : ''}`}>
          <Down query={linked && n > 0 ? query : null}>{n}</Down>
        </span>
      )
    },
  }
}

function Down({ query, children }: { query: Record<string, string> | null; children: React.ReactNode }) {
  if (query === null) return <span>{children}</span>
  return <TextLink href={`${paths.quality(query)}#list`}>{children}</TextLink>
}

/** Whose defects; whoever has most past their day stands first. */
export function ByPerson({ people, linked }: { people: NonNullable<Overview['people']>; linked: boolean }) {
  const t = useText(qualityText)
  return (
    <Panel title={t('byPerson')} flush>
      <ul className="biz-quality-people">
        {people.map(({ person, open, overdue }) => (
          <li key={person.id}>
            <Person name={person.name} />
            <span className="bw-row bw-num">
              {overdue > 0 && (
                <span className="bw-tag bw-tag-danger">
                  {t('late')} {overdue}
                </span>
              )}
              <Down query={linked ? { menderId: person.id } : null}>{open}</Down>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
