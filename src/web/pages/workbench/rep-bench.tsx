import { listAlerts } from '../../../api/alerts.ts'
import { listInstalments } from '../../../api/receivables.ts'
import { getWorkbench } from '../../../api/workbench.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { AlertRows, InstalmentRows, ListPanel, Quiet, TargetPanel } from './blocks.tsx'
import { CallCard } from './call-card.tsx'
import { CommissionPanel } from './commission-panel.tsx'
import { MyObligations } from './my-obligations.tsx'
import { StuckNearby } from './stuck-nearby.tsx'
import { UnsentNotes } from './unsent-notes.tsx'
import { ask } from './views.ts'

/** The rep's day: calls, own money, own target. About helping, not about watching. */
export function RepBench() {
  const t = useText(workbenchText)
  const { calls } = useData(getWorkbench)
  const mine = useData(listAlerts, ask.myAlerts)
  const overdue = useData(listInstalments, ask.overdue)
  return (
    <div className="bw-grid-2">
      <div>
        <MyObligations />
        <UnsentNotes />
        <Panel title={t('callsToday')} flush extra={<span className="bw-muted">{calls?.length ?? 0}</span>}>
          {calls === null || calls.length === 0 ? (
            <Quiet title={t('callsNone')} text={t('callsNoneText')} />
          ) : (
            <div className="bw-list">
              {calls.map((call) => (
                <CallCard key={`${call.customer.id}-${call.deal?.id ?? ''}`} call={call} />
              ))}
            </div>
          )}
        </Panel>
      </div>
      <div>
        <TargetPanel />
        <StuckNearby />
        <CommissionPanel />
        <ListPanel title={t('myAlerts')} href={paths.alerts({ mine: 'true' })}>
          {mine.rows.length === 0 ? (
            <Quiet title={t('myAlertsNone')} />
          ) : (
            <AlertRows rows={mine.rows} most={6} />
          )}
        </ListPanel>
        <Panel
          title={t('myOverdue')}
          flush
          extra={overdue.total > 0 && <Money fen={overdue.sumOpenFen} short tone="danger" />}
        >
          <div className="bw-list">
            {overdue.items.length === 0 ? (
              <Quiet title={t('overdueNone')} />
            ) : (
              <InstalmentRows rows={overdue.items} />
            )}
          </div>
        </Panel>
      </div>
    </div>
  )
}
