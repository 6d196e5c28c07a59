import { Button } from 'antd'
import { useState } from 'react'
import { exportTasks } from '../../../api/list-exports.ts'
import { listTasks } from '../../../api/tasks.ts'
import { tasksText } from '../../../text/web/tasks.ts'
import { uiText } from '../../../text/web/ui.ts'
import { useData } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { TaskLine } from '../../parts/task-line.tsx'
import { useMay } from '../../session.tsx'
import { ExportButton } from '../../ui/export-button.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { TASKS_PAGE_SIZE, tasksQuery } from './queries.ts'
import '../../parts/parts.css'
import { Pager } from '../../ui/pager.tsx'

const NewTask = later(async () => (await import('../../parts/new-task.tsx')).NewTask)

/** Everything somebody has to do, has given or follows. */
export function TasksPage() {
  const t = useText(tasksText)
  const may = useMay()
  const { values, set } = useUrl()
  const { items, total, counts } = useData(listTasks, { query: tasksQuery(values) })
  const exportHref = useExportHref(exportTasks, tasksQuery(values))
  const ui = useText(uiText)
  const [giving, setGiving] = useState<'todo' | 'ask' | null>(null)
  const box = values.box ?? 'mine'
  const counted = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  const boxes = [
    { value: 'mine', label: counted(t('mine'), counts.mine) },
    { value: 'given', label: counted(t('given'), counts.given) },
    { value: 'followed', label: counted(t('followed'), counts.followed) },
    ...(may('alert.assign') || may('audit.read') ? [{ value: 'team', label: t('team') }] : []),
  ]
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          may('task.write') && (
            <>
              <Button onClick={() => setGiving('ask')}>{t('ask')}</Button>
              <Button type="primary" onClick={() => setGiving('todo')}>
                {t('create')}
              </Button>
            </>
          )
        }
      />
      <FilterBar>
        <UrlTabs name="box" fallback="mine" options={boxes} />
        <UrlTabs
          name="state"
          fallback="open"
          options={[
            { value: 'open', label: t('open') },
            { value: 'over', label: t('over') },
          ]}
        />
        {exportHref && items.length > 0 && <ExportButton href={exportHref} label={ui('export')} />}
      </FilterBar>
      <Panel flush>
        {items.length === 0 && (
          <EmptyState
            title={t(box === 'mine' ? 'emptyMine' : 'empty')}
            text={box === 'mine' && t('emptyMineText')}
          />
        )}
        {items.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
      </Panel>
      {total > TASKS_PAGE_SIZE && (
        <Pager
          page={Number(values.page ?? 1)}
          pageSize={TASKS_PAGE_SIZE}
          total={total}
          onPage={(next) => set({ page: next === 1 ? undefined : String(next) })}
        />
      )}
      {giving && <NewTask kind={giving} onClose={() => setGiving(null)} />}
    </>
  )
}
