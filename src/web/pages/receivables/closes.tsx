import { App, Button } from 'antd'
import { useState } from 'react'
import { listCloses, reopenMonth } from '../../../api/closes.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { closesText } from '../../../text/web/closes.ts'
import { useLater, useSend } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import type { CloseRow } from './queries.ts'

const CloseMonthDrawer = laterOpened(
  async () => (await import('./close-month.tsx')).CloseMonthDrawer,
  'month',
)
const LateChanges = laterOpened(async () => (await import('./late-changes.tsx')).LateChanges, 'month')

/** The closed months, each tied to the ledger and to what its last day reads today (月结). */
export function Closes() {
  const t = useText(closesText)
  const { message } = App.useApp()
  const writes = useMay()('receivable.write')
  const { data } = useLater(listCloses)
  const [closing, setClosing] = useState<string | null>(null)
  const [shown, setShown] = useState<string | null>(null)
  const [reopening, setReopening] = useState<CloseRow | null>(null)
  const send = useSend(reopenMonth, {
    onDone: () => {
      setReopening(null)
      void message.success(t('reopened'))
    },
  })
  const columns = useColumns(setShown, writes ? setReopening : null)
  if (!data) return null
  const next = writes ? data.open[0] : undefined
  return (
    <>
      <p className="bw-soft biz-detail-sum">{t('note')}</p>
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowTone={(row) => (row.differenceFen ? 'danger' : undefined)}
        toolbar={next && <CloseButtons months={data.open.slice(0, 2)} onClose={setClosing} />}
        empty={
          <EmptyState
            title={t('empty')}
            text={t('emptyText')}
            action={next && <CloseButtons months={data.open.slice(0, 2)} onClose={setClosing} />}
          />
        }
      />
      <CloseMonthDrawer month={closing} onClose={() => setClosing(null)} />
      <LateChanges month={shown} onClose={() => setShown(null)} />
      <Confirm
        open={reopening !== null}
        title={t('reopenTitle', { month: reopening?.month ?? '' })}
        text={t('reopenText')}
        okText={t('reopen')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => reopening && send.mutate({ params: { month: reopening.month }, body: { reason } })}
        onCancel={() => setReopening(null)}
      />
    </>
  )
}

/** The months that wait, the latest first; older ones are closed from last year's end on as needed. */
function CloseButtons({ months, onClose }: { months: readonly string[]; onClose: (month: string) => void }) {
  const t = useText(closesText)
  return (
    <span className="bw-row">
      {months.map((month, index) => (
        <Button
          key={month}
          size="small"
          type={index === 0 ? 'primary' : 'default'}
          onClick={() => onClose(month)}
        >
          {t('close', { month })}
        </Button>
      ))}
    </span>
  )
}

function useColumns(
  onShow: (month: string) => void,
  onReopen: ((row: CloseRow) => void) | null,
): Column<CloseRow>[] {
  const t = useText(closesText)
  return [
    {
      key: 'month',
      title: t('month'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <strong>{row.month}</strong>
          <span className="bw-muted">
            {t('closedBy', { name: row.closedBy ?? '', time: formatInstant(row.closedAt) })}
          </span>
        </span>
      ),
    },
    {
      key: 'balance',
      title: t('balance'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.balanceFen} />,
    },
    { key: 'overdue', title: t('overdue'), align: 'right', cell: (row) => <Money fen={row.overdueFen} /> },
    {
      key: 'retention',
      title: t('retention'),
      align: 'right',
      cell: (row) => (row.retentionFen === null ? null : <Money fen={row.retentionFen} />),
    },
    { key: 'received', title: t('received'), align: 'right', cell: (row) => <Money fen={row.receivedFen} /> },
    {
      key: 'exchange',
      title: t('exchange'),
      align: 'right',
      cell: (row) => (row.exchangeFen === 0 ? null : <Money fen={-row.exchangeFen} />),
    },
    { key: 'ledger', title: t('difference'), cell: (row) => <Difference row={row} /> },
    {
      key: 'changed',
      title: t('changed'),
      cell: (row) =>
        row.changeCount === 0 && row.unlistedFen === 0 ? (
          <span className="bw-muted">{t('nothingChanged')}</span>
        ) : (
          <Button size="small" type="link" onClick={() => onShow(row.month)}>
            {t('changedCount', { n: row.changeCount, amount: moneyText(row.changedFen) })}
          </Button>
        ),
    },
    {
      key: 'do',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) =>
        onReopen && (
          <Button size="small" type="link" className="biz-quiet" onClick={() => onReopen(row)}>
            {t('reopen')}
          </Button>
        ),
    },
  ]
}

function Difference({ row }: { row: CloseRow }) {
  const t = useText(closesText)
  if (row.differenceFen === null) return <span className="bw-muted">{t('notTied')}</span>
  if (row.differenceFen === 0) return <span className="bw-good">{t('tied')}</span>
  return (
    <span className="biz-two-lines biz-said">
      <Money fen={row.differenceFen} tone="danger" />
      <span className="bw-muted">{row.note}</span>
    </span>
  )
}
