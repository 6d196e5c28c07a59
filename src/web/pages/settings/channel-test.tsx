import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Spin } from 'antd'
import { useState } from 'react'
import { getDelivery, listChannels, testChannel } from '../../../api/notify.ts'
import { channelsText } from '../../../text/web/settings-channels.ts'
import { type CallError, queryOf, type ReplyOf, useSend } from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import type { Channel } from './channel-settings.ts'

type Attempt = ReplyOf<typeof getDelivery>['attempts'][number]

const POLL_MS = 700

/** Sends one message like any other and shows the provider's own words beside what they mean. */
export function ChannelTest({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  const t = useText(channelsText)
  const [to, setTo] = useState('')
  const send = useSend(testChannel, { refresh: [listChannels] })
  const isMail = channel?.kind === 'mail'
  const close = () => {
    send.reset()
    onClose()
  }
  return (
    <Dialog
      open={channel !== null}
      title={t('testTitle', { name: channel?.name ?? '' })}
      onCancel={close}
      footer={<Button onClick={close}>{t('close')}</Button>}
    >
      <div className="bw-stack">
        {isMail && (
          <Field label={t('testTo')} hint={t('testToHint')} optional>
            <Input value={to} inputMode="email" onChange={(event) => setTo(event.target.value)} />
          </Field>
        )}
        <div>
          <Button
            type="primary"
            loading={send.isPending}
            onClick={() =>
              channel &&
              send.mutate({ params: { id: channel.id }, body: isMail && to.trim() ? { to: to.trim() } : {} })
            }
          >
            {t('testSend')}
          </Button>
        </div>
        {send.data && <TestDelivery key={send.data.deliveryId} id={send.data.deliveryId} />}
        <ErrorNote error={send.error} />
      </div>
    </Dialog>
  )
}

/** Asks until the first try has ended; the worker takes a second or two. */
function TestDelivery({ id }: { id: string }) {
  const t = useText(channelsText)
  const { data, error } = useQuery({
    ...queryOf(getDelivery, { params: { id } }),
    refetchInterval: (query) => (query.state.data?.attempts.length ? false : POLL_MS),
  })
  const last = data?.attempts.at(-1)
  if (error) return <ErrorNote error={error as CallError} />
  if (last) return <ProviderAnswer attempt={last} />
  return (
    <p className="bw-row bw-soft" role="status">
      <Spin size="small" /> {t('testing')}
    </p>
  )
}

function ProviderAnswer({ attempt }: { attempt: Attempt }) {
  const t = useText(channelsText)
  const good = attempt.outcome === 'sent' || attempt.outcome === 'accepted'
  return (
    <div className="biz-answer-card" role="status">
      <p className={good ? 'bw-good' : 'bw-danger'}>
        {good ? <CheckCircleFilled /> : <CloseCircleFilled />}{' '}
        <strong>{t(`outcome_${attempt.outcome}`)}</strong>
        {attempt.durationMs !== null && (
          <span className="bw-muted bw-near">{t('took', { ms: attempt.durationMs })}</span>
        )}
      </p>
      <p>{attempt.explanation}</p>
      {attempt.whatToDo && (
        <p>
          <strong>{t('whatToDo')}</strong> {attempt.whatToDo}
        </p>
      )}
      {(attempt.code || attempt.message) && (
        <>
          <p className="bw-muted">{t('rawAnswer')}</p>
          <pre>{[attempt.code, attempt.message].filter(Boolean).join('  ')}</pre>
        </>
      )}
    </div>
  )
}
