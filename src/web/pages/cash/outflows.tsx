import { App, Button } from 'antd'
import { useState } from 'react'
import { listOutflows, voidOutflow } from '../../../api/cash.ts'
import { cashText } from '../../../text/web/cash.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'

const EndDrawer = laterOpened(async () => (await import('./end-drawer.tsx')).EndDrawer, 'plan')

type Plan = ReplyOf<typeof listOutflows>['items'][number]

/** What is planned to go out, the next first. */
export function Outflows({ writes, onPaste }: { writes: boolean; onPaste: () => void }) {
  const t = useText(cashText)
  const { values } = useUrl()
  const { message } = App.useApp()
  const { data } = useLater(listOutflows, { query: { asOf: values.asOf, known: values.known } })
  const [removing, setRemoving] = useState<Plan | null>(null)
  const [ending, setEnding] = useState<Plan | null>(null)
  const send = useSend(voidOutflow, {
    onDone: () => {
      setRemoving(null)
      void message.success(t('removed'))
    },
  })
  const columns = useColumns(writes ? { onRemove: setRemoving, onEnd: setEnding } : null)
  return (
    <Panel
      flush
      title={t('plans')}
      extra={
        writes && (
          <Button size="small" onClick={onPaste}>
            {t('pasteOutflows')}
          </Button>
        )
      }
    >
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => row.id}
          empty={<EmptyState title={t('plansEmpty')} text={t('plansEmptyText')} />}
        />
      )}
      <EndDrawer key={ending?.id} plan={ending} onClose={() => setEnding(null)} />
      <Confirm
        open={removing !== null}
        title={t('removeTitle', { label: removing?.label ?? '' })}
        text={t(removing?.every === 'once' ? 'removeOnceText' : 'removeText')}
        okText={t('remove')}
        danger
        busy={send.isPending}
        error={send.error}
        onOk={() => removing && send.mutate({ params: { id: removing.id } })}
        onCancel={() => setRemoving(null)}
      />
    </Panel>
  )
}

type Acts = { onRemove: (row: Plan) => void; onEnd: (row: Plan) => void }

function useColumns(acts: Acts | null): Column<Plan>[] {
  const t = useText(cashText)
  return [
    { key: 'label', title: t('label'), card: 'title', cell: (row) => row.label },
    { key: 'kind', title: t('kind'), cell: (row) => t(`kind_${row.kind}`) },
    {
      key: 'every',
      title: t('every'),
      cell: (row) => (
        <>
          {t(`every_${row.every}`)}
          {row.untilOn && <span className="bw-muted"> {t('until', { on: row.untilOn })}</span>}
        </>
      ),
    },
    {
      key: 'next',
      title: t('nextOn'),
      cell: (row) =>
        row.nextOn ? <Day day={row.nextOn} near /> : <span className="bw-muted">{t('over')}</span>,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    ...(acts
      ? [
          {
            key: 'acts',
            title: '',
            align: 'right' as const,
            card: 'foot' as const,
            cell: (row: Plan) => (
              <>
                {row.every !== 'once' && (
                  <Button size="small" type="link" className="biz-quiet" onClick={() => acts.onEnd(row)}>
                    {t('end')}
                  </Button>
                )}
                <Button size="small" type="link" className="biz-quiet" onClick={() => acts.onRemove(row)}>
                  {t('remove')}
                </Button>
              </>
            ),
          },
        ]
      : []),
  ]
}
