import { App, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { createTask, listTasks, type TaskRecord } from '../../api/tasks.ts'
import { addDays } from '../../core/calendar.ts'
import { tasksText } from '../../text/web/tasks.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { PersonPick } from './pickers.tsx'

type Fields = { title: string; to?: string | null; dueOn: string; detail?: string }
const OFFICES = ['finance', 'legal', 'manager'] as const
const USUAL_DAYS = 3

export type NewTaskProps = {
  kind: 'todo' | 'ask' | null
  record?: { kind: TaskRecord; id: string } | undefined
  onClose: () => void
  onDone?: () => void
}

/** Gives a task or asks an office; opened by its `kind`. */
export function NewTask({ kind, record, onClose, onDone }: NewTaskProps) {
  const t = useText(tasksText)
  const today = useToday()
  const { message } = App.useApp()
  const [office, setOffice] = useState<(typeof OFFICES)[number]>('finance')
  const asks = kind === 'ask'
  const send = useSend(createTask, {
    refresh: [listTasks],
    onDone: () => {
      void message.success(t('given_done'))
      onDone?.()
      onClose()
    },
  })
  const give = (fields: Fields) =>
    send.mutate({
      body: {
        kind: kind ?? 'todo',
        title: fields.title.trim(),
        to: asks ? office : (fields.to ?? ''),
        dueOn: fields.dueOn,
        detail: fields.detail?.trim() ?? '',
        ...(record ? { recordKind: record.kind, recordId: record.id } : {}),
      },
    })
  return (
    <FormDrawer
      open={kind !== null}
      onClose={onClose}
      title={t(asks ? 'askTitle' : 'createTitle')}
      formId="new-task"
      okText={t(asks ? 'send' : 'save')}
      busy={send.isPending}
      width={420}
    >
      <Form<Fields>
        id="new-task"
        layout="vertical"
        requiredMark={false}
        initialValues={{ dueOn: addDays(today, USUAL_DAYS) }}
        onFinish={give}
      >
        <Form.Item
          name="title"
          label={t(asks ? 'question' : 'what')}
          rules={[{ required: true, whitespace: true, min: 2, message: t('required') }]}
        >
          <Input maxLength={200} placeholder={t(asks ? 'questionHint' : 'whatHint')} autoFocus />
        </Form.Item>
        {asks ? (
          <Form.Item label={t('toOffice')}>
            <Segmented
              block
              value={office}
              options={OFFICES.map((one) => ({ value: one, label: t(one) }))}
              onChange={setOffice}
            />
          </Form.Item>
        ) : (
          <Form.Item name="to" label={t('to')} rules={[{ required: true, message: t('required') }]}>
            <PersonPick clearable={false} />
          </Form.Item>
        )}
        <Form.Item name="dueOn" label={t('due')} rules={[{ required: true, message: t('required') }]}>
          <DayInput from={today} clearable={false} />
        </Form.Item>
        <Form.Item name="detail" label={t('detail')}>
          <Input.TextArea maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
