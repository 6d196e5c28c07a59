import type { TaskRow } from '../../api/tasks.ts'
import { tasksText } from '../../text/web/tasks.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { TextLink } from '../ui/url.tsx'

/** One task in two lines: what, by whom and when, and its answer when there is one. */
export function TaskLine({ task }: { task: TaskRow }) {
  const t = useText(tasksText)
  const from = task.createdBy ? t('from', { name: task.createdBy.name }) : t('fromRule')
  return (
    <TextLink href={paths.task(task.id)} className="biz-task-line">
      <span className="biz-task-words">
        <span className={task.state === 'open' ? 'biz-task-title' : 'biz-task-title bw-muted'}>
          {task.kind === 'ask' && <span className="bw-tag">{t('kind_ask')}</span>} {task.title}
        </span>
        <span className="bw-soft">
          {[task.responsible.name, from, task.customer?.name].filter(Boolean).join(' · ')}
          {task.comments > 0 && ` · ${t('comments', { n: task.comments })}`}
        </span>
        {task.answer && (
          <span>
            {t('answer')}：{task.answer}
          </span>
        )}
      </span>
      <span className={task.isLate ? 'bw-danger biz-task-side' : 'bw-muted biz-task-side'}>
        {task.state === 'open'
          ? task.isLate
            ? `${task.dueOn.slice(5)} ${t('late')}`
            : t('byDay', { day: task.dueOn.slice(5) })
          : t(`state_${task.state}`)}
      </span>
    </TextLink>
  )
}
