import { useParams } from '@tanstack/react-router'
import { getAlert } from '../../../api/alerts.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { lateSourcesText } from '../../../text/web/late-sources.ts'
import { useData } from '../../api.ts'
import { Evidence } from '../../parts/evidence-rows.tsx'
import { FigureLink } from '../../parts/figures-link.tsx'
import { InhibitedTag } from '../../parts/inhibition.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { Moment } from '../../ui/day.tsx'
import { listMark, useBoth, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Severity } from '../../ui/severity.tsx'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import { AlertActions } from './alert-actions.tsx'
import { AlertChart } from './alert-chart.tsx'
import { type Alert, AlertStatusTag, Deadline } from './alert-words.tsx'
import { CommentBox } from './comment-box.tsx'
import { Figures } from './evidence.tsx'
import { GradeProposal } from './grade-proposal.tsx'
import { Tasks } from './tasks.tsx'
import { PartOfTeam } from './team-matters.tsx'
import './alerts.css'
import { later } from '../../ui/later.tsx'
import { EmergencyButton } from './emergency-button.tsx'

// Beside and below what is asked first: why, and what to do.
const ArticlesPanel = later(async () => (await import('../../parts/articles-panel.tsx')).ArticlesPanel)
const CasePanel = later(async () => (await import('./case-panel.tsx')).CasePanel)
const ComplaintsPanel = later(async () => (await import('../../parts/complaints-panel.tsx')).ComplaintsPanel)
const FilesPanel = later(async () => (await import('../../parts/files-panel.tsx')).FilesPanel)
const TasksPanel = later(async () => (await import('../../parts/tasks-panel.tsx')).TasksPanel)

/** One alert: why in one sentence, the evidence, and what is done about it (C107 C127 C133). */
export function AlertPage() {
  const t = useText(alertsText)
  const both = useBoth()
  const { id } = useParams({ strict: false }) as { id: string }
  const asOf = useAsOf()
  const alert = useData(getAlert, { params: { id }, query: { asOf } })
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        back={{ href: paths.alerts(), label: t('back') }}
        title={
          <span className="bw-row bw-wrap">
            {alert.customer?.name ?? alert.subject.label}
            <Severity level={alert.severity} />
            <AlertStatusTag status={alert.status} />
          </span>
        }
        note={both(alert.title)}
        actions={<AsOfPicker />}
      />
      {!asOf && alert.subject.kind === 'rep' && <PartOfTeam alertId={alert.id} />}
      <Why alert={alert} />
      {!asOf && <AlertActions alert={alert} />}
      {!asOf && alert.severity === 1 && <EmergencyButton alert={alert} />}
      <div className="bw-grid-2">
        <div>
          <Panel
            title={t('chartTitle')}
            extra={<FigureLink {...alert.subject} metric={alert.headline.metric} />}
          >
            <AlertChart alert={alert} />
            {alert.chart.since && <p className="bw-soft">{t('worseSince', { day: alert.chart.since })}</p>}
          </Panel>
          <Panel title={t('evidence')}>
            <Evidence leaf={alert.headline} />
            {alert.others.length > 0 && <Others alert={alert} />}
          </Panel>
        </div>
        <div>
          {alert.tasks.length > 0 && <Tasks alert={alert} readOnly={asOf !== undefined} />}
          {!asOf && alert.customer && <GradeProposal alert={alert} customerId={alert.customer.id} />}
          {alert.customer && <ComplaintsPanel customerId={alert.customer.id} quiet />}
          {!asOf && <ArticlesPanel kind="rule" target={alert.ruleCode} />}
          {!asOf && <CasePanel alert={alert} />}
          <TasksPanel record={{ kind: 'alert', id: alert.id }} />
          {!asOf && <FilesPanel record={{ recordKind: 'alert', recordId: alert.id }} />}
          <Panel title={t('timeline')}>
            {!asOf && <CommentBox alert={alert} />}
            <Course alert={alert} />
          </Panel>
        </div>
      </div>
    </>
  )
}

