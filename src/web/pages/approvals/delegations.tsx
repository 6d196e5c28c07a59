import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { delegate, endDelegation, listApprovals, listDelegations } from '../../../api/approvals.ts'
import { addDays } from '../../../core/calendar.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { useSession } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Delegation = ReplyOf<typeof listDelegations>['items'][number]
type Fields = {
  toUserId: string | null
  kind?: string | null
  fromDay: string
  toDay: string
  reason?: string
}

/** 委托: my approvals are somebody else's for some days; what waits today moves at once (C182). */
export function Delegations() {
  const t = useText(approvalsText)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('delegations')}</Button>
      {open && <DelegationDrawer onClose={() => setOpen(false)} />}
    </>
  )
}

function DelegationDrawer({ onClose }: { onClose: () => void }) {
  const t = useText(approvalsText)
  const both = useBoth()
  const { user } = useSession()
  const { message } = App.useApp()
  const today = useToday()
  const [form] = Form.useForm<Fields>()
  const { data } = useLater(listDelegations)
  const send = useSend(delegate, {
    refresh: [listDelegations, listApprovals],
    onDone: () => {
      form.resetFields()
      void message.success(t('delegated'))
    },
  })
  const needed = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open
      title={t('delegations')}
      onClose={onClose}
      formId="delegation-form"
      okText={t('delegate')}
      busy={send.isPending}
    >
      <Standing items={data?.items ?? []} />
      <p className="bw-soft">{t('delegateNote')}</p>
      <Form<Fields>
        form={form}
        id="delegation-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ fromDay: today, toDay: addDays(today, 6) }}
        onFinish={({ toUserId, ...fields }) => send.mutate({ body: { ...fields, toUserId: toUserId ?? '' } })}
      >
        <Form.Item name="toUserId" label={t('delegateTo')} rules={needed}>
          <PersonPick except={user.id} />
        </Form.Item>
        <Form.Item name="kind" label={t('kind')}>
          <Select
            allowClear
            placeholder={t('everyKind')}
            options={(data?.kinds ?? []).map(({ kind, name }) => ({ value: kind, label: both(name) }))}
          />
        </Form.Item>
        <Form.Item name="fromDay" label={t('fromDay')} rules={needed}>
          <DayInput from={today} clearable={false} />
        </Form.Item>
        <Form.Item name="toDay" label={t('toDay')} rules={needed}>
          <DayInput from={today} clearable={false} />
        </Form.Item>
        <Form.Item name="reason" label={t('delegateWhy')}>
          <Input maxLength={200} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

/** Who answers for whom now and later; taking one back moves what was handed on no further. */
function Standing({ items }: { items: readonly Delegation[] }) {
  const t = useText(approvalsText)
  const end = useSend(endDelegation, { refresh: [listDelegations, listApprovals] })
  if (items.length === 0) return <p className="bw-soft">{t('delegationsNone')}</p>
  return (
    <ul className="bw-ap-delegations">
      {items.map((one) => (
        <li key={one.id} className="bw-row bw-wrap">
          <strong>{t('fromTo', { from: one.from.name, to: one.to.name })}</strong>
          <span className="bw-soft">
            <Day day={one.fromDay} /> – <Day day={one.toDay} />
            {one.reason && ` · ${one.reason}`}
          </span>
          {one.isActive && <span className="bw-tag bw-tag-good">{t('activeNow')}</span>}
          <CanButton
            can={one.can.end}
            size="small"
            aria-label={t('endOf', { name: one.to.name })}
            loading={end.isPending}
            onClick={() => end.mutate({ params: { id: one.id } })}
          >
            {t('end')}
          </CanButton>
        </li>
      ))}
      <ErrorNote error={end.error} />
    </ul>
  )
}
