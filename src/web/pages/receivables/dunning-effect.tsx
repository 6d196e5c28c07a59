import { dunningEffect } from '../../../api/dunning.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'

type Row = ReplyOf<typeof dunningEffect>['items'][number]

/** What was paid after each stage, with how sure that is [C089]. */
export function DunningEffect({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(dunningText)
  const { data } = useLater(dunningEffect, { enabled: open })
  return (
    <FormDrawer open={open} onClose={onClose} title={t('effect')} width={720}>
      {data && (
        <>
          <h4>{t('effectTitle', { days: data.days })}</h4>
          <p className="bw-soft">{t('effectNote', { days: data.days, min: data.minCases })}</p>
          <EffectTable rows={data.items.filter(({ n }) => n > 0)} days={data.days} />
        </>
      )}
    </FormDrawer>
  )
}

function EffectTable({ rows, days }: { rows: Row[]; days: number }) {
  const t = useText(dunningText)
  const percent = (bp: number) => `${Math.round(bp / 100)}%`
  const columns: Column<Row>[] = [
    { key: 'stage', title: t('effectStage'), card: 'title', cell: (row) => t(`stage_${row.stage}`) },
    { key: 'n', title: t('effectN'), align: 'right', cell: (row) => row.n },
    {
      key: 'paid',
      title: t('effectPaid'),
      align: 'right',
      cell: (row) => (
        <span className="biz-two-lines">
          <span>{row.paid}</span>
          <Money fen={row.paidFen} />
        </span>
      ),
    },
    {
      key: 'share',
      title: t('effectShare'),
      align: 'right',
      cell: (row) =>
        row.lowBp === null || row.highBp === null ? (
          <span className="bw-muted">{t('effectFew', { paid: row.paid, n: row.n })}</span>
        ) : (
          <span className="biz-two-lines">
            <strong>{percent((row.paid * 10_000) / row.n)}</strong>
            <span className="bw-muted">
              {percent(row.lowBp)} – {percent(row.highBp)}
            </span>
          </span>
        ),
    },
    { key: 'median', title: t('effectMedian'), align: 'right', cell: (row) => row.medianDays },
  ]
  return (
    <DataTable columns={columns} rows={rows} rowKey={(row) => row.stage} empty={t('effectNone', { days })} />
  )
}
