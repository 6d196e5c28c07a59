import { EllipsisOutlined } from '@ant-design/icons'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import {
  acknowledgeAlert,
  escalateAlert,
  getAlert,
  listAlerts,
  reviewAlert,
  startAlert,
  unsilenceAlert,
  urgeAlert,
} from '../../../api/alerts.ts'
import { addDays } from '../../../core/calendar.ts'
import { formatFen } from '../../../core/money.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useSend } from '../../api.ts'
import { ReminderButton } from '../../parts/inhibition.tsx'
import { RecordPayment } from '../../parts/record-payment-button.tsx'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Alert } from './alert-words.tsx'

const ReassignDialog = laterOpened(async () => (await import('./reassign-dialog.tsx')).ReassignDialog)
const ResolveDialog = laterOpened(async () => (await import('./resolve-dialog.tsx')).ResolveDialog)
const SilenceDialog = laterOpened(async () => (await import('./silence-dialog.tsx')).SilenceDialog)

type Dialog = 'resolve' | 'reassign' | 'silence' | 'escalate' | 'review' | null
const REFRESH = [getAlert, listAlerts]

/** What may be done now: the next step stands out, the rest is one tap away; under the thumb on a phone. */
export function AlertActions({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const { message } = App.useApp()
  const [dialog, setDialog] = useState<Dialog>(null)
  const take = useSend(acknowledgeAlert, { answers: getAlert, refresh: REFRESH })
  const start = useSend(startAlert, { answers: getAlert, refresh: REFRESH })
  const unsilence = useSend(unsilenceAlert, { answers: getAlert, refresh: REFRESH })
  const urge = useSend(urgeAlert, {
    answers: getAlert,
    refresh: REFRESH,
    onDone: () => void message.success(t('urged', { who: alert.responsible.name })),
  })
  const sent = { params: { id: alert.id }, body: { version: alert.version } }
  const next = nextStep(alert)
  // The next act goes by the version that this one makes.
  const busy = take.isPending || start.isPending || unsilence.isPending
  const close = () => setDialog(null)
  return (
    <div className="bw-actions">
      <div className="bw-row bw-wrap">
        {next === 'acknowledge' && (
          <CanButton
            can={alert.can.acknowledge}
            type="primary"
            loading={take.isPending}
            onClick={() => take.mutate(sent)}
          >
            {t('acknowledge')}
          </CanButton>
        )}
        {(next === 'acknowledge' || next === 'start') && (
          <CanButton
            can={alert.can.start}
            type={next === 'start' ? 'primary' : 'default'}
            loading={start.isPending}
            disabled={busy}
            onClick={() => start.mutate(sent)}
          >
            {t('start')}
          </CanButton>
        )}
        {next !== 'review' && next !== null && (
          <CanButton
            can={alert.can.resolve}
            type={next === 'resolve' ? 'primary' : 'default'}
            disabled={busy}
            onClick={() => setDialog('resolve')}
          >
            {t('resolve')}
          </CanButton>
        )}
        {next === 'review' && (
          <CanButton can={alert.can.review} type="primary" onClick={() => setDialog('review')}>
            {t('review')}
          </CanButton>
        )}
        {next !== null && next !== 'review' && alert.can['urge'] !== 'own_alert' && (
          <CanButton
            can={alert.can['urge'] ?? 'forbidden'}
            loading={urge.isPending}
            onClick={() => urge.mutate({ params: { id: alert.id }, body: {} })}
          >
            {t('urge')}
          </CanButton>
        )}
        {next !== null && next !== 'review' && <PaymentCame alert={alert} />}
        {next !== null && next !== 'review' && <CopyReminder alert={alert} />}
        {next !== null && next !== 'review' && (
          <MoreActions alert={alert} onPick={setDialog} onUnsilence={() => unsilence.mutate(sent)} />
        )}
      </div>
      <ErrorNote error={take.error ?? start.error ?? unsilence.error ?? urge.error} />
      <ResolveDialog alert={alert} open={dialog === 'resolve'} onClose={close} />
      <ReassignDialog alert={alert} open={dialog === 'reassign'} onClose={close} />
      <SilenceDialog alert={alert} open={dialog === 'silence'} onClose={close} />
      <ReasonDialog alert={alert} kind={dialog} onClose={close} />
    </div>
  )
}

function nextStep(alert: Alert): 'acknowledge' | 'start' | 'resolve' | 'review' | null {
  if (alert.status === 'open') return 'acknowledge'
  if (alert.status === 'acknowledged') return 'start'
  if (alert.status === 'in_progress') return 'resolve'
  return alert.status === 'resolved' ? 'review' : null
}

function MoreActions(props: { alert: Alert; onPick: (dialog: Dialog) => void; onUnsilence: () => void }) {
  const t = useText(alertsText)
  const ui = useText(uiText)
  const sentence = useRefusalSentence()
  const { can, silencedUntil } = props.alert
  const item = (key: 'reassign' | 'silence' | 'unsilence' | 'escalate', onClick: () => void) => {
    const answer = can[key]
    if (answer === undefined) return []
    const refused = answer === true ? undefined : sentence({ code: answer })
    return [
      {
        key,
        disabled: refused !== undefined,
        onClick,
        label: (
          <span className="bw-menu-item">
            {t(key)}
            {refused && <small className="bw-muted">{refused}</small>}
          </span>
        ),
      },
    ]
  }
  const items = [
    ...item('reassign', () => props.onPick('reassign')),
    ...(silencedUntil === null
      ? item('silence', () => props.onPick('silence'))
      : item('unsilence', props.onUnsilence)),
    ...item('escalate', () => props.onPick('escalate')),
  ]
  if (items.length === 0) return null
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<EllipsisOutlined />} aria-label={ui('more')}>
        {ui('more')}
      </Button>
    </Dropdown>
  )
}

