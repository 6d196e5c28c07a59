import { Radio } from 'antd'
import { useState } from 'react'
import { getAlert, listAlerts, resolveAlert } from '../../../api/alerts.ts'
import { type AlertResult, RESULTS, VERDICTS, type Verdict } from '../../../core/watch/alert.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'
import type { Alert } from './alert-words.tsx'

type GivenResult = Exclude<AlertResult, 'cleared'>
const GIVEN = RESULTS.filter((result): result is GivenResult => result !== 'cleared')

/** Every warning ends in a result, and in a verdict that makes the next one better (C134). */
export function ResolveDialog({
  alert,
  open,
  onClose,
}: {
  alert: Alert
  open: boolean
  onClose: () => void
}) {
  const t = useText(alertsText)
  const [result, setResult] = useState<GivenResult | null>(null)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const send = useSend(resolveAlert, { refresh: [getAlert, listAlerts], onDone: onClose })
  return (
    <Confirm
      open={open}
      title={t('resolveTitle')}
      okText={t('resolve')}
      okDisabled={result === null || verdict === null}
      reason="optional"
      reasonLabel={t('note')}
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={(note) => {
        if (result === null || verdict === null) return
        send.mutate({ params: { id: alert.id }, body: { version: alert.version, result, verdict, note } })
      }}
    >
      <fieldset className="bw-choice">
        <legend>{t('result')}</legend>
        <Radio.Group
          value={result}
          onChange={(event) => setResult(event.target.value as GivenResult)}
          options={GIVEN.map((value) => ({ value, label: t(value) }))}
        />
      </fieldset>
      <fieldset className="bw-choice">
        <legend>
          {t('verdict')} <small className="bw-muted">{t('verdictWhy')}</small>
        </legend>
        <div className="bw-verdicts">
          {VERDICTS.map((value) => (
            <button
              type="button"
              key={value}
              aria-pressed={verdict === value}
              onClick={() => setVerdict(value)}
              className={verdict === value ? 'bw-here' : ''}
            >
              <strong>{t(value)}</strong>
              <small>{t(`${value}Why`)}</small>
            </button>
          ))}
        </div>
      </fieldset>
    </Confirm>
  )
}
