import type { listComplaints } from '../../../api/complaints.ts'
import { workSpan } from '../../../core/complaint/response.ts'
import { complaintsText } from '../../../text/web/complaints.ts'
import type { ReplyOf } from '../../api.ts'
import { spanText } from '../../parts/work-span.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

type Pace = ReplyOf<typeof listComplaints>['pace'][number]

/** How soon customers heard of us and how soon it ended, all together and by team (C268). */
export function PaceOfComplaints({ pace }: { pace: Pace[] }) {
  const t = useText(complaintsText)
  const pair = (mean: number | null, median: number | null, n: number) =>
    mean === null || median === null
      ? '–'
      : t('paceOf', { time: spanText(t, workSpan(mean), workSpan(median)), n })
  const columns: Column<Pace>[] = [
    {
      key: 'team',
      title: t('paceTeam'),
      card: 'title',
      cell: (row) => (row.isAll ? t('paceAll') : (row.team?.name ?? t('paceNoTeam'))),
    },
    { key: 'count', title: t('paceCount'), align: 'right', card: 'side', cell: (row) => row.count },
    {
      key: 'late',
      title: t('paceLate'),
      align: 'right',
      cell: (row) => (
        <span className={row.late > 0 ? 'bw-warn' : undefined}>{`${row.late} / ${row.count}`}</span>
      ),
    },
    {
      key: 'response',
      title: t('paceResponse'),
      align: 'right',
      cell: (row) => pair(row.responseMean, row.responseMedian, row.responseCount),
    },
    {
      key: 'closing',
      title: t('paceClosing'),
      align: 'right',
      cell: (row) => pair(row.closingMean, row.closingMedian, row.closingCount),
    },
  ]
  return (
    <Panel
      flush
      title={t('pace')}
      extra={
        <UrlTabs
          name="days"
          fallback="90"
          options={(['30', '90', '365'] as const).map((value) => ({ value, label: t(`pace_${value}`) }))}
        />
      }
    >
      <DataTable
        columns={columns}
        rows={pace}
        rowKey={(row) => `${row.isAll} ${row.team?.id}`}
        empty={t('paceNone')}
      />
    </Panel>
  )
}
