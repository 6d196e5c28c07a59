import { DeleteOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { downloadFile, type FileRow, listFiles, removeFile } from '../../api/files.ts'
import { filesText } from '../../text/web/files.ts'
import { urlOf, useLater, useSend } from '../api.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Moment } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { AddFile, type FileRecord } from './add-file.tsx'
import './parts.css'

/** What was attached to a record (C177): its name opens it, and who may takes it off again. */
export function FilesPanel({ record, mayChange = true }: { record: FileRecord; mayChange?: boolean }) {
  const t = useText(filesText)
  const may = useMay()
  const writes = mayChange && may('file.write')
  const [removing, setRemoving] = useState<FileRow | null>(null)
  const remove = useSend(removeFile, { onDone: () => setRemoving(null) })
  const { data } = useLater(listFiles, { query: record, enabled: may('file.read') })
  if (!data || (data.items.length === 0 && !mayChange)) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={writes && <AddFile record={record} label={t('add')} hint={t('addHint')} />}
    >
      {data.items.length === 0 && (
        <p className="biz-task-none bw-soft">
          {t(record.recordKind === 'contract' ? 'none_contract' : 'none')}
        </p>
      )}
      {data.items.map((file) => (
        <div key={file.id} className="biz-file-line">
          <a href={urlOf(downloadFile, { params: { id: file.id } })} download>
            {file.name}
          </a>
          <span className="bw-muted">
            {file.by?.name} <Moment at={file.at} />
          </span>
          {writes && (
            <CanButton
              can={file.can.remove}
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('remove', { name: file.name })}
              onClick={() => setRemoving(file)}
            />
          )}
        </div>
      ))}
      <Confirm
        open={removing !== null}
        title={t('removeTitle')}
        text={t('removeText')}
        okText={t('removeOk')}
        danger
        busy={remove.isPending}
        error={remove.error}
        onOk={() => removing && remove.mutate({ params: { id: removing.id } })}
        onCancel={() => setRemoving(null)}
      />
    </Panel>
  )
}
