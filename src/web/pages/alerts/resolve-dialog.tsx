import { Radio } from 'antd'
import { useState } from 'react'
import { getAlertGroup, listAlertGroups, resolveTogether } from '../../../api/alert-groups.ts'
import { getAlert, listAlerts, resolveAlert } from '../../../api/alerts.ts'
import { alertCases } from '../../../api/cases.ts'
import { type AlertResult, RESULTS, VERDICTS, type Verdict } from '../../../core/watch/alert.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { type BodyOf, useSend } from '../../api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { useText } from '../../ui/language.tsx'
import type { CodedError } from '../../ui/refusal.tsx'
import type { Alert } from './alert-words.tsx'

type GivenResult = Exclude<AlertResult, 'cleared'>
const GIVEN = RESULTS.filter((result): result is GivenResult => result !== 'cleared')

type Told = Omit<BodyOf<typeof resolveAlert>, 'version'>

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
  const send = useSend(resolveAlert, {
    answers: getAlert,
    refresh: [getAlert, listAlerts, alertCases],
    onDone: onClose,
  })
  const close = (told: Told) =>
    send.mutate({ params: { id: alert.id }, body: { version: alert.version, ...told } })
  const dialog = { open, title: t('resolveTitle'), okText: t('resolve'), busy: send.isPending }
  return <ResultDialog {...dialog} error={send.error} onOk={close} onCancel={onClose} />
}

type TogetherProps = {
  id: string
  title: string
  text: string
  open: boolean
  onClose: () => void
  onDone: (acted: { done: number; left: unknown[] }) => void
}

/** One result and one verdict for all that is open of a team's matter. */
export function ResolveTogetherDialog({ id, title, text, open, onClose, onDone }: TogetherProps) {
  const send = useSend(resolveTogether, {
    refresh: [getAlertGroup, listAlertGroups, getAlert, listAlerts, alertCases],
    onDone: (acted) => {
      onClose()
      onDone(acted)
    },
  })
  const close = (told: Told) => send.mutate({ params: { id }, body: told })
  const dialog = { open, title, text, okText: title, busy: send.isPending }
  return <ResultDialog {...dialog} error={send.error} onOk={close} onCancel={onClose} />
}

type DialogProps = {
  open: boolean
  title: string
  text?: string
  okText: string
  busy: boolean
  error: CodedError | null
  onOk: (told: Told) => void
  onCancel: () => void
}

function ResultDialog({ onOk, ...dialog }: DialogProps) {
  const t = useText(alertsText)
  const [result, setResult] = useState<GivenResult | null>(null)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  return (
    <Confirm
      {...dialog}
      okDisabled={result === null || verdict === null}
      reason="optional"
      reasonLabel={t('note')}
      onOk={(note) => {
        if (result !== null && verdict !== null) onOk({ result, verdict, note })
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
