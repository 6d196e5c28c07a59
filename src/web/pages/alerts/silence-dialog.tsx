import { Segmented } from 'antd'
import { useState } from 'react'
import { getAlert, listAlerts, silenceAlert } from '../../../api/alerts.ts'
import { addDays } from '../../../core/calendar.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Alert } from './alert-words.tsx'

/** 暂不提醒: always with an end and a reason. */
export function SilenceDialog({
  alert,
  open,
  onClose,
}: {
  alert: Alert
  open: boolean
  onClose: () => void
}) {
  const t = useText(alertsText)
  const today = useToday()
  const [days, setDays] = useState(3)
  const send = useSend(silenceAlert, { answers: getAlert, refresh: [getAlert, listAlerts], onDone: onClose })
  const untilDay = addDays(today, days)
  return (
    <Confirm
      open={open}
      title={t('silenceTitle')}
      text={t('silenceText')}
      okText={t('silence')}
      reason="required"
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={(reason) =>
        send.mutate({ params: { id: alert.id }, body: { version: alert.version, untilDay, reason } })
      }
    >
      <div className="bw-field">
        <span>{t('silenceUntil')}</span>
        <span className="bw-row">
          <Segmented
            value={days}
            onChange={setDays}
            options={[
              { value: 3, label: t('days3') },
              { value: 7, label: t('days7') },
              { value: 14, label: t('days14') },
            ]}
          />
          <span className="bw-soft bw-num">{untilDay}</span>
        </span>
      </div>
    </Confirm>
  )
}
