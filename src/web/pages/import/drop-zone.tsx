import { InboxOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { uploadImport } from '../../../api/imports.ts'
import { importText } from '../../../text/web/import.ts'
import { CallError, upload } from '../../api.ts'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { useGo } from '../../ui/url.tsx'
import { analysisKey } from './queries.ts'

/** One file, dropped or chosen; it is looked at, and nothing goes in yet. */
export function DropZone() {
  const t = useText(importText)
  const phone = useIsPhone()
  const go = useGo()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<CallError | null>(null)
  const [isMany, setIsMany] = useState(false)
  const take = async (files: ArrayLike<File> | null) => {
    const file = files?.[0]
    if (!files || !file || busy) return
    setIsMany(files.length > 1)
    if (files.length > 1) return
    setBusy(file.name)
    setError(null)
    try {
      const analysis = await upload(uploadImport, { file })
      client.setQueryData(analysisKey(analysis.id), analysis)
      go(paths.import(analysis.id))
    } catch (problem) {
      setError(problem instanceof CallError ? problem : new CallError('unknown', 0, String(problem)))
    } finally {
      setBusy(null)
      if (input.current) input.current.value = ''
    }
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files)
  }
  return (
    <div className="biz-drop-block">
      <button
        type="button"
        className="biz-drop-zone"
        data-over={over}
        disabled={busy !== null}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {busy ? <Spin /> : <InboxOutlined className="biz-drop-icon" />}
        <strong>{busy ? `${t('uploading')} ${busy}` : t(phone ? 'dropPhone' : 'drop')}</strong>
        <span className="bw-muted">{busy ? t('reading') : t('dropHint')}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('dropPhone')}
        accept=".xlsx,.xls,.csv,.txt,.xml,.ofd,.zip,application/vnd.ms-excel,text/csv"
        onChange={(event) => void take(event.target.files)}
      />
      {isMany && (
        <p className="bw-warn" role="alert">
          {t('oneFile')}
        </p>
      )}
      <ErrorNote error={error} />
    </div>
  )
}
