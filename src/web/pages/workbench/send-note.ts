import { useRef } from 'react'
import { recordActivity } from '../../../api/customers.ts'
import type { Route } from '../../../api/route.ts'
import { quickNoteText } from '../../../text/web/quick-note.ts'
import { useSend } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { dropDraft, keepDraft, type NoteDraft } from './note-drafts.ts'

export const NOTE_RESULTS = ['talked', 'promised', 'checking', 'dispute', 'interested', 'no_answer'] as const
type ResultKey = (typeof NOTE_RESULTS)[number]

/**
 * Sends a draft under its own key and forgets it when the server has answered. `refresh`: what is read anew
 * before `onDone`; left out, all that is shown.
 */
export function useSendNote(
  userId: string,
  onDone: (activityId: string) => void,
  refresh?: readonly Route[],
) {
  const t = useText(quickNoteText)
  const sent = useRef<string | null>(null)
  const send = useSend(recordActivity, {
    ...(refresh && { refresh }),
    // Before anybody looks at the drafts again, and also when the dialog has been left meanwhile.
    onDone: ({ id }) => {
      if (sent.current !== null) dropDraft(userId, sent.current)
      onDone(id)
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
