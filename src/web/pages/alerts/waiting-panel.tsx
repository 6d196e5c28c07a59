import { Button } from 'antd'
import { useState } from 'react'
import { listWithheld } from '../../../api/withheld.ts'
import { lateSourcesText } from '../../../text/web/late-sources.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { Severity } from '../../ui/severity.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'

type Row = ReplyOf<typeof listWithheld>['rows'][number]

/** What would be a warning if its data were not late: nobody has been told of it yet (C208). */
export function WaitingPanel() {
  const t = useText(lateSourcesText)
  const asOf = useAsOf()
  const [isEndedShown, setEndedShown] = useState(false)
  const { data } = useLater(listWithheld, { query: asOf ? { asOf } : {} })
  const columns = useColumns(isEndedShown)
  if (!data || data.rows.length === 0) return null
  const hasEnded = data.told + data.refuted > 0
  const rows = data.rows.filter(({ endedAt }) => endedAt === null || isEndedShown)
  return (
    <Panel
      title={data.waiting > 0 ? `${t('waitingTitle')} ${data.waiting}` : t('waitingTitle')}
      extra={
        hasEnded && (
          <Button size="small" type="text" onClick={() => setEndedShown(!isEndedShown)}>
            {t(isEndedShown ? 'hideEnded' : 'showEnded')}
          </Button>
        )
      }
    >
      {data.waiting > 0 && <p className="bw-soft">{t('waitingNote')}</p>}
      {hasEnded && <p className="bw-soft">{t('endedNote', { told: data.told, refuted: data.refuted })}</p>}
      {rows.length > 0 && (
        <DataTable
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        />
      )}
    </Panel>
  )
}

function useColumns(hasOutcome: boolean): Column<Row>[] {
  const t = useText(lateSourcesText)
  return [
    { key: 'what', title: t('what'), card: 'title', cell: (row) => <What row={row} /> },
    {
      key: 'money',
      title: t('money'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.moneyFen || null} short />,
    },
    {
      key: 'source',
      title: t('waitsFor'),
      cell: (row) => t('waitsForText', { source: t(row.source), day: row.dataOn }),
    },
    { key: 'since', title: t('since'), cell: (row) => <Moment at={row.heldAt} /> },
    {
      key: 'until',
      title: t('until'),
      cell: (row) => (row.endedAt === null ? <Moment at={row.heldUntil} /> : null),
    },
    ...(hasOutcome
      ? [{ key: 'outcome', title: t('outcome'), cell: (row: Row) => <Outcome row={row} /> }]
      : []),
  ]
}

function What({ row }: { row: Row }) {
  const t = useText(lateSourcesText)
  const both = useBoth()
  return (
    <span className="bw-alert-what">
      <span className="bw-alert-line">
        <Severity level={row.severity} plain />
        <strong>{row.customer?.name ?? row.subject.label}</strong>
        <span className="bw-tag">{both(row.title)}</span>
        {row.mode === 'trial' && <span className="bw-tag bw-tag-warn">{t('trial')}</span>}
      </span>
      <span className="bw-alert-sentence">{both(row.sentence)}</span>
    </span>
  )
}

function Outcome({ row }: { row: Row }) {
  const t = useText(lateSourcesText)
  if (row.outcome === null) return null
  return (
    <span className="bw-row bw-wrap">
      {t(row.outcome)}
      {row.alertId && <TextLink href={paths.alert(row.alertId)}>{t('openAlert')}</TextLink>}
    </span>
  )
}
