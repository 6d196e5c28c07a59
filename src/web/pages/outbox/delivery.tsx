import { App } from 'antd'
import { listOutbox, resendDelivery } from '../../../api/notify.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { explainAnswer } from '../../../text/notify-answers.ts'
import { decisionText } from '../../../text/notify-decisions.ts'
import { outboxText } from '../../../text/web/outbox.ts'
import { useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'
import { Phone } from './phone-screen.tsx'
import type { Sent } from './sent.ts'

/** One message: the phone, then why it was sent and how every try went. */
export function Delivery({ row }: { row: Sent }) {
  const t = useText(outboxText)
  const { language } = useLanguage()
  const { message } = App.useApp()
  const resend = useSend(resendDelivery, {
    refresh: [listOutbox],
    onDone: () => void message.success(t('resent')),
  })
  return (
    <div className="bw-delivery">
      {row.phone ? (
        <Phone message={row.phone} group={row.channel.name} at={row.createdAt} />
      ) : (
        <p className="bw-soft">{t('noPhone')}</p>
      )}
      <div className="bw-stack">
        <div>
          <strong>{t('why')}</strong>
          <p className="bw-soft">{decisionText(language === 'zh' ? 'zh-CN' : 'en', row.reason)}</p>
        </div>
        {row.attempts.length > 0 && (
          <div>
            <strong>{t('attempts')}</strong>
            <Attempts row={row} />
          </div>
        )}
        {row.nextAttemptAt !== null && (
          <span className="bw-warn">{t('nextTry', { at: formatInstant(row.nextAttemptAt) })}</span>
        )}
        <div className="bw-row">
          {row.can.resend === true && (
            <CanButton
              can={row.can.resend}
              size="small"
              loading={resend.isPending}
              onClick={() => resend.mutate({ params: { id: row.id } })}
            >
              {t('resend')}
            </CanButton>
          )}
          {row.alertId && <TextLink href={paths.alert(row.alertId)}>{t('alert')}</TextLink>}
        </div>
        <ErrorNote error={resend.error} />
        <small className="bw-muted bw-message-id">
          {t('messageId')} <code>{row.messageId}</code>，{t('messageIdWhy')}
        </small>
      </div>
    </div>
  )
}

function Attempts({ row }: { row: Sent }) {
  const t = useText(outboxText)
  const { language } = useLanguage()
  return (
    <Timeline
      items={row.attempts.map((attempt, index) => ({
        key: String(index),
        at: <Moment at={attempt.at} />,
        title: (
          <>
            {t(`attempt_${attempt.outcome}`)}
            {attempt.durationMs !== null && (
              <small className="bw-muted"> {t('took', { ms: attempt.durationMs })}</small>
            )}
          </>
        ),
        text: [
          explainAnswer(language === 'zh' ? 'zh-CN' : 'en', {
            channel: row.channel.kind,
            outcome: attempt.outcome,
            code: attempt.code ?? '',
            message: attempt.message ?? '',
          }).explanation,
          attempt.code !== null ? t('answer', { code: attempt.code, message: attempt.message ?? '' }) : null,
        ]
          .filter(Boolean)
          .join(' · '),
        tone:
          attempt.outcome === 'sent' || attempt.outcome === 'accepted'
            ? 'good'
            : attempt.outcome === 'retry' || attempt.outcome === 'interrupted'
              ? 'warn'
              : 'danger',
      }))}
    />
  )
}
