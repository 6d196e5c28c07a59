import { Button, Input } from 'antd'
import { useState } from 'react'
import { alertReaders, commentAlert, getAlert } from '../../../api/alerts.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useLater, useSend } from '../../api.ts'
import { MentionPick } from '../../parts/pickers-later.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { CodedError } from '../../ui/refusal.tsx'
import type { Alert } from './alert-words.tsx'

/** A note on the timeline; colleagues who may see the alert can be named, and hear of it. */
export function CommentBox({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const [text, setText] = useState('')
  const [mentions, setMentions] = useState<string[]>([])
  const [wanted, setWanted] = useState(false)
  const readers = useLater(alertReaders, { params: { id: alert.id }, enabled: wanted })
  const send = useSend(commentAlert, {
    answers: getAlert,
    refresh: [getAlert],
    onDone: () => {
      setText('')
      setMentions([])
    },
  })
  if (alert.can.comment !== true) return null
  const submit = () =>
    text.trim() && send.mutate({ params: { id: alert.id }, body: { text: text.trim(), mentions } })
  const options = (readers.data?.rows ?? []).map(({ id, name, team }) => ({
    value: id,
    label: team ? `${name} · ${team}` : name,
  }))
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
      <MentionPick
        value={mentions}
        options={options}
        loading={readers.isLoading}
        onChange={setMentions}
        onOpen={() => setWanted(true)}
      />
      <Button disabled={text.trim() === ''} loading={send.isPending} onClick={submit}>
        {t('send')}
      </Button>
      <ErrorNote error={send.error ?? (readers.error as CodedError | null)} />
    </div>
  )
}
