import { UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { type FileRow, type RecordKind, uploadFile } from '../../api/files.ts'
import { CallError, refresh, upload } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'

export type FileRecord = { recordKind: RecordKind; recordId: string }

type AddFileProps = {
  record: FileRecord
  label: string
  hint: string
  /** What was kept, for a form that names the file in what it sends. */
  onAdded?: (file: FileRow) => void
}

/** Takes one file and hangs it on a record; everything that shows the record looks again. */
export function AddFile({ record, label, hint, onAdded }: AddFileProps) {
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<CallError | null>(null)
  const take = async (file: File | undefined) => {
    if (!file || busy) return
    setBusy(true)
    setError(null)
    try {
      const added = await upload(uploadFile, { query: record, file })
      onAdded?.(added)
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
        title={hint}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <ErrorNote error={error} />
    </span>
  )
}
