import { App, Button } from 'antd'
import { useState } from 'react'
import { endWaiver, type readPenalties } from '../../../api/penalties.ts'
import { penaltiesText } from '../../../text/web/penalties.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

type Waiver = ReplyOf<typeof readPenalties>['waivers'][number]

/** What was given up of penalties, asked for and taken back. */
export function Waivers({ waivers }: { waivers: readonly Waiver[] }) {
  const t = useText(penaltiesText)
  const { message } = App.useApp()
  const [ending, setEnding] = useState<Waiver | null>(null)
  const send = useSend(endWaiver, {
    onDone: () => {
      setEnding(null)
      void message.success(t('takenBack'))
    },
  })
  return (
    <Panel flush title={t('waivers')}>
      <DataTable columns={useColumns(setEnding)} rows={waivers} rowKey={(row) => row.id} empty={null} />
      <Confirm
        open={ending !== null}
        title={t('takeBackTitle')}
        text={t('takeBackText')}
        okText={t('takeBack')}
        danger
        busy={send.isPending}
        error={send.error}
        onOk={() => ending && send.mutate({ params: { id: ending.id } })}
        onCancel={() => setEnding(null)}
      />
    </Panel>
  )
}

function useColumns(onEnd: (row: Waiver) => void): Column<Waiver>[] {
  const t = useText(penaltiesText)
  return [
    { key: 'reason', title: t('reason'), card: 'title', cell: (row) => row.reason },
    {
      key: 'status',
      title: t('status'),
      cell: (row) => (row.endReason ? t(`end_${row.endReason}`) : t(`status_${row.status}`)),
    },
    { key: 'by', title: t('by'), cell: (row) => row.by },
    { key: 'on', title: t('on'), cell: (row) => (row.on ? <Day day={row.on} /> : null) },
    {
      key: 'amount',
      title: t('waiver'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    {
      key: 'act',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) => (
        <span className="bw-row">
          {row.approvalId && <TextLink href={paths.approval(row.approvalId)}>{t('approval')}</TextLink>}
          {row.can.end === true && (
            <Button size="small" type="link" className="biz-quiet" onClick={() => onEnd(row)}>
              {t('takeBack')}
            </Button>
          )}
        </span>
      ),
    },
  ]
}
