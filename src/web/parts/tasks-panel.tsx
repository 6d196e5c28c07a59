import { Button } from 'antd'
import { useState } from 'react'
import { listTasks, type TaskRecord } from '../../api/tasks.ts'
import { tasksText } from '../../text/web/tasks.ts'
import { useLater } from '../api.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'
import { Panel } from '../ui/page-head.tsx'
import { useAsOf } from '../ui/url.tsx'
import { TaskLine } from './task-line.tsx'
import './parts.css'

const NewTask = later(async () => (await import('./new-task.tsx')).NewTask)

/** What is to be done about a record, and where to ask somebody about it (C177 C179). */
export function TasksPanel({ record }: { record: { kind: TaskRecord; id: string } }) {
  const t = useText(tasksText)
  const may = useMay()
  const asOf = useAsOf()
  const [giving, setGiving] = useState<'todo' | 'ask' | null>(null)
  const { data } = useLater(listTasks, {
    query: { recordKind: record.kind, recordId: record.id, state: 'all', size: 20 },
    enabled: may('task.read') && !asOf,
  })
  if (!data || asOf) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        may('task.write') && (
          <div className="bw-row">
            <Button size="small" onClick={() => setGiving('ask')}>
              {t('ask')}
            </Button>
            <Button size="small" onClick={() => setGiving('todo')}>
              {t('create')}
            </Button>
          </div>
        )
      }
    >
      {data.items.length === 0 && <p className="biz-task-none bw-soft">{t('panelNone')}</p>}
      {data.items.map((task) => (
        <TaskLine key={task.id} task={task} />
      ))}
      {giving && <NewTask kind={giving} record={record} onClose={() => setGiving(null)} />}
    </Panel>
  )
}
