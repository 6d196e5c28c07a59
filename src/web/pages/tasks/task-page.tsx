import { useParams } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { actOnTask, getTask, type TaskDetail } from '../../../api/tasks.ts'
import { tasksText } from '../../../text/web/tasks.ts'
import { useData, useSend } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { MentionPick } from '../../parts/pickers-later.tsx'
import { paths } from '../../paths.ts'
import { Day, Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { TextLink } from '../../ui/url.tsx'
import { TaskActions } from './task-actions.tsx'
import './tasks.css'

/** One task: what and by when, what was done and said, and what may be done now. */
export function TaskPage() {
  const t = useText(tasksText)
  const { id } = useParams({ strict: false }) as { id: string }
  const task = useData(getTask, { params: { id } })
  return (
    <>
      <PageHead
        back={{ href: paths.tasks(), label: t('back') }}
        title={task.title}
        note={
          <>
            {task.kind === 'ask' && <span className="bw-tag">{t('kind_ask')}</span>}{' '}
            {t(`state_${task.state}`)}
            {task.isLate && <span className="bw-danger"> · {t('late')}</span>}
          </>
        }
        actions={<TaskActions task={task} />}
      />
      <div className="bw-grid-2">
        <div>
          {task.answer && (
            <Panel title={t('answer')}>
              <p className="bw-task-text">{task.answer}</p>
            </Panel>
          )}
          {task.detail && (
            <Panel title={t('detail')}>
              <p className="bw-task-text">{task.detail}</p>
            </Panel>
          )}
          <Panel title={t('history')}>
            <Steps steps={task.steps} />
            {task.can.comment === true && <Comment id={task.id} />}
          </Panel>
        </div>
        <div>
          <Panel>
            <Facts items={factsOf(t, task)} />
          </Panel>
        </div>
      </div>
    </>
  )
}

type T = ReturnType<typeof useText<keyof (typeof tasksText)['zh']>>

function factsOf(t: T, task: TaskDetail) {
  const { record } = task
  return [
    { label: t('responsible'), value: <Person name={task.responsible.name} /> },
    {
      label: t('giver'),
      value: task.createdBy ? <Person name={task.createdBy.name} /> : t('fromRule'),
    },
    { label: t('due'), value: <Day day={task.dueOn} near={task.state === 'open'} /> },
    ...(record
      ? [
          {
            label: t(`record_${record.kind}`),
            value: task.recordTitle ? (
              <TextLink href={record.url}>{task.recordTitle}</TextLink>
            ) : (
              <span className="bw-muted">—</span>
            ),
          },
        ]
      : []),
    ...(task.customer && record?.kind !== 'customer'
      ? [
          {
            label: t('customer'),
            value: <TextLink href={paths.customer(task.customer.id)}>{task.customer.name}</TextLink>,
          },
        ]
      : []),
    ...(task.followers.length > 0
      ? [{ label: t('followers'), value: task.followers.map(({ name }) => name).join(listMark()) }]
      : []),
  ]
}

function Steps({ steps }: { steps: TaskDetail['steps'] }) {
  const t = useText(tasksText)
  return (
    <ul className="bw-task-steps">
      {steps.map((step) => (
        <li key={step.id}>
          <span className="bw-muted">
            {[step.actor?.name, t(`step_${step.kind}`, { to: step.to ?? '' })].filter(Boolean).join(' · ')}
            {' · '}
            <Moment at={step.at} />
          </span>
          {step.text && <span className="bw-task-text">{step.text}</span>}
        </li>
      ))}
    </ul>
  )
}

function Comment({ id }: { id: string }) {
  const t = useText(tasksText)
  const people = usePeople()
  const [text, setText] = useState('')
  const [mentions, setMentions] = useState<string[]>([])
  const send = useSend(actOnTask, {
    refresh: [getTask],
    onDone: () => {
      setText('')
      setMentions([])
    },
  })
  return (
    <div className="bw-task-comment">
      <Input.TextArea
        value={text}
        placeholder={t('commentHint')}
        aria-label={t('comment')}
        maxLength={4000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="bw-row bw-wrap">
        <MentionPick value={mentions} options={people} onChange={setMentions} />
        <Button
          loading={send.isPending}
          disabled={text.trim().length < 2}
          onClick={() =>
            send.mutate({ params: { id }, body: { act: { kind: 'comment', text: text.trim(), mentions } } })
          }
        >
          {t('comment')}
        </Button>
      </div>
      <ErrorNote error={send.error} />
    </div>
  )
}
