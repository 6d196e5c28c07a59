import { listAlerts } from '../../../api/alerts.ts'
import { ageing, listInstalments } from '../../../api/receivables.ts'
import { shareBp } from '../../../core/money.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useData } from '../../api.ts'
import { FreshnessNote } from '../../parts/freshness-note.tsx'
import { paths } from '../../paths.ts'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useToday } from '../../ui/today.tsx'
import { AgeingBars } from './ageing-bars.tsx'
import { AlertRows, InstalmentRows, ListPanel, Quiet } from './blocks.tsx'
import { MyObligations } from './my-obligations.tsx'
import { ask, endOfWeek } from './views.ts'

/** Finance: what is overdue, what falls due this week, what still has to be matched. */
export function FinanceBench() {
  const t = useText(workbenchText)
  const today = useToday()
  const book = useData(ageing, ask.ageing)
  const overdue = useData(listInstalments, ask.overdue)
  const due = useData(listInstalments, ask.dueThisWeek(today))
  const mine = useData(listAlerts, ask.myAlerts)
  return (
    <>
      <StatRow>
        <StatCard
          label={t('overdue')}
          tone="danger"
          value={<Money fen={book.overdue.amountFen} short />}
          note={t('overdueOf', {
            n: book.overdue.count,
            share: shareText(book.overdue.amountFen, book.open.amountFen),
          })}
          href={paths.receivables({ fromDays: '1' })}
        />
        <StatCard
          label={t('dueWeek')}
          value={<Money fen={due.sumOpenFen} short />}
          note={t('dueWeekOf', { n: due.total, day: endOfWeek(today).slice(5) })}
          href={paths.receivables({ tab: 'calendar' })}
        />
        <StatCard
          label={t('open')}
          value={<Money fen={book.open.amountFen} short />}
          note={t('openOf', { n: book.open.count })}
          href={paths.receivables()}
        />
        <StatCard
          label={t('unallocated')}
          value={<Money fen={book.unallocatedFen} short />}
          note={t('unallocatedNote')}
        />
      </StatRow>
      <FreshnessNote of={['invoice', 'payment']} />
      <div className="bw-grid-2">
        <div>
          <MyObligations />
          <ListPanel title={t('overdue')} href={paths.receivables({ fromDays: '1' })}>
            {overdue.items.length === 0 ? (
              <Quiet title={t('overdueNone')} />
            ) : (
              <InstalmentRows rows={overdue.items} />
            )}
          </ListPanel>
          <Panel title={t('ageing')}>
            <AgeingBars buckets={book.buckets} />
          </Panel>
        </div>
        <div>
          <ListPanel title={t('dueWeek')} href={paths.receivables({ tab: 'calendar' })}>
            {due.items.length === 0 ? (
              <Quiet title={t('dueWeekNone')} />
            ) : (
              <InstalmentRows rows={due.items} />
            )}
          </ListPanel>
          <ListPanel title={t('myAlerts')} href={paths.alerts({ mine: 'true' })}>
            {mine.rows.length === 0 ? (
              <Quiet title={t('myAlertsNone')} />
            ) : (
              <AlertRows rows={mine.rows} most={6} />
            )}
          </ListPanel>
        </div>
      </div>
    </>
  )
}

export function shareText(part: number, whole: number): string {
  const bp = shareBp(BigInt(part), BigInt(whole))
  return bp === null ? '—' : `${(bp / 100).toFixed(1)}%`
}
