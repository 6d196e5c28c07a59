import { getEmergency, startRun } from '../../../api/emergency.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { emergencyText } from '../../../text/web/emergency.ts'
import { useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { TextLink, useGo } from '../../ui/url.tsx'
import type { Alert } from './alert-words.tsx'

/** An alert of the highest severity has the emergency plan under the thumb (C141). */
export function EmergencyButton({ alert }: { alert: Alert }) {
  const t = useText(emergencyText)
  const go = useGo()
  const { data } = useLater(getEmergency)
  const send = useSend(startRun, {
    refresh: [getEmergency],
    onDone: ({ id }) => go(paths.emergencyRun(id)),
  })
  if (!data?.plan) return null
  const own = data.runs.find(({ alertId, endedAt }) => alertId === alert.id && endedAt === null)
  if (own) return <TextLink href={paths.emergencyRun(own.id)}>{t('resume')}</TextLink>
  if (!data.can.start || isSettled(alert.status)) return null
  return (
    <div className="bw-row bw-wrap">
      <CanButton
        can={true}
        danger
        loading={send.isPending}
        onClick={() => send.mutate({ body: { alertId: alert.id } })}
      >
        {t('start')}
      </CanButton>
      <span className="bw-soft">{t('startText')}</span>
      <ErrorNote error={send.error} />
    </div>
  )
}
