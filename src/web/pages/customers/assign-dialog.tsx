import { App } from 'antd'
import { useState } from 'react'
import { assignCustomers } from '../../../api/customers.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'

/** Hands customers over; their open alerts go along, so nobody is left without an answer. */
export function AssignDialog(props: {
  open: boolean
  ids: string[]
  onClose: () => void
  onDone?: () => void
}) {
  const t = useText(customersText)
  const { message } = App.useApp()
  const [receiver, setReceiver] = useState<string | null>(null)
  const send = useSend(assignCustomers, {
    onDone: (reply) => {
      void message.success(t('assigned', { n: reply.count }))
      setReceiver(null)
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
      okDisabled={receiver === null}
      busy={send.isPending}
      error={send.error}
      onOk={() => receiver && send.mutate({ body: { ids: props.ids, responsibleId: receiver } })}
      onCancel={props.onClose}
    >
      <PersonPick value={receiver} onChange={setReceiver} label={t('responsible')} />
    </Confirm>
  )
}
