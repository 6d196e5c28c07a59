import { Button } from 'antd'
import { useState } from 'react'
import { quickNoteText } from '../../../text/web/quick-note.ts'
import { useSession } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { dropDraft, type NoteDraft, readDrafts } from './note-drafts.ts'
import { useSendNote } from './send-note.ts'

/** Notes that were sent and never answered: one tap sends them again, and never twice. */
export function UnsentNotes() {
  const t = useText(quickNoteText)
  const { user } = useSession()
  const [drafts, setDrafts] = useState(() => readDrafts(user.id).filter(({ unsent }) => unsent))
  const look = () => setDrafts(readDrafts(user.id).filter(({ unsent }) => unsent))
  if (drafts.length === 0) return null
  return (
    <Panel title={t('unsent', { n: drafts.length })}>
      <div className="bw-stack">
        <p className="bw-soft">{t('unsentText')}</p>
        {drafts.map((draft) => (
          <Unsent key={draft.key} draft={draft} onGone={look} />
        ))}
      </div>
    </Panel>
  )
}

function Unsent({ draft, onGone }: { draft: NoteDraft; onGone: () => void }) {
  const t = useText(quickNoteText)
  const { user } = useSession()
  const send = useSendNote(user.id, onGone)
  const drop = () => {
    dropDraft(user.id, draft.key)
    onGone()
  }
  return (
    <div>
      <div className="bw-row bw-wrap">
        <strong>{draft.customerName}</strong>
        <Button size="small" type="primary" loading={send.isPending} onClick={() => send.note(draft)}>
          {t('sendAgain')}
        </Button>
        <Button size="small" type="text" onClick={drop}>
          {t('drop')}
        </Button>
      </div>
      <ErrorNote error={send.error} />
    </div>
  )
}
