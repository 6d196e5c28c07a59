import { useParams } from '@tanstack/react-router'
import { getHandover, type HandoverDetail } from '../../../api/handovers.ts'
import { dayOf } from '../../../core/calendar.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Day, Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Progress } from '../../ui/progress.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { HandoverActions } from './handover-actions.tsx'
import { Items } from './items.tsx'
import { Kinds } from './kinds.tsx'
import './handovers.css'

const HOLES = ['notPassedOn', 'keyWithoutFreshNote', 'keyWithoutBackup', 'overdue', 'promises'] as const

/** One departure: how far it is, what would be lost, who has not said yes, and the list [C187 C188]. */
export function HandoverPage() {
  const t = useText(handoverText)
  const { id } = useParams({ strict: false }) as { id: string }
  const handover = useData(getHandover, { params: { id } })
  const { person, reason, items, done, gap, can } = handover
  const words = t('progressOf', { done, items })
  return (
    <>
      <PageHead
        title={t('startTitle', { name: person.name })}
        note={reason}
        back={{ href: paths.settings('handovers'), label: t('back') }}
        actions={<HandoverActions handover={handover} />}
      />
      <div className="bw-stack">
        {handover.acceptedGap && <Accepted gap={handover.acceptedGap} />}
        <StatRow>
          <StatCard
            label={t('progress')}
            value={`${done} / ${items}`}
            note={<Progress bp={items === 0 ? 10_000 : Math.round((10_000 * done) / items)} label={words} />}
          />
          <StatCard
            label={t('gapScore')}
            value={gap.score}
            note={t('gapNote')}
            {...(gap.score >= 40
              ? { tone: 'danger' as const }
              : gap.score > 0
                ? { tone: 'warn' as const }
                : {})}
          />
          <StatCard
            label={t('account')}
            value={t(handover.accessEndedAt === null ? 'accountOn' : 'accountOff')}
            note={
              handover.accessEndedAt === null ? (
                <>
                  {t('lastDay')} <Day day={handover.lastDay} near />
                </>
              ) : (
                <Moment at={handover.accessEndedAt} />
              )
            }
          />
          <AfterCard handover={handover} />
        </StatRow>
        <div className="biz-handover-two">
          <Panel title={t('gapScore')}>
            <Holes gap={gap} />
          </Panel>
          <Panel title={t('receivers')}>
            <Receivers handover={handover} />
          </Panel>
        </div>
        {can.items === true ? <Items handover={handover} /> : <Kinds handover={handover} />}
      </div>
    </>
  )
}

/** Thirty days on nobody taken over may have been forgotten; the number opens those who were. */
function AfterCard({ handover: { id, after, can } }: { handover: HandoverDetail }) {
  const t = useText(handoverText)
  if (after.passed === 0) return null
  const { untouched, passed, checkOn, checkedAt } = after
  const when =
    checkedAt !== null
      ? t('afterChecked', { day: dayOf(checkedAt) })
      : checkOn !== null
        ? t('afterDue', { day: checkOn })
        : t('afterLater')
  return (
    <StatCard
      label={t('after')}
      value={t('afterOf', { n: untouched, passed })}
      note={when}
      {...(untouched > 0 ? { tone: 'warn' as const } : {})}
      {...(can.items === true && untouched > 0 ? { href: paths.handover(id, { state: 'untouched' }) } : {})}
    />
  )
}

function Accepted({ gap }: { gap: NonNullable<HandoverDetail['acceptedGap']> }) {
  const t = useText(handoverText)
  return (
    <div className="bw-panel biz-handover-accepted" role="note">
      <strong>{t('acceptedTitle')}</strong>
      <span className="bw-soft">
        {t('acceptedText', { n: gap.openItems, score: gap.score, reason: gap.reason })}
      </span>
    </div>
  )
}

function Holes({ gap }: { gap: HandoverDetail['gap'] }) {
  const t = useText(handoverText)
  const found = HOLES.filter((hole) => gap[hole] > 0)
  return (
    <>
      <p className="bw-soft">{t('ofCustomers', { n: gap.customers, key: gap.keyCustomers })}</p>
      {found.length === 0 ? (
        <p>{t('gapNone')}</p>
      ) : (
        <Facts
          items={found.map((hole) => ({
            label: t(`gap_${hole}`),
            value: <strong className="bw-num">{gap[hole]}</strong>,
          }))}
        />
      )}
    </>
  )
}

function Receivers({ handover }: { handover: HandoverDetail }) {
  const t = useText(handoverText)
  const { receivers, manager, confirmedAt } = handover
  const said = (at: number | null) =>
    at === null ? (
      <span className="bw-tag">{t('notConfirmed')}</span>
    ) : (
      <span className="bw-tag bw-tag-accent">{t('confirmedOn', { day: dayOf(at) })}</span>
    )
  return (
    <ul className="biz-handover-people">
      {receivers.map((one) => (
        <li key={one.person.id}>
          <Person name={one.person.name} note={`${one.done} / ${one.items}`} />
          {said(one.confirmedAt)}
          {one.note && <span className="bw-soft biz-handover-said">{one.note}</span>}
        </li>
      ))}
      <li>
        <Person name={manager.name} note={t('manager')} />
        {said(confirmedAt)}
      </li>
    </ul>
  )
}
