import { App, Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import { recordActivity } from '../../../api/customers.ts'
import type { CallRow } from '../../../api/workbench.ts'
import { quickNoteText } from '../../../text/web/quick-note.ts'
import { randomKey, useSend } from '../../api.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { NextDay } from '../../parts/next-day.tsx'
import { useSession } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { dropDraft, keepDraft, type NoteDraft, readDrafts } from './note-drafts.ts'
import '../../parts/parts.css'

const RESULTS = ['talked', 'promised', 'checking', 'dispute', 'interested', 'no_answer'] as const
type ResultKey = (typeof RESULTS)[number]

/** Noting a call in four taps: how it went, when next, done. What is typed stays until the server has it. */
export function QuickNote({ call, onClose }: { call: CallRow; onClose: () => void }) {
  const t = useText(quickNoteText)
  const { user } = useSession()
  const { message } = App.useApp()
  const [draft, setDraft] = useState<NoteDraft>(() => openDraft(user.id, call))
  const change = (part: Partial<NoteDraft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    keepDraft(user.id, next)
  }
  const send = useSendNote(user.id, () => {
    void message.success(t('saved'))
    onClose()
  })
  const isPromise = draft.result === 'promised'
  const isReady = (draft.result !== null || draft.words.trim() !== '') && (!isPromise || draft.day !== null)
  return (
    <Modal
      open
      centered
      title={call.customer.name}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          size="large"
          block
          disabled={!isReady}
          loading={send.isPending}
          onClick={() => send.note(draft)}
        >
          {t('save')}
        </Button>
      }
    >
      <div className="bw-stack">
        <fieldset className="bw-note-results" aria-label={t('result')}>
          {RESULTS.map((one) => (
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
        <ErrorNote error={send.error} />
      </div>
    </Modal>
  )
}

/** Sends a draft under its own key and forgets it when the server has answered. */
export function useSendNote(userId: string, onDone: () => void) {
  const t = useText(quickNoteText)
  const sent = useRef<string | null>(null)
  const send = useSend(recordActivity, {
    // Before anybody looks at the drafts again, and also when the dialog has been left meanwhile.
    onDone: () => {
      if (sent.current !== null) dropDraft(userId, sent.current)
      onDone()
    },
  })
  const note = (draft: NoteDraft) => {
    sent.current = draft.key
    keepDraft(userId, { ...draft, unsent: true })
    const said = draft.result === null ? '' : t(`result_${draft.result as ResultKey}`)
    send.mutate({
      key: draft.key,
      body: {
        customerId: draft.customerId,
        dealId: draft.dealId,
        kind: 'call',
        summary: [said, draft.words.trim()].filter(Boolean).join('：'),
        nextOn: draft.day,
        ...(draft.result === 'promised' ? { promisedOn: draft.day, promisedFen: draft.fen ?? null } : {}),
      },
    })
  }
  return { note, isPending: send.isPending, error: send.error }
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
