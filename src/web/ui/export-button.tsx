import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { requestExport } from '../../api/exports.ts'
import type { ExportList, Question } from '../../core/export/guard.ts'
import { exportsText } from '../../text/web/exports.ts'
import { CallError, fetchFile, useSend } from '../api.ts'
import { Confirm } from './confirm.tsx'
import { useText } from './language.tsx'
import { useRefusalSentence } from './refusal.tsx'

/** What a refusal says about a file that is too large to take alone. */
type Refused = {
  why: Question
  list: ExportList
  search: string
  rows: number
  customers: number
  rowsFrom: number
  customersFrom: number
  dayRows: number
}

/** Fetches a file; where somebody else must agree first, asks what it is for and sends the question. */
export function ExportButton({ href, label, primary }: { href: string; label: string; primary?: boolean }) {
  const t = useText(exportsText)
  const { message } = App.useApp()
  const sentence = useRefusalSentence()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const asking = useSend(requestExport, {
    onDone: () => {
      setRefused(null)
      void message.success(t('asked'))
    },
  })
  const fetchNow = async () => {
    setBusy(true)
    try {
      const { name, blob } = await fetchFile(href)
      saveFile(name, blob)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (error.code === 'export_needs_consent') setRefused(error.detail as Refused)
      else void message.error(sentence(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button
        size="small"
        type={primary ? 'primary' : 'text'}
        icon={<DownloadOutlined />}
        loading={busy}
        onClick={() => void fetchNow()}
      >
        {label}
      </Button>
      <Confirm
        open={refused !== null}
        title={t('askTitle')}
        text={refused && `${whyOf(t, refused)}${t('fewer')}`}
        okText={t('ask')}
        reason="required"
        reasonLabel={t('what')}
        busy={asking.isPending}
        error={asking.error}
        onOk={(reason) => {
          if (!refused) return
          const { list, search, rows, customers } = refused
          asking.mutate({ body: { list, search, rows, customers, reason } })
        }}
        onCancel={() => setRefused(null)}
      />
    </>
  )
}

function whyOf(t: ReturnType<typeof useText<keyof (typeof exportsText)['zh']>>, refused: Refused): string {
  const { why, rows, customers } = refused
  const { rowsFrom, customersFrom, dayRows } = refused
  const limit = { rows: rowsFrom, customers: customersFrom, pieces: customersFrom, day: dayRows }[why]
  return t(`why_${why}`, { rows, customers, limit })
}

function saveFile(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
