import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { listHandovers, startHandover } from '../../../api/handovers.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { useLater, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import { useGo } from '../../ui/url.tsx'

/**
 * Begins a departure; one that is running already is opened instead [C187]. `person`: who leaves; 'ask':
 * chosen here; null: closed.
 */
export function LeaveDialog({
  person,
  onClose,
}: {
  person: { id: string; name: string } | 'ask' | null
  onClose: () => void
}) {
  const t = useText(handoverText)
  const go = useGo()
  const today = useToday()
  const [picked, setPicked] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [lastDay, setLastDay] = useState<string | null>(today)
  const { data } = useLater(listHandovers, { enabled: person !== null })
  const userId = person === 'ask' ? picked : (person?.id ?? null)
  const running = data?.items.find((one) => one.status === 'open' && one.person.id === userId)
  const send = useSend(startHandover, { onDone: ({ id }) => go(paths.handover(id)) })
  useEffect(() => {
    if (running) go(paths.handover(running.id))
  }, [running, go])
  return (
    <Confirm
      open={person !== null && !running}
      title={person === 'ask' ? t('start') : t('startTitle', { name: person?.name ?? '' })}
      text={t('startText')}
      okText={t('start')}
      okDisabled={userId === null || lastDay === null || reason.trim() === ''}
      busy={send.isPending}
      error={send.error}
      onOk={() => userId && lastDay && send.mutate({ body: { userId, lastDay, reason: reason.trim() } })}
      onCancel={() => {
        send.reset()
        onClose()
      }}
    >
      {person === 'ask' && (
        <Field label={t('who')}>
          <PersonPick value={picked} onChange={setPicked} />
        </Field>
      )}
      <Field label={t('lastDay')}>
        <DayInput value={lastDay} onChange={setLastDay} />
      </Field>
      <Field label={t('reason')}>
        <Input
          value={reason}
          maxLength={200}
          placeholder={t('reasonHint')}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </Confirm>
  )
}
