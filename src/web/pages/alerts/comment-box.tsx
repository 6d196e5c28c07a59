import { Button, Input } from 'antd'
import { useState } from 'react'
import { commentAlert, getAlert } from '../../../api/alerts.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Alert } from './alert-words.tsx'

export function CommentBox({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const [text, setText] = useState('')
  const send = useSend(commentAlert, { answers: getAlert, refresh: [getAlert], onDone: () => setText('') })
  if (alert.can.comment !== true) return null
  const submit = () => text.trim() && send.mutate({ params: { id: alert.id }, body: { text: text.trim() } })
  return (
    <div className="bw-comment">
      <Input
        value={text}
        maxLength={1000}
        placeholder={t('comment')}
        aria-label={t('comment')}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={(event) => !event.nativeEvent.isComposing && submit()}
      />
      <Button disabled={text.trim() === ''} loading={send.isPending} onClick={submit}>
        {t('send')}
      </Button>
      <ErrorNote error={send.error} />
    </div>
  )
}