function Why({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const both = useBoth()
  const part = alert.customer !== null && alert.subject.label !== alert.customer.name
  return (
    <section className={`bw-why bw-why-${alert.severity}`}>
      <div className="bw-why-top">
        <p className="bw-why-sentence">
          {part && <span className="bw-soft">{alert.subject.label} · </span>}
          {both(alert.sentence)}
        </p>
        {(alert.moneyFen > 0 || alert.foundFen > 0) && (
          <p className="bw-why-money">
            <small className="bw-muted">{t('money')}</small>
            <Money fen={alert.moneyFen} short />
            {alert.foundFen !== alert.moneyFen && (
              <small className="bw-muted">{t('moneyFound', { money: moneyText(alert.foundFen) })}</small>
            )}
          </p>
        )}
      </div>
      <Figures leaf={alert.headline} now={alert.chart.points.at(-1)?.value} />
      {alert.inhibited && (
        <p className="bw-warn">
          <InhibitedTag reason={alert.inhibited} /> {t('inhibitedNote')}
        </p>
      )}
      {alert.held && <p className="bw-warn">{t('held')}</p>}
      {alert.withheldSince !== null && <WithheldNote since={alert.withheldSince} />}
      {alert.clearedAt !== null && !isSettled(alert.status) && (
        <p className="bw-good">{t('clearedNote', { at: formatInstant(alert.clearedAt) })}</p>
      )}
      <Facts items={useFacts(alert)} />
      {alert.nextEscalation && !isSettled(alert.status) && (
        <p className="bw-muted">
          {t('nextEscalation', {
            at: formatInstant(alert.nextEscalation.at),
            who: alert.nextEscalation.to.name,
          })}
        </p>
      )}
    </section>
  )
}

function WithheldNote({ since }: { since: number }) {
  const t = useText(lateSourcesText)
  return <p className="bw-soft">{t('withheldSince', { at: formatInstant(since) })}</p>
}

function useFacts(alert: Alert) {
  const t = useText(alertsText)
  const may = useMay()
  const both = useBoth()
  const settled = isSettled(alert.status)
  return [
    {
      label: t('responsible'),
      value: (
        <>
          <Person name={alert.responsible.name} />
          <small className="bw-muted bw-block">{t(`via_${alert.responsibleVia}`)}</small>
        </>
      ),
    },
    settled && alert.result
      ? {
          label: t('resultOf'),
          value: (
            <>
              {t(alert.result)}
              {alert.verdict && (
                <span className="bw-tag bw-gap">{t('verdictTag', { verdict: t(alert.verdict) })}</span>
              )}
              {alert.resultNote && <span className="bw-soft bw-block">{alert.resultNote}</span>}
            </>
          ),
        }
      : { label: t('deadline'), value: <Deadline alert={alert} /> },
    { label: t('openedAt'), value: <Moment at={alert.openedAt} /> },
    { label: t('subject'), value: <Subject alert={alert} /> },
    ...(alert.informed.length > 0
      ? [{ label: t('informed'), value: alert.informed.map((person) => person.name).join(listMark()) }]
      : []),
    {
      label: t('rule'),
      value: (
        <>
          {may('rule.read') ? (
            <TextLink href={paths.rule(alert.ruleCode)}>{both(alert.title)}</TextLink>
          ) : (
            both(alert.title)
          )}
          <small className="bw-muted bw-block">{t('ruleVersion', { n: alert.ruleVersion })}</small>
        </>
      ),
    },
  ]
}

function Subject({ alert }: { alert: Alert }) {
  if (alert.subject.kind === 'deal') {
    return <TextLink href={paths.deal(alert.subject.id)}>{alert.subject.label}</TextLink>
  }
  if (alert.subject.kind === 'quote') {
    return <TextLink href={paths.quote(alert.subject.id)}>{alert.subject.label}</TextLink>
  }
  if (alert.subject.kind === 'contract') {
    return <TextLink href={paths.contract(alert.subject.id)}>{alert.subject.label}</TextLink>
  }
  if (alert.subject.kind === 'order') {
    return <TextLink href={paths.order(alert.subject.id)}>{alert.subject.label}</TextLink>
  }
  if (alert.customer) {
    return <TextLink href={paths.customer(alert.customer.id)}>{alert.subject.label}</TextLink>
  }
  return <>{alert.subject.label}</>
}

function Others({ alert }: { alert: Alert }) {
  const t = useText(alertsText)
  const both = useBoth()
  return (
    <div className="bw-others">
      <h3>{t('others')}</h3>
      {alert.others.map((leaf) => (
        <div key={leaf.metric}>
          <strong>{both(leaf.title)}</strong>
          <Figures leaf={leaf} />
        </div>
      ))}
    </div>
  )
}

const TONES: Partial<Record<Alert['timeline'][number]['kind'], TimelineItem['tone']>> = {
  opened: 'danger',
  worsened: 'danger',
  escalate: 'warn',
  held: 'warn',
  cleared: 'good',
  resolve: 'good',
  review: 'good',
  acknowledge: 'accent',
  start: 'accent',
}

function Course({ alert }: { alert: Alert }) {
  const both = useBoth()
  const items = [...alert.timeline]
    .sort((a, b) => b.at - a.at)
    .map((entry, index): TimelineItem => {
      const tone = TONES[entry.kind]
      return {
        key: `${entry.at}-${entry.kind}-${index}`,
        at: <Moment at={entry.at} />,
        title: both(entry.sentence),
        ...(tone ? { tone } : {}),
      }
    })
  return <Timeline items={items} />
}
