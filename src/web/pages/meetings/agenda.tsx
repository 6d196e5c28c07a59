import { meetingsText } from '../../../text/web/meetings.ts'
import { TaskLine } from '../../parts/task-line.tsx'
import { paths } from '../../paths.ts'
import { useBoth, useLanguage, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Severity } from '../../ui/severity.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Meeting } from './queries.ts'

type AgendaOf = Meeting['agenda']

/** What is on the table: what changed, what came back, where most money is in danger, what stands still. */
export function Agenda({ agenda }: { agenda: AgendaOf }) {
  const t = useText(meetingsText)
  return (
    <>
      <Changes changes={agenda.changes} />
      <Panel flush title={t('earlier')}>
        {agenda.earlier.length === 0 && <p className="biz-task-none bw-soft">{t('earlierNone')}</p>}
        {agenda.earlier.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
      </Panel>
      <div className="bw-grid-2">
        <Alerts alerts={agenda.alerts} />
        <Stuck stuck={agenda.stuck} />
      </div>
    </>
  )
}

function Changes({ changes }: { changes: AgendaOf['changes'] }) {
  const t = useText(meetingsText)
  const keys = ['collected', 'won', 'lost', 'alertsOpened', 'alertsEnded'] as const
  return (
    <>
      <h2 className="bw-meeting-part">{t('changes', { from: changes.from })}</h2>
      <StatRow>
        {keys.map((key) => (
          <StatCard
            key={key}
            label={t(key)}
            value={key === 'collected' ? moneyText(changes[key].fen) : changes[key].n}
            {...(key === 'collected' ? {} : { note: <Money fen={changes[key].fen} short /> })}
          />
        ))}
      </StatRow>
    </>
  )
}

function Alerts({ alerts }: { alerts: AgendaOf['alerts'] }) {
  const t = useText(meetingsText)
  const both = useBoth()
  return (
    <Panel flush title={t('alerts')}>
      {alerts.rows.length === 0 && <p className="biz-task-none bw-soft">{t('alertsNone')}</p>}
      {alerts.rows.map((alert) => (
        <TextLink key={alert.id} href={paths.alert(alert.id)} className="bw-meeting-line">
          <span className="bw-meeting-words">
            <strong>
              <Severity level={alert.severity} plain /> {alert.about}
            </strong>
            <span className="bw-soft">
              {both(alert.sentence)} · {alert.responsible}
            </span>
          </span>
          <Money fen={alert.moneyFen} short />
        </TextLink>
      ))}
      <More n={alerts.total - alerts.rows.length} href={paths.alerts()} />
    </Panel>
  )
}

function Stuck({ stuck }: { stuck: AgendaOf['stuck'] }) {
  const t = useText(meetingsText)
  const { language } = useLanguage()
  return (
    <Panel flush title={t('stuck')}>
      {stuck.rows.length === 0 && <p className="biz-task-none bw-soft">{t('stuckNone')}</p>}
      {stuck.rows.map((deal) => (
        <TextLink key={deal.id} href={paths.deal(deal.id)} className="bw-meeting-line">
          <span className="bw-meeting-words">
            <strong>{deal.customer ?? deal.title}</strong>
            <span className="bw-soft">
              {t('stuckDays', {
                stage: deal.stage[language],
                days: deal.days ?? '—',
                norm: deal.normDays ?? '—',
              })}
              {deal.responsible && ` · ${deal.responsible}`}
            </span>
          </span>
          <Money fen={deal.fen} short />
        </TextLink>
      ))}
      <More n={stuck.total - stuck.rows.length} href={paths.deals({ view: 'list', stuckOnly: 'true' })} />
    </Panel>
  )
}

function More({ n, href }: { n: number; href: string }) {
  const t = useText(meetingsText)
  if (n <= 0) return null
  return (
    <TextLink href={href} className="bw-meeting-line bw-muted">
      {t('more', { n })} ›
    </TextLink>
  )
}
