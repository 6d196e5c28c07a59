import { App, Button } from 'antd'
import { useState } from 'react'
import { askWriteOff, endWriteOff, voidRecovery } from '../../../api/write-offs.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { Facts } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import { WriteOffEvidence } from './write-off-evidence.tsx'
import { type WriteOff, WriteOffState } from './write-off-state.tsx'

const RecoveryDrawer = laterOpened(async () => (await import('./recovery-drawer.tsx')).RecoveryDrawer, 'row')

type Props = { row: WriteOff | null; onClose: () => void }

/** One write-off: what, why, by whom, on what evidence, and what came back. */
export function WriteOffDetail({ row, onClose }: Props) {
  const t = useText(lossesText)
  return (
    <FormDrawer
      open={row !== null}
      width={680}
      title={row && t('detail', { name: row.customer.name })}
      onClose={onClose}
    >
      {row && (
        <div className="bw-stack">
          <Actions row={row} />
          <Heads row={row} />
          <WriteOffEvidence row={row} />
          <Lines row={row} />
          {(row.status === 'in_effect' || row.recoveries.length > 0) && <Recoveries row={row} />}
        </div>
      )}
    </FormDrawer>
  )
}

function Heads({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  return (
    <Facts
      items={[
        {
          label: t('customer'),
          value: <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
        },
        { label: t('state'), value: <WriteOffState row={row} /> },
        { label: t('amount'), value: <Money fen={row.amountFen} /> },
        ...(row.status === 'in_effect' ? [{ label: t('left'), value: <Money fen={row.leftFen} /> }] : []),
        { label: t('ground'), value: t(`ground_${row.ground}`) },
        { label: t('reason'), value: row.reason },
        ...(row.on
          ? [
              {
                label: t(row.basis === 'authority' ? 'byAuthority' : 'byApproval'),
                value: t('decided', { by: row.decidedBy ?? '—', on: row.on }),
              },
            ]
          : []),
        ...(row.approvalId
          ? [
              {
                label: '',
                value: <TextLink href={paths.approval(row.approvalId)}>{t('seeApproval')}</TextLink>,
              },
            ]
          : []),
      ]}
    />
  )
}

function Actions({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  const { message } = App.useApp()
  const [doing, setDoing] = useState<'ask' | 'end' | 'recover' | null>(null)
  const done = (text: string) => {
    setDoing(null)
    void message.success(text)
  }
  const ask = useSend(askWriteOff, { onDone: ({ inEffect }) => done(t(inEffect ? 'inEffect' : 'asked')) })
  const end = useSend(endWriteOff, { onDone: () => done(t('ended')) })
  if (row.can.ask === 'forbidden' || row.status === 'ended') return null
  const isDraft = row.status === 'draft'
  const isAhead = isDraft || row.status === 'asked'
  return (
    <div className="bw-row">
      {isAhead ? (
        <CanButton type="primary" can={row.can.ask} onClick={() => setDoing('ask')}>
          {t('ask')}
        </CanButton>
      ) : (
        <CanButton type="primary" can={row.can.recover} onClick={() => setDoing('recover')}>
          {t('recover')}
        </CanButton>
      )}
      <CanButton can={row.can.end} onClick={() => setDoing('end')}>
        {t(isAhead ? 'drop' : 'takeBack')}
      </CanButton>
      <Confirm
        open={doing === 'ask'}
        title={t('ask')}
        text={t('askText')}
        okText={t('ask')}
        busy={ask.isPending}
        error={ask.error}
        onOk={() => ask.mutate({ params: { id: row.id } })}
        onCancel={() => setDoing(null)}
      />
      <Confirm
        open={doing === 'end'}
        title={t(isDraft ? 'drop' : 'takeBack')}
        text={isDraft ? undefined : t('takeBackText')}
        okText={t(isDraft ? 'drop' : 'takeBack')}
        danger
        reason="required"
        busy={end.isPending}
        error={end.error}
        onOk={(reason) => end.mutate({ params: { id: row.id }, body: { reason } })}
        onCancel={() => setDoing(null)}
      />
      <RecoveryDrawer row={doing === 'recover' ? row : null} onClose={() => setDoing(null)} />
    </div>
  )
}

function Lines({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  const columns: Column<WriteOff['lines'][number]>[] = [
    {
      key: 'invoice',
      title: t('invoice'),
      card: 'title',
      cell: (line) => `${line.invoiceNumber} ${line.label}`,
    },
    { key: 'due', title: t('due'), cell: (line) => <Day day={line.dueOn} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (line) => <Money fen={line.amountFen} />,
    },
  ]
  return (
    <section>
      <h3>{t('lines')}</h3>
      <DataTable columns={columns} rows={row.lines} rowKey={(line) => line.instalmentId} empty={null} />
    </section>
  )
}

type Recovery = WriteOff['recoveries'][number]

function Recoveries({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  const { message } = App.useApp()
  const [voiding, setVoiding] = useState<Recovery | null>(null)
  const send = useSend(voidRecovery, {
    onDone: () => {
      setVoiding(null)
      void message.success(t('ended'))
    },
  })
  const columns: Column<Recovery>[] = [
    { key: 'on', title: t('receivedOn'), card: 'title', cell: (one) => <Day day={one.receivedOn} /> },
    { key: 'reference', title: t('reference'), cell: (one) => one.reference || null },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (one) => <Money fen={one.amountFen} />,
    },
    {
      key: 'void',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (one) =>
        row.can.ask !== 'forbidden' && (
          <Button size="small" type="link" className="biz-quiet" onClick={() => setVoiding(one)}>
            {t('voidRecovery')}
          </Button>
        ),
    },
  ]
  return (
    <section>
      <h3>{t('recoveries')}</h3>
      <DataTable
        columns={columns}
        rows={row.recoveries}
        rowKey={(one) => one.id}
        empty={<span className="bw-muted">{t('recoveriesNone')}</span>}
      />
      <Confirm
        open={voiding !== null}
        title={t('voidRecovery')}
        text={t('voidRecoveryText')}
        okText={t('voidRecovery')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => voiding && send.mutate({ params: { id: voiding.id }, body: { reason } })}
        onCancel={() => setVoiding(null)}
      />
    </section>
  )
}
