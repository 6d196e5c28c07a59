import { listAlerts } from '../../../api/alerts.ts'
import { getBriefPage } from '../../../api/brief.ts'
import { ageing } from '../../../api/receivables.ts'
import { getWorkbench } from '../../../api/workbench.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useData } from '../../api.ts'
import { Decisions } from '../../parts/decisions.tsx'
import { FreshnessNote } from '../../parts/freshness-note.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink } from '../../ui/url.tsx'
import { AgeingBars } from './ageing-bars.tsx'
import { AlertRows, ListPanel, ListRow, Quiet, useExpectedBp } from './blocks.tsx'
import { shareText } from './finance-bench.tsx'
import { MyObligations } from './my-obligations.tsx'
import { ask } from './views.ts'

/** The boss: three figures, what waits for a decision, and where most money is late. */
export function BossBench() {
  const t = useText(workbenchText)
  const book = useData(ageing, ask.ageing)
  const alerts = useData(listAlerts, ask.topAlerts)
  const { decisions } = useData(getBriefPage, ask.brief)
  // An auditor reads what the boss reads, but nothing waits for an auditor's decision.
  const acts = useMay()('alert.handle')
  const decided = decisions?.shown.flatMap((one) => (one.kind === 'alert' ? [one.alert.id] : [])) ?? []
  const others = alerts.rows.filter((alert) => !decided.includes(alert.id))
  const isOnlyOld = decisions?.shown.length === 0 && alerts.total === 0 && book.overdue.count > 0
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
          label={t('atRisk')}
          value={<Money fen={alerts.moneyFen} short />}
          note={t('atRiskOf', { n: alerts.total })}
          href={paths.alerts()}
        />
        <Collected />
      </StatRow>
      <FreshnessNote of={['activity', 'deal', 'invoice', 'payment']} />
      <div className="bw-grid-2">
        <div>
          {acts && decisions && !isOnlyOld && <Decisions decisions={decisions} />}
          {isOnlyOld && <OldTrouble count={book.overdue.count} fen={book.overdue.amountFen} />}
          <ListPanel title={t(acts ? 'bigAlerts' : 'openAlerts')} href={paths.alerts()}>
            {others.length === 0 ? <Quiet title={t('myAlertsNone')} /> : <AlertRows rows={others} most={6} />}
          </ListPanel>
        </div>
        <div>
          <MyObligations />
          <ListPanel title={t('topOverdue')} href={paths.receivables()}>
            {book.overdue.count === 0 && <Quiet title={t('overdueNone')} />}
            {book.customers
              .filter((customer) => customer.overdueFen > 0)
              .map((customer) => (
                <ListRow
                  key={customer.id}
                  href={paths.customer(customer.id)}
                  title={customer.name}
                  text={customer.responsible?.name}
                  side={<Money fen={customer.overdueFen} short />}
                  sideNote={
                    <span className={customer.maxOverdueDays > 30 ? 'bw-danger' : 'bw-warn'}>
                      {t('overdueDays', { days: customer.maxOverdueDays })}
                    </span>
                  }
                />
              ))}
          </ListPanel>
          <Panel title={t('ageing')}>
            <AgeingBars buckets={book.buckets} />
          </Panel>
          <Verdicts />
        </div>
      </div>
    </>
  )
}

/** The figure of the morning brief, so that the two cannot differ. */
function Collected() {
  const t = useText(workbenchText)
  const { collectedFen, targetFen } = useData(getBriefPage, ask.brief)
  const expectedBp = useExpectedBp()
  const expectedFen = Math.round(((targetFen ?? 0) * expectedBp) / 10_000)
  const tone = targetFen === null ? undefined : collectedFen < expectedFen ? 'warn' : 'good'
  return (
    <StatCard
      label={t('collected')}
      value={<Money fen={collectedFen} short />}
      {...(tone ? { tone } : {})}
      href={paths.brief()}
      note={
        targetFen === null
          ? t('targetNone')
          : t('collectedOf', {
              share: shareText(collectedFen, targetFen),
              target: moneyText(targetFen),
              expected: moneyText(expectedFen),
            })
      }
    />
  )
}

/** Whether the warnings themselves are any good (C134). */
function Verdicts() {
  const t = useText(workbenchText)
  const { verdicts } = useData(getWorkbench)
  const n = verdicts.right + verdicts.false + verdicts.late + verdicts.useless
  return (
    <Panel title={t('verdicts')}>
      <p className="bw-soft">{n === 0 ? t('verdictsNone') : t('verdictsOf', { n, ...verdicts })}</p>
    </Panel>
  )
}

/** What was late before the rules began becomes no alert, and is on nobody's list unless it is put there. */
function OldTrouble({ count, fen }: { count: number; fen: number }) {
  const t = useText(workbenchText)
  return (
    <Panel title={t('decisions')}>
      <Quiet
        title={t('oldTrouble', { n: count, amount: moneyText(fen) })}
        text={
          <>
            {t('oldTroubleText')}{' '}
            <TextLink href={paths.receivables({ tab: 'dunning' })}>{t('oldTroubleGo')} ›</TextLink>
          </>
        }
      />
    </Panel>
  )
}
