import { useState } from 'react'
import { cancelEnvelope, listEnvelopes, retryEnvelope } from '../../../api/esign.ts'
import { downloadFile } from '../../../api/files.ts'
import { esignText } from '../../../text/web/esign.ts'
import { type ReplyOf, urlOf, useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useCodeText, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'

const SendDrawer = later(async () => (await import('./esign-send.tsx')).SendDrawer)

type Found = ReplyOf<typeof listEnvelopes>
type Envelope = Found['items'][number]

/** Sending a contract to be signed, and how far it came; nothing where no service is set up (C080). */
export function EsignPanel({ contractId }: { contractId: string }) {
  const t = useText(esignText)
  const [open, setOpen] = useState(false)
  const { data } = useLater(listEnvelopes, { params: { id: contractId } })
  // Without a service the tamper seal beside is what there is (decision 0015).
  if (!data || (!data.isOn && data.items.length === 0)) return null
  return (
    <Panel
      title={t('title')}
      extra={
        data.can.send !== 'forbidden' && (
          <CanButton can={data.can.send} size="small" onClick={() => setOpen(true)}>
            {t('send')}
          </CanButton>
        )
      }
    >
      {data.items.length === 0 && <p className="bw-soft">{t('nothingSent')}</p>}
      {data.items.map((one) => (
        <EnvelopeLines key={one.id} envelope={one} />
      ))}
      {open && <SendDrawer contractId={contractId} buyer={data.buyer} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

const TONES: Partial<Record<Envelope['state'], string>> = {
  signed: 'bw-tag-good',
  sent: 'bw-tag-accent',
  rejected: 'bw-tag-danger',
  unverified: 'bw-tag-danger',
  failed: 'bw-tag-danger',
  outdated: 'bw-tag-warn',
}

function EnvelopeLines({ envelope }: { envelope: Envelope }) {
  const t = useText(esignText)
  const word = useCodeText(esignText)
  const sentence = useRefusalSentence()
  const [asking, setAsking] = useState(false)
  const cancel = useSend(cancelEnvelope, { refresh: [listEnvelopes], onDone: () => setAsking(false) })
  const retry = useSend(retryEnvelope, { refresh: [listEnvelopes] })
  const isRunning = envelope.can.retry === true
  return (
    <section className="biz-envelope">
      <span className="bw-row bw-wrap">
        <span className={`bw-tag ${TONES[envelope.state] ?? ''}`}>{t(`state_${envelope.state}`)}</span>
        <strong>{t('version', { n: envelope.version })}</strong>
        <span className="bw-soft">{word(`kind_${envelope.provider}`)}</span>
        {envelope.isCancelling && <span className="bw-tag bw-tag-warn">{t('cancelling')}</span>}
      </span>
      <p className="bw-soft">{t(`means_${envelope.state}`)}</p>
      <span className="bw-muted bw-block">
        {envelope.signers.map(({ company, name }) => `${company} ${name}`).join(' · ')} · {t('until')}{' '}
        <Moment at={envelope.expiresAt} />
      </span>
      {envelope.trouble && (
        <p className="bw-danger">
          {isOurs(envelope.trouble)
            ? sentence(envelope.trouble)
            : t('said', {
                words: [envelope.trouble.code, envelope.trouble.message].filter(Boolean).join(' · '),
              })}
        </p>
      )}
      {isRunning && envelope.nextAt === null && <p className="bw-danger">{t('stopped')}</p>}
      <ol className="biz-envelope-steps">
        {envelope.steps.map((step) => (
          <li key={`${step.kind}-${step.at}`} className="bw-soft">
            {word(`step_${step.kind}`) ?? step.kind} <Moment at={step.at} /> {step.actorName}{' '}
            {step.fileId && (
              <a href={urlOf(downloadFile, { params: { id: step.fileId } })} download>
                {t('file')}
              </a>
            )}
          </li>
        ))}
      </ol>
      {isRunning && (
        <span className="bw-row bw-wrap">
          <CanButton
            can={envelope.can.retry}
            size="small"
            loading={retry.isPending}
            onClick={() => retry.mutate({ params: { id: envelope.id }, body: {} })}
          >
            {t('look')}
          </CanButton>
          <CanButton can={envelope.can.cancel} size="small" danger onClick={() => setAsking(true)}>
            {t('cancel')}
          </CanButton>
        </span>
      )}
      <ErrorNote error={retry.error} />
      <Confirm
        open={asking}
        title={t('cancel')}
        text={t('cancelText')}
        okText={t('cancel')}
        danger
        reason="required"
        busy={cancel.isPending}
        error={cancel.error}
        onOk={(reason) => cancel.mutate({ params: { id: envelope.id }, body: { reason } })}
        onCancel={() => setAsking(false)}
      />
    </section>
  )
}

/** Said by us, who did not ask; everything else is in the words of the service. */
function isOurs({ code }: { code: string }): boolean {
  return code === 'esign_host'
}
