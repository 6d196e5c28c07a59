import { UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { downloadFile, uploadFile } from '../../../api/files.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { CallError, refresh, upload, urlOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import type { WriteOff } from './write-off-state.tsx'

/** What proves it: files, and every step that was taken to get the money. */
export function WriteOffEvidence({ row }: { row: WriteOff }) {
  const t = useText(lossesText)
  const may = useMay()
  const asOf = useAsOf()
  const mayAdd = may('file.write') && !asOf && row.status !== 'ended'
  const { files, dunningSteps, lastDunnedOn } = row.evidence
  return (
    <section>
      <div className="bw-row biz-between">
        <h3>{t('evidence')}</h3>
        {mayAdd && <AddFile id={row.id} />}
      </div>
      <ul>
        {files.map((file) => (
          <li key={file.id}>
            <a href={urlOf(downloadFile, { params: { id: file.id } })} download>
              {file.name}
            </a>
          </li>
        ))}
        <li>
          {lastDunnedOn ? t('dunned', { n: dunningSteps, on: lastDunnedOn }) : t('dunnedNone')}{' '}
          {dunningSteps > 0 && (
            <TextLink href={paths.receivables({ tab: 'dunning', dunning: row.customer.id })}>
              {t('seeDunning')}
            </TextLink>
          )}
        </li>
      </ul>
    </section>
  )
}

function AddFile({ id }: { id: string }) {
  const t = useText(lossesText)
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<CallError | null>(null)
  const take = async (file: File | undefined) => {
    if (!file || busy) return
    setBusy(true)
    setError(null)
    try {
      await upload(uploadFile, { query: { recordKind: 'write_off', recordId: id }, file })
      await refresh(client)
    } catch (problem) {
      setError(problem instanceof CallError ? problem : new CallError('unknown', 0, String(problem)))
    } finally {
      setBusy(false)
      if (input.current) input.current.value = ''
    }
  }
  return (
    <span>
      <Button
        size="small"
        icon={<UploadOutlined />}
        loading={busy}
        title={t('uploadHint')}
        onClick={() => input.current?.click()}
      >
        {t('upload')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('upload')}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <ErrorNote error={error} />
    </span>
  )
}
