import { App } from 'antd'
import { useState } from 'react'
import { deactivatePerson } from '../../../api/people.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'
import type { PersonRow } from './rows.ts'

/** Departure: everything the person answers for has a receiver before the account ends [C189]. */
export function LeaveDialog({ person, onClose }: { person: PersonRow | null; onClose: () => void }) {
  const t = useText(settingsText)
  const { message } = App.useApp()
  const [receiver, setReceiver] = useState<string | null>(null)
  const send = useSend(deactivatePerson, {
    onDone: (moved) => {
      void message.success(t('left', moved))
      setReceiver(null)
      onClose()
    },
  })
  return (
    <Confirm
      open={person !== null}
      title={t('leaveTitle', { name: person?.name ?? '' })}
      text={t('leaveText')}
      okText={t('leave')}
      danger
      okDisabled={receiver === null}
      busy={send.isPending}
      error={send.error}
      onOk={() =>
        person && receiver && send.mutate({ params: { id: person.id }, body: { receiverId: receiver } })
      }
      onCancel={onClose}
    >
      <p>
        <strong>
          {[
            t('holdsCustomers', { n: person?.customers ?? 0 }),
            t('holdsAlerts', { n: person?.openAlerts ?? 0 }),
          ].join(' · ')}
        </strong>
      </p>
      <PersonPick
        value={receiver}
        onChange={setReceiver}
        label={t('receiver')}
        placeholder={t('receiver')}
        {...(person ? { except: person.id } : {})}
      />
    </Confirm>
  )
}
