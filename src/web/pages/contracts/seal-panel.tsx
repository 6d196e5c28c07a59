import { App } from 'antd'
import { useState } from 'react'
import { downloadFile } from '../../../api/files.ts'
import { listSignings, sealContract } from '../../../api/signing.ts'
import { signingText } from '../../../text/web/signing.ts'
import { urlOf, useLater, useSend } from '../../api.ts'
import '../../parts/parts.css'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

const WORD = { intact: 'intact', changed: 'changed', forged: 'forged', none: 'noSeal' } as const

/** Sealed files with what their seal says now; it never looks like a signature of a CA [C080]. */
export function SealPanel({ contractId }: { contractId: string }) {
  const t = useText(signingText)
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const { data } = useLater(listSignings, { params: { id: contractId } })
  const send = useSend(sealContract, {
    onDone: () => {
      void message.success(t('done'))
      setAsking(false)
    },
  })
  if (!data) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        data.can.seal !== 'forbidden' && (
          <CanButton can={data.can.seal} size="small" onClick={() => setAsking(true)}>
            {t('seal')}
          </CanButton>
        )
      }
    >
      <p className="biz-task-none bw-soft">{data.items.length === 0 ? t('none') : t('note')}</p>
      {data.items.map((one) => (
        <div key={one.id} className="biz-file-line">
          <span className={`bw-tag ${one.verdict === 'intact' ? 'bw-tag-accent' : 'bw-tag-danger'}`}>
            {t(WORD[one.verdict])}
          </span>
          {one.fileId ? (
            <a href={urlOf(downloadFile, { params: { id: one.fileId } })} download>
              {one.fileName}
            </a>
          ) : (
            <span>{one.fileName}</span>
          )}
          <span className="bw-muted">
            {t('version', { n: one.version })} · {one.actorName} <Moment at={one.at} />
          </span>
          <code className="bw-muted">{t('hash', { hash: one.sha256.slice(0, 16) })}…</code>
          <CopyButton words={one.sha256} size="small" type="text" aria-label={t('copy')} />
        </div>
      ))}
      <Confirm
        open={asking}
        title={t('seal')}
        text={t('sealText')}
        okText={t('seal')}
        busy={send.isPending}
        error={send.error}
        onOk={() => send.mutate({ params: { id: contractId }, body: {} })}
        onCancel={() => setAsking(false)}
      />
    </Panel>
  )
}
