import { Select } from 'antd'
import { useState } from 'react'
import { listOnboarding, startOnboarding, stopOnboarding } from '../../../api/onboarding.ts'
import { ROLES, type Role } from '../../../core/permission.ts'
import { onboardingText } from '../../../text/web/onboarding.ts'
import { roleText } from '../../../text/web/roles.ts'
import { useData, useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { type Walk, WalkItems } from '../../parts/walk-items.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Progress } from '../../ui/progress.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { onboardingQuery } from './queries.ts'

/** How far those have come who are new: oneself, and the people one leads (C194). */
export function OnboardingPage() {
  const t = useText(onboardingText)
  const { values } = useUrl()
  const { mine, people, can } = useData(listOnboarding, { query: onboardingQuery(values) })
  const [starting, setStarting] = useState(false)
  const isDone = values.view === 'done'
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          can.start === true && (
            <CanButton can={can.start} type="primary" onClick={() => setStarting(true)}>
              {t('start')}
            </CanButton>
          )
        }
      />
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="walking"
          options={(['walking', 'done'] as const).map((view) => ({ value: view, label: t(`view_${view}`) }))}
        />
      </FilterBar>
      {mine.length + people.length === 0 && (
        <EmptyState
          title={t(isDone ? 'noneDone' : 'noneWalking')}
          text={!isDone && can.start === true && t('noneWalkingText')}
        />
      )}
      <div className="bw-stack">
        {mine.map((walk) => (
          <WalkPanel key={walk.id} walk={walk} isMine />
        ))}
        {people.map((walk) => (
          <WalkPanel key={walk.id} walk={walk} />
        ))}
      </div>
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </>
  )
}

function WalkPanel({ walk, isMine = false }: { walk: Walk; isMine?: boolean }) {
  const t = useText(onboardingText)
  const role = useText(roleText)
  const [stopping, setStopping] = useState(false)
  const stop = useSend(stopOnboarding, { refresh: [listOnboarding], onDone: () => setStopping(false) })
  const label = t('progress', { done: walk.done, all: walk.all })
  return (
    <Panel
      title={isMine ? t('mine') : <Person name={walk.person.name} />}
      extra={
        walk.can.stop === true &&
        walk.done < walk.all && (
          <CanButton can={walk.can.stop} size="small" onClick={() => setStopping(true)}>
            {t('stop')}
          </CanButton>
        )
      }
    >
      <p className="bw-row bw-wrap">
        <span className="bw-muted">{t('since', { role: role(walk.role), day: walk.startedOn })}</span>
        <strong>{label}</strong>
        {walk.late > 0 && <span className="bw-danger">{t('late', { n: walk.late })}</span>}
      </p>
      <Progress
        bp={walk.all === 0 ? 10_000 : Math.round((walk.done * 10_000) / walk.all)}
        label={label}
        tone={walk.late > 0 ? 'warn' : 'good'}
      />
      <WalkItems walk={walk} />
      <Confirm
        open={stopping}
        title={t('stopTitle', { name: walk.person.name })}
        text={t('stopText')}
        okText={t('stop')}
        danger
        busy={stop.isPending}
        error={stop.error}
        onOk={() => stop.mutate({ params: { id: walk.id } })}
        onCancel={() => setStopping(false)}
      />
    </Panel>
  )
}

function StartDialog({ onClose }: { onClose: () => void }) {
  const t = useText(onboardingText)
  const names = useText(roleText)
  const [userId, setUserId] = useState<string | null>(null)
  const [role, setRole] = useState<Role>('rep')
  const send = useSend(startOnboarding, { refresh: [listOnboarding], onDone: onClose })
  return (
    <Confirm
      open
      title={t('startTitle')}
      text={t('startText')}
      okText={t('start')}
      okDisabled={userId === null}
      busy={send.isPending}
      error={send.error}
      onOk={() => userId !== null && send.mutate({ body: { userId, role } })}
      onCancel={onClose}
    >
      <Field label={t('person')}>
        <PersonPick value={userId} onChange={setUserId} clearable={false} />
      </Field>
      <Field label={t('role')}>
        <Select
          value={role}
          options={ROLES.map((one) => ({ value: one, label: names(one) }))}
          onChange={setRole}
        />
      </Field>
    </Confirm>
  )
}
