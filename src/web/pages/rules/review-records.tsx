import { Tag } from 'antd'
import { judgedOf } from '../../../core/watch/rule-record.ts'
import { shareText } from '../../../text/backtest.ts'
import { ruleReviewText } from '../../../text/web/rule-review.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { Severity } from '../../ui/severity.tsx'
import { TextLink } from '../../ui/url.tsx'
import { PaceText, type RuleRecord } from './rule-health.tsx'

/** One row for each rule: how often it spoke, who listened, whether people and the backtest agree (C135). */
export function ReviewRecords({ rows }: { rows: readonly RuleRecord[] }) {
  const t = useText(ruleReviewText)
  const words = useText(rulesText)
  const both = useBoth()
  const columns: Column<RuleRecord>[] = [
    {
      key: 'rule',
      title: t('rule'),
      card: 'title',
      cell: (row) => (
        <>
          <Severity level={row.severity} plain /> {both(row.title)}{' '}
          {row.mode !== 'on' && <Tag>{words(row.mode)}</Tag>}
          {row.digestOnly && <Tag color="warning">{t('digest')}</Tag>}
        </>
      ),
    },
    {
      key: 'fired',
      title: t('fired'),
      align: 'right',
      cell: (row) =>
        row.fired === 0 ? (
          '0'
        ) : (
          <TextLink
            href={paths.alerts({
              rule: row.code,
              status: 'all',
              mode: row.mode === 'trial' ? 'trial' : undefined,
            })}
          >
            {row.fired}
          </TextLink>
        ),
    },
    {
      key: 'handled',
      title: t('handled'),
      align: 'right',
      cell: (row) => (row.fired === 0 ? null : `${row.handled}/${row.fired}`),
    },
    {
      key: 'verdicts',
      title: t('live'),
      align: 'right',
      cell: (row) => {
        const judged = judgedOf(row.verdicts)
        if (judged === 0) return <span className="bw-muted">{t('notJudged')}</span>
        return (
          <span title={words('judged', row.verdicts)}>
            {shareText(row.verdicts.right, judged)}
            <span className="bw-muted"> {t('liveNote', { right: row.verdicts.right, judged })}</span>
          </span>
        )
      },
    },
    {
      key: 'tested',
      title: t('tested'),
      align: 'right',
      cell: ({ backtest }) =>
        backtest && backtest.judged > 0 ? (
          shareText(backtest.right, backtest.judged, backtest.events)
        ) : (
          <span className="bw-muted">{t('testedNone')}</span>
        ),
    },
    {
      key: 'missed',
      title: t('missed'),
      align: 'right',
      cell: ({ backtest }) => (backtest ? `${backtest.missed}/${backtest.events}` : null),
    },
    { key: 'pace', title: t('pace'), cell: (row) => <PaceText record={row} /> },
  ]
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowKey={(row) => row.code}
      empty={<EmptyState title={t('noRecords')} />}
    />
  )
}
