import { useQuery } from '@tanstack/react-query'
import { App, Checkbox } from 'antd'
import { useState } from 'react'
import { assignCustomers, previewAssign } from '../../../api/transfers.ts'
import type { TransferKind } from '../../../core/handover/receiver.ts'
import { customersText } from '../../../text/web/customers.ts'
import { type CallError, call, type ReplyOf, useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'

type Along = ReplyOf<typeof previewAssign>['kinds']

/**
 * Hands customers over together with what is open about them: counted before, and left behind only where
 * somebody takes the tick away (C189 C191).
 */
export function AssignDialog(props: {
  open: boolean
  ids: string[]
  onClose: () => void
  onDone?: () => void
}) {
  const t = useText(customersText)
  const { message } = App.useApp()
  const [receiver, setReceiver] = useState<string | null>(null)
  const [stays, setStays] = useState<ReadonlySet<TransferKind>>(new Set())
  const counted = useQuery({
    queryKey: [previewAssign.id, props.ids],
    queryFn: () => call(previewAssign, { body: { ids: props.ids } }),
    enabled: props.open,
    gcTime: 0,
  })
  const kinds = counted.data?.kinds ?? []
  const along = kinds.map(({ kind }) => kind).filter((kind) => !stays.has(kind))
  const send = useSend(assignCustomers, {
    onDone: (reply) => {
      const items = reply.along.reduce((sum, { count }) => sum + count, 0)
      void message.success(t(items > 0 ? 'assignedAlong' : 'assigned', { n: reply.count, items }))
      setReceiver(null)
      setStays(new Set())
      props.onDone?.()
      props.onClose()
    },
  })
  return (
    <Confirm
      open={props.open}
      title={t('assignTitle', { n: props.ids.length })}
      text={t('assignText')}
      okText={t('assign')}
      okDisabled={receiver === null || counted.data === undefined}
      busy={send.isPending}
      error={send.error}
      onOk={() => receiver && send.mutate({ body: { ids: props.ids, responsibleId: receiver, along } })}
      onCancel={props.onClose}
    >
      <PersonPick value={receiver} onChange={setReceiver} label={t('responsible')} />
      <Field label={t('alongTitle')}>
        {counted.data ? (
          <Carried kinds={kinds} stays={stays} onStays={setStays} />
        ) : (
          <span className="bw-soft">{t('alongLoading')}</span>
        )}
      </Field>
      <ErrorNote error={counted.error as CallError | null} />
    </Confirm>
  )
}

/** One line for each kind: how many, how much, some of them by name; ticked it goes along. */
function Carried(props: {
  kinds: Along
  stays: ReadonlySet<TransferKind>
  onStays: (stays: ReadonlySet<TransferKind>) => void
}) {
  const t = useText(customersText)
  if (props.kinds.length === 0) return <span className="bw-soft">{t('alongNone')}</span>
  const turn = (kind: TransferKind, goes: boolean) => {
    const next = new Set(props.stays)
    if (goes) next.delete(kind)
    else next.add(kind)
    props.onStays(next)
  }
  return (
    <div className="bw-stack">
      <span className="bw-soft">{t('alongText')}</span>
      {props.kinds.map(({ kind, count, fen, titles }) => (
        <Checkbox
          key={kind}
          checked={!props.stays.has(kind)}
          onChange={(event) => turn(kind, event.target.checked)}
        >
          {t(`along_${kind}`, { n: count })} {fen !== null && fen > 0 && <Money fen={fen} short />}
          <span className="bw-soft"> {titles.slice(0, 2).join(listMark()) + (count > 2 ? '…' : '')}</span>
        </Checkbox>
      ))}
    </div>
  )
}
