import { Button } from 'antd'
import { useState } from 'react'
import { getEmergency, startRun } from '../../../api/emergency.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { emergencyText } from '../../../text/web/emergency.ts'
import { fromUrl, type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useGo, useUrl } from '../../ui/url.tsx'
import './emergency.css'
import { later } from '../../ui/later.tsx'
import { Phone } from './phone.tsx'

const PlanDrawer = later(async () => (await import('./plan-drawer.tsx')).PlanDrawer)

type Emergency = ReplyOf<typeof getEmergency>
type Run = Emergency['runs'][number]

/** The plan, and how often it was tried (C141). */
export function EmergencyPage() {
  const t = useText(emergencyText)
  const { values } = useUrl()
  const { plan, runs, lastDrillOn, can } = useData(getEmergency, { query: fromUrl(getEmergency, values) })
  const [open, setOpen] = useState<'plan' | 'drill' | null>(null)
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <AsOfPicker />
            {can.save && <Button onClick={() => setOpen('plan')}>{t(plan ? 'edit' : 'write')}</Button>}
            {can.start && (
              <Button type="primary" onClick={() => setOpen('drill')}>
                {t('drill')}
              </Button>
            )}
          </>
        }
      />
      {plan ? <Plan plan={plan} /> : <EmptyState title={t('none')} text={t('noneText')} />}
      <Panel
        title={t('runs')}
        extra={
          <span className="bw-soft">
            {lastDrillOn ? t('lastDrill', { day: lastDrillOn }) : t('neverDrilled')}
          </span>
        }
        flush
      >
        <DataTable
          columns={columnsFor(t)}
          rows={runs}
          rowKey={({ id }) => id}
          rowHref={({ id }) => paths.emergencyRun(id)}
          empty={<EmptyState title={t('noRuns')} text={t('noRunsText')} />}
        />
      </Panel>
      {open === 'plan' && <PlanDrawer plan={plan} onClose={() => setOpen(null)} />}
      {open === 'drill' && <DrillDialog onClose={() => setOpen(null)} />}
    </>
  )
}

function Plan({ plan }: { plan: NonNullable<Emergency['plan']> }) {
  const t = useText(emergencyText)
  return (
    <div className="biz-emergency-pair">
      <Panel title={t('calls')}>
        <ol className="biz-emergency-list">
          {plan.calls.map((call) => (
            <li key={`${call.name} ${call.phone}`}>
              <strong>{call.name}</strong> <span className="bw-soft">{call.office}</span>{' '}
              <Phone number={call.phone} />
            </li>
          ))}
        </ol>
        {plan.gone.length > 0 && (
          <p className="bw-warn">{t('gone', { names: plan.gone.join(listMark()) })}</p>
        )}
      </Panel>
      <Panel title={t('steps')}>
        <ol className="biz-emergency-list">
          {plan.steps.map((step) => (
            <li key={step.title}>
              {step.title} <span className="bw-soft">{t('within', { n: step.minutes })}</span>
            </li>
          ))}
        </ol>
        <p className="bw-soft">
          {t('savedBy', { name: plan.savedBy.name, at: formatInstant(plan.savedAt) })}
        </p>
      </Panel>
    </div>
  )
}

function columnsFor(t: ReturnType<typeof useText<keyof (typeof emergencyText)['zh']>>): Column<Run>[] {
  return [
    {
      key: 'what',
      title: t('what'),
      card: 'title',
      cell: ({ isDrill, situation }) => (
        <span>
          <span className={isDrill ? 'bw-tag' : 'bw-tag bw-tag-danger'}>
            {t(isDrill ? 'kindDrill' : 'kindReal')}
          </span>{' '}
          {situation}
        </span>
      ),
    },
    { key: 'started', title: t('started'), cell: ({ startedAt }) => <Moment at={startedAt} /> },
    {
      key: 'progress',
      title: t('progress'),
      cell: ({ done, all, late }) => (
        <span>
          {t('progressText', { done, all })}
          {late > 0 && <span className="bw-danger"> {t('late', { n: late })}</span>}
        </span>
      ),
    },
    {
      key: 'took',
      title: t('took'),
      cell: ({ minutes: n }) => (n === null ? null : t('minutesText', { n })),
    },
    {
      key: 'state',
      title: t('state'),
      card: 'side',
      cell: ({ endedAt }) => t(endedAt ? 'ended' : 'running'),
    },
  ]
}

function DrillDialog({ onClose }: { onClose: () => void }) {
  const t = useText(emergencyText)
  const go = useGo()
  const send = useSend(startRun, {
    refresh: [getEmergency],
    onDone: ({ id }) => go(paths.emergencyRun(id)),
  })
  return (
    <Confirm
      open
      title={t('drillTitle')}
      text={t('drillText')}
      okText={t('begin')}
      reason="required"
      reasonLabel={t('situation')}
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={(situation) => send.mutate({ body: { drill: { situation } } })}
    />
  )
}
