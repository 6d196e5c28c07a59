import { Spin } from 'antd'
import { type MetricReading, readMetrics } from '../../../api/metrics.ts'
import { figuresText } from '../../../text/web/figures.ts'
import { periodsText } from '../../../text/web/periods.ts'
import { CallError, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { Course } from './course.tsx'
import { useValueText } from './reading-text.ts'
import { SubjectPick, useSubject } from './subject-pick.tsx'

const DAYS = [90, 180, 365] as const

/** Any figure of any subject: its course, the lines of rules, and the rows behind a point (laws 9 and 11). */
export function FiguresPage() {
  const t = useText(figuresText)
  const words = useText(periodsText)
  const { values } = useUrl()
  const basis = values['basis'] === 'business' ? 'business' : 'known'
  return (
    <>
      <LookingBackBanner reading={basis} />
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <TextLink href={paths.comparison()}>{words('open')}</TextLink>
            <AsOfPicker />
          </>
        }
      />
      <FilterBar>
        <SubjectPick />
        <UrlTabs
          name="days"
          fallback="180"
          options={DAYS.map((n) => ({ value: String(n), label: t('days', { n }) }))}
        />
        <UrlTabs
          name="basis"
          fallback="known"
          options={(['known', 'business'] as const).map((value) => ({ value, label: t(value) }))}
        />
      </FilterBar>
      <Figures basis={basis} />
    </>
  )
}

function Figures({ basis }: { basis: 'known' | 'business' }) {
  const t = useText(figuresText)
  const { values } = useUrl()
  const { kind, subjectId } = useSubject()
  const { data, error, isLoading } = useLater(readMetrics, {
    query: { subjectKind: kind, subjectId, basis, asOf: values.asOf },
    enabled: subjectId !== undefined,
  })
  const columns = useColumns()
  if (subjectId === undefined) return <EmptyState title={t('pickFirst')} text={t('pickFirstText')} />
  if (error instanceof CallError && (error.status === 403 || error.status === 404))
    return <EmptyState title={t('foreign')} text={t('foreignText')} />
  if (error) return <ErrorNote error={error as CallError} />
  if (isLoading || !data) return <Spin tip={t('loading')} fullscreen={false} />
  const rows = [...data.rows].sort((a, b) => Number(a.value === null) - Number(b.value === null))
  const shown = data.rows.find(({ metric }) => metric === values['metric']) ?? rows[0]
  return (
    <div className="bw-stack">
      {shown && (
        <Course
          key={`${kind} ${subjectId} ${shown.metric}`}
          reading={shown}
          subject={{ subjectKind: kind, subjectId, basis }}
          asOf={data.asOf}
        />
      )}
      <Panel title={t('all', { day: data.asOf })} flush>
        <DataTable columns={columns} rows={rows} rowKey={(row) => row.metric} empty={t('noValue')} />
      </Panel>
    </div>
  )
}

function useColumns(): Column<MetricReading>[] {
  const t = useText(figuresText)
  const both = useBoth()
  const { values } = useUrl()
  const { kind, subject, days, basis } = values
  const reading = useReadingText()
  return [
    {
      key: 'metric',
      title: t('metric'),
      card: 'title',
      cell: (row) => (
        <TextLink href={paths.figures({ kind, subject, days, basis, metric: row.metric })}>
          {both(row.title)}
        </TextLink>
      ),
    },
    {
      key: 'value',
      title: t('value'),
      align: 'right',
      card: 'side',
      cell: (row) => <span className={row.value === null ? 'bw-muted' : 'bw-num'}>{reading(row)}</span>,
    },
    {
      key: 'cases',
      title: t('cases'),
      align: 'right',
      cell: (row) => (row.value === null || row.n === 0 ? null : t('casesOf', { n: row.n })),
    },
    {
      key: 'meaning',
      title: t('meaning'),
      card: 'hide',
      cell: (row) => <span className="bw-soft">{both(row.meaning)}</span>,
    },
  ]
}

function useReadingText(): (row: MetricReading) => string {
  const t = useText(figuresText)
  const textOf = useValueText()
  return (row) => {
    if (row.value === null) return t(row.missing === 'closed' ? 'closed' : 'noValue')
    return textOf(row, row.value, row.n)
  }
}
