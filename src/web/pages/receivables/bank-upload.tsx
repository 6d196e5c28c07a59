import { UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { uploadBankFile } from '../../../api/receipts.ts'
import { receiptsText } from '../../../text/web/receipts.ts'
import { CallError, refresh, upload } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'

const BankUploadResult = laterOpened(async () => (await import('./bank-upload-result.tsx')).BankUploadResult)

/** One bank file; what came of it is said in a sentence, and what could not be read by its row. */
export function BankUpload() {
  const t = useText(receiptsText)
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<{ name: string; said: ReactNode } | null>(null)
  const [isShown, setIsShown] = useState(false)
  const [error, setError] = useState<CallError | null>(null)
  const take = async (file: File | undefined) => {
    if (!file || busy) return
    setBusy(true)
    setError(null)
    try {
      const { unread, unreadCount, ...counts } = await upload(uploadBankFile, { file })
      await refresh(client)
      const rowsOf = (isRate: boolean) => unread.filter(({ why }) => (why === 'rate') === isRate)
      const listed = (some: typeof unread) => some.map(({ row }) => row).join(', ')
      const [noRate, others] = [rowsOf(true), rowsOf(false)]
      setResult({
        name: file.name,
        said: (
          <>
            <p>{t('uploaded', counts)}</p>
            {noRate.length > 0 && (
              <p className="bw-warn">{t('uploadedNoRate', { n: noRate.length, rows: listed(noRate) })}</p>
            )}
            {unreadCount > noRate.length && (
              <p className="bw-warn">
                {t('uploadedUnread', { n: unreadCount - noRate.length, rows: listed(others) })}
              </p>
            )}
          </>
        ),
      })
      setIsShown(true)
    } catch (problem) {
      setError(problem instanceof CallError ? problem : new CallError('unknown', 0, String(problem)))
    } finally {
      setBusy(false)
      if (input.current) input.current.value = ''
    }
  }
  return (
    <>
      <Button
        icon={<UploadOutlined />}
        loading={busy}
        title={t('uploadHint')}
        onClick={() => input.current?.click()}
      >
        {t(busy ? 'uploading' : 'upload')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('upload')}
        accept=".xlsx,.xls,.csv,.txt,.xml,application/vnd.ms-excel,text/csv,application/xml"
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <BankUploadResult open={isShown} title={result?.name ?? ''} onClose={() => setIsShown(false)}>
        {result?.said}
      </BankUploadResult>
      <ErrorNote error={error} />
    </>
  )
}
