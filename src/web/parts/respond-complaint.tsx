import { App, Input } from 'antd'
import { useState } from 'react'
import { respondComplaint } from '../../api/complaints.ts'
import { startOfDay } from '../../core/calendar.ts'
import { complaintsText } from '../../text/web/complaints.ts'
import { useSend } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Field } from '../ui/field.tsx'
import { useText } from '../ui/language.tsx'

/** The first answer to the customer: now, or when it was given. */
export function RespondComplaint({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText(complaintsText)
  const { message } = App.useApp()
  const [when, setWhen] = useState('')
  const send = useSend(respondComplaint, {
    onDone: () => {
      void message.success(t('responded'))
      onClose()
    },
  })
  return (
    <Confirm
      open
      title={t('respondTitle')}
      text={t('respondText')}
      okText={t('respond')}
      reason="optional"
      reasonLabel={t('respondNote')}
      busy={send.isPending}
      error={send.error}
      onOk={(note) =>
        send.mutate({ params: { id }, body: { note, ...(when === '' ? {} : { at: inChina(when) }) } })
      }
      onCancel={onClose}
    >
      <Field label={t('respondWhen')} hint={t('respondNow')}>
        <Input type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} />
      </Field>
    </Confirm>
  )
}

/** What a clock in China shows, as an instant. */
function inChina(shown: string): number {
  const [day, clock] = shown.split('T') as [string, string]
  const [hours, minutes] = clock.split(':').map(Number) as [number, number]
  return startOfDay(day) + (hours * 60 + minutes) * 60_000
}
