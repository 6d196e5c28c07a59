import { listAlerts } from '../../../api/alerts.ts'
import { listDeals } from '../../../api/deals.ts'
import { getWorkbench, type TeamRow } from '../../../api/workbench.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { FreshnessNote } from '../../parts/freshness-note.tsx'
import { paths } from '../../paths.ts'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink } from '../../ui/url.tsx'
import { AlertRows, ListPanel, ListRow, Quiet, TargetPanel } from './blocks.tsx'
import { MyObligations } from './my-obligations.tsx'
import { ask } from './views.ts'

/** The manager's morning: where the team's money is in danger, which deals stand still, who needs a hand. */
export function ManagerBench() {
  const t = useText(workbenchText)
  const { team } = useData(getWorkbench)
  const alerts = useData(listAlerts, ask.topAlerts)
  const stuck = useData(listDeals, ask.stuck)
  const late = (team ?? []).reduce((sum, row) => sum + row.lateAlerts, 0)
  const overdueFen = (team ?? []).reduce((sum, row) => sum + row.overdueFen, 0)
  const elsewhere = alerts.total - (team ?? []).reduce((sum, row) => sum + row.openAlerts, 0)
  return (
    <>
      <StatRow>
        <StatCard
          label={t('teamAlerts')}
          value={alerts.total}
          note={<Money fen={alerts.moneyFen} short />}
          href={paths.alerts()}
        />
        <StatCard
          label={t('lateAlerts')}
          value={late}
          {...(late > 0 ? { tone: 'danger' as const } : {})}
          href={paths.alerts({ sort: 'deadline' })}
        />
        <StatCard
          label={t('stuckDeals')}
          value={stuck.total}
          href={paths.deals({ view: 'list', stuckOnly: 'true' })}
        />
        <StatCard
          label={t('overdue')}
          value={<Money fen={overdueFen} short />}
          href={paths.receivables({ fromDays: '1' })}
        />
      </StatRow>
      <FreshnessNote of={['activity', 'deal', 'invoice', 'payment']} />
      <div className="bw-grid-2">
        <div>
          <ListPanel title={t('teamAlerts')} href={paths.alerts()}>
            {alerts.rows.length === 0 ? (
              <Quiet title={t('teamAlertsNone')} />
            ) : (
              <AlertRows rows={alerts.rows} most={8} />
            )}
          </ListPanel>
          {team !== null && team.length > 0 && (
            <Panel title={t('team')} flush>
              <TeamTable team={team} />
              {elsewhere > 0 && (
                <p className="bw-team-more bw-muted">
                  <TextLink href={paths.alerts()}>{t('teamElsewhere', { n: elsewhere })}</TextLink>
                </p>
              )}
            </Panel>
          )}
        </div>
        <div>
          <MyObligations />
          <TargetPanel />
          <ListPanel title={t('stuckDeals')} href={paths.deals({ view: 'list', stuckOnly: 'true' })}>
            {stuck.items.length === 0 ? <Quiet title={t('stuckNone')} /> : <StuckRows rows={stuck.items} />}
          </ListPanel>
        </div>
      </div>
    </>
  )
}

function StuckRows({ rows }: { rows: ReplyOf<typeof listDeals>['items'] }) {
  const t = useText(workbenchText)
  const { language } = useLanguage()
  return rows.map((deal) => (
    <ListRow
      key={deal.id}
      href={paths.deal(deal.id)}
      title={deal.customer?.name ?? deal.title}
      text={
        <>
          {t('stuckDays', {
            stage: language === 'zh' ? deal.stage.name : deal.stage.nameEn || deal.stage.name,
            days: deal.stageDays ?? '—',
          })}
          {deal.normDays !== null && (
            <span className="bw-muted"> · {t('stuckNorm', { days: deal.normDays })}</span>
          )}
        </>
      }
      side={<Money fen={deal.amountFen} short />}
      sideNote={deal.responsible?.name}
    />
  ))
}

function TeamTable({ team }: { team: readonly TeamRow[] }) {
  const t = useText(workbenchText)
  return (
    <div className="bw-team">
      <table>
        <thead>
          <tr>
            <th>{t('teamPerson')}</th>
            <th>{t('teamOpen')}</th>
            <th>{t('teamLate')}</th>
            <th>{t('teamMoney')}</th>
            <th>{t('teamOverdue')}</th>
            <th>{t('teamWeek')}</th>
          </tr>
        </thead>
        <tbody>
          {team.map((row) => (
            <tr key={row.person.id}>
              <td>
                <Person name={row.person.name} {...(row.absentNow ? { note: t('absent') } : {})} />
              </td>
              <td>
                {row.openAlerts > 0 ? (
                  <TextLink href={paths.alerts({ responsibleId: row.person.id })}>{row.openAlerts}</TextLink>
                ) : (
                  <span className="bw-muted">—</span>
                )}
              </td>
              <td className={row.lateAlerts > 0 ? 'bw-danger' : 'bw-muted'}>{row.lateAlerts || '—'}</td>
              <td>
                <Money fen={row.moneyFen || null} short />
              </td>
              <td>
                <Money
                  fen={row.overdueFen || null}
                  short
                  {...(row.overdueFen > 0 ? { tone: 'danger' } : {})}
                />
              </td>
              <td>{row.followUpsThisWeek}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
