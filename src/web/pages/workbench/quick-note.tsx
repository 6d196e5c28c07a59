import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import type { CallRow } from '../../../api/workbench.ts'
import { activityFilesText } from '../../../text/web/activity-files.ts'
import { quickNoteText } from '../../../text/web/quick-note.ts'
import { randomKey, refresh } from '../../api.ts'
import { AttachMedia, useActivityFiles } from '../../parts/attach-media.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { NextDay } from '../../parts/next-day.tsx'
import { useSession } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { keepDraft, type NoteDraft, readDrafts } from './note-drafts.ts'
import { NOTE_RESULTS, useSendNote } from './send-note.ts'
import '../../parts/parts.css'

const NOTHING: readonly [] = []

/** Noting a call in four taps: how it went, when next, done. What is typed stays until the server has it. */
export function QuickNote({ call, onClose }: { call: CallRow; onClose: () => void }) {
  const t = useText(quickNoteText)
  const attached = useText(activityFilesText)
  const { user } = useSession()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [draft, setDraft] = useState<NoteDraft>(() => openDraft(user.id, call))
  const newest = useRef(draft)
  const change = (part: Partial<NoteDraft>) => {
    // By what was changed last: two taps before the page is drawn again are two changes.
    newest.current = { ...newest.current, ...part }
    setDraft(newest.current)
    keepDraft(user.id, newest.current)
  }
  const files = useActivityFiles()
  const [savedId, setSavedId] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const attach = async (id: string) => {
    setBusy(true)
    const isDone = await files.sendTo(id)
    setBusy(false)
    if (!isDone) return setSavedId(id)
    void message.success(t('saved'))
    close()
  }
  // The list of calls is read anew when all is done: who was called is no longer in it, and with the card
  // this dialog would go, and the files that are not up yet.
  const close = () => {
    onClose()
    void refresh(client)
  }
  const send = useSendNote(user.id, (id) => void attach(id), NOTHING)
  const isPromise = draft.result === 'promised'
  const isReady = (draft.result !== null || draft.words.trim() !== '') && (!isPromise || draft.day !== null)
  return (
    <Modal
      open
      centered
      title={call.customer.name}
      onCancel={savedId === null ? onClose : close}
      footer={
        <Button
          type="primary"
          size="large"
          block
          disabled={!isReady}
          loading={send.isPending || busy}
          onClick={() => (savedId === null ? send.note(draft) : void attach(savedId))}
        >
          {savedId === null ? t('save') : attached('retry')}
        </Button>
      }
    >
      <div className="bw-stack">
        <fieldset className="bw-note-results" aria-label={t('result')}>
          {NOTE_RESULTS.map((one) => (
            <button
              type="button"
              key={one}
              className="bw-note-result"
              aria-pressed={draft.result === one}
              onClick={() => change({ result: draft.result === one ? null : one })}
            >
              {t(`result_${one}`)}
            </button>
          ))}
        </fieldset>
        <NextDay
          value={draft.day}
          onChange={(day) => change({ day })}
          label={t(isPromise ? 'promisedDay' : 'nextDay')}
        />
        {isPromise && (
          <div>
            <span className="bw-soft">{t('promisedFen')}</span>
            <MoneyInput
              value={draft.fen ?? null}
              onChange={(fen) => change({ fen })}
              label={t('promisedFen')}
            />
          </div>
        )}
        <Input.TextArea
          value={draft.words}
          placeholder={t('words')}
          aria-label={t('words')}
          maxLength={2000}
          autoSize={{ minRows: 1, maxRows: 4 }}
          onChange={(event) => change({ words: event.target.value })}
        />
        <AttachMedia files={files} />
        <ErrorNote error={send.error} />
      </div>
    </Modal>
  )
}

/** What was begun about this customer goes on; else an empty one with a key of its own. */
function openDraft(userId: string, call: CallRow): NoteDraft {
  const begun = readDrafts(userId).find(({ customerId }) => customerId === call.customer.id)
  if (begun) return begun
  return {
    key: randomKey(),
    customerId: call.customer.id,
    customerName: call.customer.name,
    dealId: call.deal?.id ?? null,
    result: null,
    words: '',
    day: null,
    unsent: false,
  }
}
