import { Button, Checkbox } from 'antd'
import { finishTask, getAlert } from '../../../api/alerts.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useSend } from '../../api.ts'
import { useSession } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Alert } from './alert-words.tsx'

/** The playbook's steps, with who and until when. */
export function Tasks({ alert, readOnly }: { alert: Alert; readOnly: boolean }) {
  const t = useText(alertsText)
  const { user } = useSession()
  const finish = useSend(finishTask, { refresh: [getAlert] })
  return (
    <Panel title={t('tasks')}>
      <ul className="bw-tasks">
        {alert.tasks.map((task) => (
          <li key={task.id} className={task.doneAt === null ? '' : 'bw-task-done'}>
            <Checkbox checked={task.doneAt !== null} disabled aria-label={task.title} />
            <span>
              <span className="bw-task-title">{task.title}</span>
              <small className="bw-muted">
                {task.responsible.name} ·{' '}
                {task.doneAt === null ? t('taskDue', { at: formatInstant(task.dueAt) }) : t('tasksDone')}
              </small>
            </span>
            {!readOnly && task.doneAt === null && user.permissions.includes('alert.handle') && (
              <Button
                size="small"
                loading={finish.isPending && finish.variables?.params?.id === task.id}
                onClick={() => finish.mutate({ params: { id: task.id }, body: {} })}
              >
                {t('finish')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ErrorNote error={finish.error} />
    </Panel>
  )
}
