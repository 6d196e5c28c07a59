import { App, Button, Input, Segmented } from 'antd'
import { type KeyboardEvent, useRef, useState } from 'react'
import { recordActivity } from '../../api/customers.ts'
import type { Day } from '../../core/calendar.ts'
import { formsText } from '../../text/web/forms.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { NextDay } from './next-day.tsx'
import './parts.css'

const KINDS = ['call', 'wechat', 'visit', 'mail', 'other'] as const
type Kind = (typeof KINDS)[number]

type ComposerProps = { customerId?: string | null; dealId?: string | null; onDone?: () => void }

/** A follow-up in fifteen seconds: tap how, one sentence, tap when next [C038]. */
export function ActivityComposer({ customerId, dealId, onDone }: ComposerProps) {
  const t = useText(formsText)
  const { message } = App.useApp()
  const [kind, setKind] = useState<Kind>('call')
  const [words, setWords] = useState('')
  const [nextOn, setNextOn] = useState<Day | null>(null)
  // The reply says only the id; the sentence that confirms needs the day that was sent with it.
  const sentNext = useRef<Day | null>(null)
  const send = useSend(recordActivity, {
    onDone: () => {
      setWords('')
      setNextOn(null)
      const day = sentNext.current
      void message.success(day ? t('activitySavedNext', { day }) : t('activitySaved'))
      onDone?.()
    },
  })
  const submit = () => {
    if (words.trim() === '' || send.isPending) return
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
      <ErrorNote error={send.error} />
      <div className="biz-composer-foot">
        <Button type="primary" htmlType="submit" loading={send.isPending} disabled={words.trim() === ''}>
          {t('saveActivity')}
        </Button>
      </div>
    </form>
  )
}
