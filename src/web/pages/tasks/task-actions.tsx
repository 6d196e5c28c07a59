import { useState } from 'react'
import { actOnTask, getTask, type TaskDetail } from '../../../api/tasks.ts'
import { tasksText } from '../../../text/web/tasks.ts'
import { type BodyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Asking = 'done' | 'cancel' | 'reopen' | 'move' | 'pass'
type Act = BodyOf<typeof actOnTask>['act']

/** What may be done now; what may not says why (law 7). */
export function TaskActions({ task }: { task: TaskDetail }) {
  const t = useText(tasksText)
  const [asking, setAsking] = useState<Asking | null>(null)
  const asks = task.kind === 'ask'
  if (task.state !== 'open') {
    return (
      <>
        <CanButton can={task.can.reopen} onClick={() => setAsking('reopen')}>
          {t('reopen')}
        </CanButton>
        {asking && <Ask task={task} asking={asking} onClose={() => setAsking(null)} />}
      </>
    )
  }
  return (
    <>
      {(['move', 'pass', 'cancel'] as const).map((kind) => (
        <CanButton key={kind} can={task.can[kind]} onClick={() => setAsking(kind)}>
          {t(kind)}
        </CanButton>
      ))}
      <CanButton can={task.can.done} type="primary" onClick={() => setAsking('done')}>
        {t(asks ? 'answerIt' : 'done')}
      </CanButton>
      {asking && <Ask task={task} asking={asking} onClose={() => setAsking(null)} />}
    </>
  )
}

function Ask({ task, asking, onClose }: { task: TaskDetail; asking: Asking; onClose: () => void }) {
  const t = useText(tasksText)
  const today = useToday()
  const [day, setDay] = useState<string | null>(null)
  const [person, setPerson] = useState<string | null>(null)
  const send = useSend(actOnTask, { refresh: [getTask], onDone: onClose })
  const asks = task.kind === 'ask'
  const title = asking === 'done' ? t(asks ? 'answerTitle' : 'doneTitle') : t(`${asking}Title`)
  const act = (said: string): Act => {
    if (asking === 'done') return { kind: 'done', note: said }
    if (asking === 'move') return { kind: 'move', dueOn: day ?? today, reason: said }
    if (asking === 'pass') return { kind: 'pass', toUserId: person ?? '', reason: said }
    return { kind: asking, reason: said }
  }
  const isOptional = (asking === 'done' && !asks) || asking === 'pass' || asking === 'move'
  const lacks = (asking === 'move' && day === null) || (asking === 'pass' && person === null)
  return (
    <Confirm
      open
      title={title}
      okText={t(asking === 'done' && asks ? 'answerIt' : asking)}
      danger={asking === 'cancel'}
      reason={isOptional ? 'optional' : 'required'}
      reasonLabel={t(asking === 'done' && asks ? 'answer' : 'said')}
      okDisabled={lacks}
      busy={send.isPending}
      error={send.error}
      onOk={(said) =>
        send.mutate({ params: { id: task.id }, body: { version: task.version, act: act(said) } })
      }
      onCancel={onClose}
    >
      {asking === 'move' && (
        <Field label={t('due')}>
          <DayInput value={day} onChange={setDay} from={today} clearable={false} />
        </Field>
      )}
      {asking === 'pass' && (
        <Field label={t('to')}>
          <PersonPick value={person} onChange={setPerson} except={task.responsible.id} clearable={false} />
        </Field>
      )}
    </Confirm>
  )
}
