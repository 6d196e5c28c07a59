import { Select } from 'antd'
import { useState } from 'react'
import { alertAssignees, getAlert, listAlerts, reassignAlert } from '../../../api/alerts.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useLater, useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import type { Alert } from './alert-words.tsx'

/** 转交: exactly one person answers for it before and after. */
export function ReassignDialog({
  alert,
  open,
  onClose,
}: {
  alert: Alert
  open: boolean
  onClose: () => void
}) {
  const t = useText(alertsText)
  const params = { id: alert.id }
  const people = useLater(alertAssignees, { params, enabled: open })
  const [toUserId, setToUserId] = useState<string | null>(null)
  const send = useSend(reassignAlert, { answers: getAlert, refresh: [getAlert, listAlerts], onDone: onClose })
  return (
    <Confirm
      open={open}
      title={t('reassignTitle')}
      okText={t('reassign')}
      okDisabled={toUserId === null}
      reason="required"
      busy={send.isPending}
      error={send.error ?? (people.error as typeof send.error)}
      onCancel={onClose}
      onOk={(reason) => {
        if (toUserId) send.mutate({ params, body: { version: alert.version, toUserId, reason } })
      }}
    >
      <Field label={t('reassignTo')}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          value={toUserId}
          loading={people.isPending}
          onChange={setToUserId}
          options={(people.data?.rows ?? []).map((person) => ({
            value: person.id,
            label: [person.name, person.team, person.absent ? t('absentTag') : '']
              .filter(Boolean)
              .join(' · '),
            disabled: person.absent,
          }))}
        />
      </Field>
    </Confirm>
  )
}