/** What ends a warning about money that is late: the money. */
function PaymentCame({ alert: { customer, headline } }: { alert: Alert }) {
  const may = useMay()
  if (customer === null || !headline.metric.startsWith('overdue') || !may('receivable.write')) return null
  return <RecordPayment customer={customer} plain />
}

/** Escalating and reviewing ask for no more than a sentence. */
function ReasonDialog({ alert, kind, onClose }: { alert: Alert; kind: Dialog; onClose: () => void }) {
  const t = useText(alertsText)
  const escalate = useSend(escalateAlert, { answers: getAlert, refresh: REFRESH, onDone: onClose })
  const review = useSend(reviewAlert, { answers: getAlert, refresh: REFRESH, onDone: onClose })
  const params = { id: alert.id }
  return (
    <>
      <Confirm
        open={kind === 'escalate'}
        title={t('escalateTitle')}
        text={t('escalateText')}
        okText={t('escalate')}
        reason="required"
        busy={escalate.isPending}
        error={escalate.error}
        onOk={(reason) => escalate.mutate({ params, body: { version: alert.version, reason } })}
        onCancel={onClose}
      />
      <Confirm
        open={kind === 'review'}
        title={t('reviewTitle')}
        text={t('reviewText')}
        okText={t('review')}
        reason="optional"
        reasonLabel={t('note')}
        busy={review.isPending}
        error={review.error}
        onOk={(note) => review.mutate({ params, body: { version: alert.version, note } })}
        onCancel={onClose}
      />
    </>
  )
}

/**
 * A polite message about this instalment, ready to be pasted into the chat with the customer (C085 C086
 * C087).
 */
function CopyReminder({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const today = useToday()
  // The customer is told where it stands today, not where it stood when the alert was raised.
  const days = alert.chart.points.at(-1)?.value ?? alert.headline.value
  if (alert.subject.kind !== 'instalment' || days === null) return null
  const late = alert.headline.metric.includes('days_to_due') ? -days : days
  const key = late > 0 ? 'reminderOverdue' : late === 0 ? 'reminderToday' : 'reminderDue'
  const words = t(key, {
    label: alert.subject.label,
    money: formatFen(BigInt(alert.moneyFen)),
    days: Math.abs(late),
    due: addDays(today, -late),
  })
  return (
    <ReminderButton words={words} inhibited={alert.reminderInhibited}>
      {t('copyReminder')}
    </ReminderButton>
  )
}
