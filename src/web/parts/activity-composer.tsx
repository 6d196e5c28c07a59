import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Segmented } from 'antd'
import { type KeyboardEvent, useRef, useState } from 'react'
import { recordActivity } from '../../api/customers.ts'
import type { Day } from '../../core/calendar.ts'
import { activityFilesText } from '../../text/web/activity-files.ts'
import { formsText } from '../../text/web/forms.ts'
import { refresh, useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { AttachMedia, useActivityFiles } from './attach-media.tsx'
import { NextDay } from './next-day.tsx'
import './parts.css'

const KINDS = ['call', 'wechat', 'visit', 'mail', 'other'] as const
type Kind = (typeof KINDS)[number]

type ComposerProps = { customerId?: string | null; dealId?: string | null; onDone?: () => void }

/** A follow-up in fifteen seconds: tap how, one sentence, tap when next [C038]. */
export function ActivityComposer({ customerId, dealId, onDone }: ComposerProps) {
  const t = useText(formsText)
  const attached = useText(activityFilesText)
  const { message } = App.useApp()
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('call')
  const [words, setWords] = useState('')
  const [nextOn, setNextOn] = useState<Day | null>(null)
  // The reply says only the id; the sentence that confirms needs the day that was sent with it.
  const sentNext = useRef<Day | null>(null)
  const files = useActivityFiles()
  /** A follow-up that is saved and whose files are not all up yet. */
  const [savedId, setSavedId] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const attach = async (id: string) => {
    setBusy(true)
    const isDone = await files.sendTo(id)
    setBusy(false)
    setSavedId(isDone ? null : id)
    await refresh(client)
  }
  const send = useSend(recordActivity, {
    onDone: ({ id }) => {
      if (files.files.length > 0) void attach(id)
      setWords('')
      setNextOn(null)
      const day = sentNext.current
      void message.success(day ? t('activitySavedNext', { day }) : t('activitySaved'))
      onDone?.()
    },
  })
  const leave = () => {
    files.clear()
    setSavedId(null)
  }
  const submit = () => {
    // Files that wait belong to the follow-up that is saved: the next one comes after them.
    if (words.trim() === '' || send.isPending || busy || savedId !== null) return
    sentNext.current = nextOn
    send.mutate({
      body: { customerId: customerId ?? null, dealId: dealId ?? null, kind, summary: words.trim(), nextOn },
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  }
  return (
    <form
      className="biz-composer"
      aria-label={t('noteActivity')}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Segmented
        block
        value={kind}
        options={KINDS.map((one) => ({ value: one, label: t(one) }))}
        onChange={setKind}
      />
      <Input.TextArea
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={t('activityPlaceholder')}
        aria-label={t('activityPlaceholder')}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={2000}
      />
      <NextDay value={nextOn} onChange={setNextOn} />
      <AttachMedia files={files} />
      <ErrorNote error={send.error} />
      <div className="biz-composer-foot">
        {savedId === null ? (
          <Button
            type="primary"
            htmlType="submit"
            loading={send.isPending || busy}
            disabled={words.trim() === ''}
          >
            {t('saveActivity')}
          </Button>
        ) : (
          <>
            <Button disabled={busy} onClick={leave}>
              {attached('leave')}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void attach(savedId)}>
              {attached('retry')}
            </Button>
          </>
        )}
      </div>
    </form>
  )
}
