import { App, Button } from 'antd'
import { useState } from 'react'
import { listFinancing, voidFinancing } from '../../../api/credit-covers.ts'
import { coversText } from '../../../text/web/credit-covers.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useAsOf } from '../../ui/url.tsx'
import './cash.css'
import { laterOpened } from '../../ui/later.tsx'

const FinancingDrawer = laterOpened(async () => (await import('./financing-drawer.tsx')).FinancingDrawer)

type Way = ReplyOf<typeof listFinancing>['items'][number]

/** Where money could come from when it does not come in: how much, how fast, at what price [C031]. */
export function FinancingPanel() {
  const t = useText(coversText)
  const asOf = useAsOf()
  const { message } = App.useApp()
  const { data } = useLater(listFinancing, { query: { asOf } })
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Way | null>(null)
  const send = useSend(voidFinancing, {
    onDone: () => {
      setRemoving(null)
      void message.success(t('removed'))
    },
  })
  const writes = data?.can.record === true && !asOf
  const columns = useColumns(writes ? setRemoving : null)
  if (!data) return null
  return (
    <Panel
      flush
      title={t('financing')}
      extra={
        writes && (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('financingAdd')}
          </Button>
        )
      }
    >
      <p className="bw-soft biz-panel-note">{t('financingNote')}</p>
      {data.items.length > 0 && (
        <div className="biz-panel-note">
          <StatRow>
            {data.within.map(({ days, fen }) => (
              <StatCard key={days} label={t('within', { n: days })} value={<Money fen={fen} short />} />
            ))}
          </StatRow>
        </div>
      )}
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('financingNone')} text={t('financingNoneText')} />}
      />
      <FinancingDrawer open={adding} onClose={() => setAdding(false)} />
      <Confirm
        open={removing !== null}
        title={t('removeTitle', { provider: removing?.provider ?? '' })}
        text={t('financingRemoveText')}
        okText={t('remove')}
        danger
        busy={send.isPending}
        error={send.error}
        onOk={() => send.mutate({ params: { id: removing!.id } })}
        onCancel={() => setRemoving(null)}
      />
    </Panel>
  )
}

function useColumns(onRemove: ((way: Way) => void) | null): Column<Way>[] {
  const t = useText(coversText)
  return [
    {
      key: 'provider',
      title: t('fprovider'),
      card: 'title',
      cell: (row) => (
        <span className={row.isOver ? 'bw-muted' : ''}>
          {row.provider} <span className="bw-soft">{t(`fkind_${row.kind}`)}</span>
        </span>
      ),
    },
    {
      key: 'capacity',
      title: t('capacity'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.capacityFen} />,
    },
    {
      key: 'lead',
      title: t('leadDays'),
      align: 'right',
      cell: (row) => t('leadValue', { n: row.leadDays }),
    },
    {
      key: 'cost',
      title: t('cost'),
      align: 'right',
      cell: (row) => (row.costBp == null ? null : `${row.costBp / 100}%`),
    },
    { key: 'terms', title: t('fterms'), cell: (row) => row.terms || null },
    {
      key: 'until',
      title: t('funtil'),
      cell: (row) =>
        row.untilOn && (
          <span className={row.isOver ? 'bw-warn' : ''}>
            <Day day={row.untilOn} /> {row.isOver && t('isOver')}
          </span>
        ),
    },
    ...(onRemove
      ? [
          {
            key: 'act',
            title: '',
            card: 'foot' as const,
            cell: (row: Way) => (
              <Button type="link" size="small" onClick={() => onRemove(row)}>
                {t('remove')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}
