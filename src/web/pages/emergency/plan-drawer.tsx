import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { getEmergency, savePlan } from '../../../api/emergency.ts'
import { listPeople } from '../../../api/people.ts'
import { emergencyText } from '../../../text/web/emergency.ts'
import { uiText } from '../../../text/web/ui.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Plan = NonNullable<ReplyOf<typeof getEmergency>['plan']>
type Call = Plan['calls'][number] & { key: number }
type Step = Plan['steps'][number] & { key: number }

const MOST = 20

/** Calls in their order and steps with their minutes; saving makes a version of its own. */
export function PlanDrawer({ plan, onClose }: { plan: Plan | null; onClose: () => void }) {
  const t = useText(emergencyText)
  const ui = useText(uiText)
  const [calls, setCalls] = useState<Call[]>(() => keyed(plan?.calls ?? [newCall()]))
  const [steps, setSteps] = useState<Step[]>(() => keyed(plan?.steps ?? [newStep()]))
  const send = useSend(savePlan, { refresh: [getEmergency], onDone: onClose })
  const isWhole =
    calls.length > 0 &&
    steps.length > 0 &&
    calls.every(({ name, phone }) => name.trim() !== '' && phone.trim() !== '') &&
    steps.every(({ title }) => title.trim() !== '')
  const save = () =>
    send.mutate({
      body: {
        seen: plan?.id ?? null,
        calls: calls.map(({ key: _key, ...call }) => call),
        steps: steps.map(({ key: _key, ...step }) => step),
      },
    })
  return (
    <Modal
      open
      width={760}
      title={t(plan ? 'edit' : 'write')}
      okText={t('save')}
      cancelText={ui('cancel')}
      okButtonProps={{ disabled: !isWhole }}
      confirmLoading={send.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <div className="bw-stack">
        <strong>{t('calls')}</strong>
        {calls.map((call) => (
          <CallRow key={call.key} call={call} onChange={(to) => setCalls(replaced(calls, call.key, to))} />
        ))}
        <Button disabled={calls.length >= MOST} onClick={() => setCalls(keyed([...calls, newCall()]))}>
          {t('addCall')}
        </Button>
        <strong>{t('steps')}</strong>
        {steps.map((step) => (
          <StepRow key={step.key} step={step} onChange={(to) => setSteps(replaced(steps, step.key, to))} />
        ))}
        <Button disabled={steps.length >= MOST} onClick={() => setSteps(keyed([...steps, newStep()]))}>
          {t('addStep')}
        </Button>
        <ErrorNote error={send.error} />
      </div>
    </Modal>
  )
}

function CallRow({ call, onChange }: { call: Call; onChange: (to: Call | null) => void }) {
  const t = useText(emergencyText)
  const { data } = useLater(listPeople)
  const nameOf = (id: string | null) => data?.items.find((person) => person.id === id)?.name ?? ''
  return (
    <div className="biz-emergency-row">
      <PersonPick
        label={t('colleague')}
        placeholder={t('colleague')}
        value={call.userId}
        onChange={(userId) => onChange({ ...call, userId, name: nameOf(userId) })}
      />
      <Input
        aria-label={t('name')}
        placeholder={t('name')}
        maxLength={60}
        disabled={call.userId !== null}
        value={call.name}
        onChange={(event) => onChange({ ...call, name: event.target.value })}
      />
      <Input
        aria-label={t('office')}
        placeholder={t('office')}
        maxLength={60}
        value={call.office}
        onChange={(event) => onChange({ ...call, office: event.target.value })}
      />
      <Input
        aria-label={t('phone')}
        placeholder={t('phone')}
        maxLength={40}
        value={call.phone}
        onChange={(event) => onChange({ ...call, phone: event.target.value })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => onChange(null)} />
    </div>
  )
}

function StepRow({ step, onChange }: { step: Step; onChange: (to: Step | null) => void }) {
  const t = useText(emergencyText)
  return (
    <div className="biz-emergency-row">
      <Input
        className="biz-emergency-step"
        aria-label={t('step')}
        placeholder={t('step')}
        maxLength={200}
        value={step.title}
        onChange={(event) => onChange({ ...step, title: event.target.value })}
      />
      <InputNumber
        aria-label={t('minutes')}
        min={1}
        max={5_400}
        precision={0}
        suffix={t('minutesShort')}
        value={step.minutes}
        onChange={(minutes) => onChange({ ...step, minutes: minutes ?? 1 })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => onChange(null)} />
    </div>
  )
}

function newCall(): Plan['calls'][number] {
  return { userId: null, name: '', office: '', phone: '' }
}

function newStep(): Plan['steps'][number] {
  return { title: '', minutes: 30 }
}

/** Each row keeps its key while others come and go. */
function keyed<T extends object>(rows: readonly (T & { key?: number })[]): (T & { key: number })[] {
  let next = Math.max(0, ...rows.map(({ key }) => key ?? 0))
  return rows.map((row) => {
    if (row.key !== undefined) return { ...row, key: row.key }
    next += 1
    return { ...row, key: next }
  })
}

function replaced<T extends { key: number }>(rows: readonly T[], key: number, to: T | null): T[] {
  return rows.flatMap((row) => (row.key === key ? (to ?? []) : row))
}
