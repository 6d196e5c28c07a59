import { App, Input, Select } from 'antd'
import { useState } from 'react'
import { listFiles } from '../../../api/files.ts'
import { settleObligation } from '../../../api/obligations.ts'
import type { ObligationStepKind } from '../../../core/contract/obligation.ts'
import { obligationsText } from '../../../text/web/obligations.ts'
import { useLater, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Obligation, Obligations } from './queries.ts'

type Props = { one: Obligation | null; onClose: () => void }

/**
 * By what it was done: an order or invoice that fulfils it by itself, a file, words; or why it is not
 * needed.
 */
export function SettleObligation({ one, all, onClose }: Props & { all: Obligations }) {
  const t = useText(obligationsText)
  const today = useToday()
  const [how, setHow] = useState<string | null>(null)
  const [on, setOn] = useState<string | null>(today)
  const [words, setWords] = useState('')
  const files = useLater(listFiles, {
    query: { recordKind: 'contract', recordId: one?.contract.id ?? '' },
    enabled: one !== null,
  }).data
  const close = () => {
    setHow(null)
    setWords('')
    onClose()
  }
  const send = useSettle(close)
  const named = (
    kind: string,
    word: 'howOrder' | 'howInvoice' | 'howFile',
    rows: { id: string; label: string }[],
  ) => rows.map(({ id, label }) => ({ value: `${kind}:${id}`, label: t(word, { name: label }) }))
  const choices = [
    ...(one?.kind === 'deliver' ? named('order', 'howOrder', all.orders) : []),
    ...(one?.kind === 'invoice' ? named('invoice', 'howInvoice', all.invoices) : []),
    ...named(
      'done',
      'howFile',
      (files?.items ?? []).map(({ id, name }) => ({ id, label: name })),
    ),
    { value: 'done', label: t('howWords') },
    { value: 'waived', label: t('howWaived') },
    { value: 'withdrawn', label: t('howWithdrawn') },
  ]
  const [kind, evidenceId] = (how ?? '').split(':') as [ObligationStepKind | '', string | undefined]
  const asksDay = kind === 'done'
  const asksWords = how === 'done' || kind === 'waived' || kind === 'withdrawn'
  const submit = () => {
    if (!one?.id || kind === '') return
    const body = { kind, on: asksDay ? on : null, reason: asksWords ? words.trim() : null }
    send.mutate({ params: { id: one.id }, body: { ...body, evidenceId: evidenceId ?? null } })
  }
  return (
    <Confirm
      open={one !== null}
      title={one ? t('settleTitle', { what: [t(one.kind), one.label].filter(Boolean).join(' · ') }) : ''}
      okText={t('ok')}
      busy={send.isPending}
      error={send.error}
      okDisabled={how === null || (asksWords && words.trim() === '') || (asksDay && on === null)}
      onOk={submit}
      onCancel={close}
    >
      <Field
        label={t('how')}
        hint={kind === 'order' ? t('linkHint') : kind === 'invoice' ? t('linkInvoiceHint') : undefined}
      >
        <Select value={how} options={choices} onChange={setHow} className="biz-wide" aria-label={t('how')} />
      </Field>
      {asksDay && (
        <Field label={t('on')}>
          <DayInput value={on} onChange={setOn} to={today} />
        </Field>
      )}
      {asksWords && (
        <Field label={how === 'done' ? t('words') : t('reason')}>
          <Input.TextArea value={words} maxLength={200} onChange={(event) => setWords(event.target.value)} />
        </Field>
      )}
    </Confirm>
  )
}

export function ReopenObligation({ one, onClose }: Props) {
  const t = useText(obligationsText)
  const send = useSettle(onClose)
  return (
    <Confirm
      open={one !== null}
      title={t('reopen')}
      text={t('reopenText')}
      okText={t('reopen')}
      reason="required"
      busy={send.isPending}
      error={send.error}
      onOk={(reason) =>
        one?.id && send.mutate({ params: { id: one.id }, body: { kind: 'reopened', reason } })
      }
      onCancel={onClose}
    />
  )
}

function useSettle(onClose: () => void) {
  const t = useText(obligationsText)
  const { message } = App.useApp()
  return useSend(settleObligation, {
    onDone: () => {
      void message.success(t('noted'))
      onClose()
    },
  })
}
