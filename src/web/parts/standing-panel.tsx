import { useState } from 'react'
import { customerStanding } from '../../api/credit.ts'
import { creditText } from '../../text/web/credit.ts'
import { coversText } from '../../text/web/credit-covers.ts'
import { groupsText } from '../../text/web/credit-groups.ts'
import { termsText } from '../../text/web/credit-terms.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { useText } from '../ui/language.tsx'
import { Money, moneyText } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import './credit.css'
import { laterOpened } from '../ui/later.tsx'
import { HoldTag, type Standing, useFindingWords } from './credit-findings.tsx'

const ExceptionDrawer = laterOpened(async () => (await import('./credit-exception.tsx')).ExceptionDrawer)
const GroupDrawer = laterOpened(async () => (await import('./group-drawer.tsx')).GroupDrawer)

/** What the customer has of ours, part by part, against what it may, and what waits (C021–C023). */
export function StandingPanel({ customerId }: { customerId: string }) {
  const t = useText(creditText)
  const may = useMay()
  const asOf = useAsOf()
  const g = useText(groupsText)
  const [asking, setAsking] = useState(false)
  const [linking, setLinking] = useState(false)
  const { data: standing } = useLater(customerStanding, {
    params: { id: customerId },
    query: { asOf },
    enabled: may('credit.read'),
  })
  if (!standing) return null
  return (
    <Panel
      title={t('standing')}
      extra={
        !asOf && (
          <div className="bw-row">
            {may('credit.policy') && (
              <CanButton size="small" can={standing.can.link} onClick={() => setLinking(true)}>
                {g('open')}
              </CanButton>
            )}
            {may('credit.write') && (
              <CanButton size="small" can={standing.can.except} onClick={() => setAsking(true)}>
                {t('exception')}
              </CanButton>
            )}
          </div>
        )
      }
    >
      <Bar standing={standing} />
      <Parts standing={standing} />
      {!asOf && <Suggested standing={standing} />}
      <Together standing={standing} customerId={customerId} />
      <Exceptions standing={standing} />
      <Held standing={standing} />
      <GroupDrawer
        open={linking}
        customerId={customerId}
        group={standing.group}
        onClose={() => setLinking(false)}
      />
      <ExceptionDrawer open={asking} customerId={customerId} onClose={() => setAsking(false)} />
    </Panel>
  )
}

function Bar({ standing }: { standing: Standing }) {
  const t = useText(creditText)
  const { limit, exceptionFen, exposureFen, roomFen } = standing
  if (limit === null) return <p className="bw-muted">{t('noLimitAtAll', { used: moneyText(exposureFen) })}</p>
  const whole = limit.fen + exceptionFen
  const used = whole === 0 ? 100 : Math.min(100, Math.round((100 * exposureFen) / whole))
  const isOver = roomFen !== null && roomFen < 0
  return (
    <>
      <p>
        <strong className={isOver ? 'bw-danger' : ''}>
          {t(isOver ? 'roomOver' : 'room', { amount: moneyText(Math.abs(roomFen ?? 0)) })}
        </strong>
        <span className="bw-soft bw-near">
          {t(`limitFrom_${limit.source}`, { amount: moneyText(limit.fen) })}
        </span>
      </p>
      <span className="biz-use-bar" aria-hidden>
        <span style={{ width: `${used}%` }} className={isOver ? 'biz-use-over' : ''} />
      </span>
    </>
  )
}

/** What their own figures suggest, and the arithmetic: the least of the bounds decides. */
function Suggested({ standing: { suggestion } }: { standing: Standing }) {
  const t = useText(creditText)
  const terms = useText(termsText)
  if (!suggestion) return <p className="bw-muted">{t('suggestNone')}</p>
  const { ladder } = suggestion
  return (
    <>
      {ladder && (
        <p className="bw-soft biz-hint">
          {terms('ladder', { ...ladder, share: `${ladder.prepayBp / 100}%` })}
        </p>
      )}
      <p className="biz-suggested">
        <strong>
          {suggestion.fen === null
            ? t('suggestedHidden')
            : t('suggested', { amount: moneyText(suggestion.fen) })}
        </strong>{' '}
        <span className="bw-soft">
          {t(suggestion.fen === null ? 'suggestedHiddenNote' : 'suggestedNote')}
        </span>
      </p>
      <ul className="biz-outlooks">
        {suggestion.bounds.map(({ bound, fen }) => (
          <li key={bound}>
            <span className={bound === suggestion.decides ? '' : 'bw-muted'}>{t(`bound_${bound}`)}</span>
            <Money fen={fen} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Parts({ standing }: { standing: Standing }) {
  const t = useText(creditText)
  const c = useText(coversText)
  const parts: [string, number, boolean][] = [
    [t('partOpen'), standing.openFen, true],
    [t(standing.countsOrders ? 'partOrders' : 'partOrdersNot'), standing.ordersFen, standing.countsOrders],
    ...(standing.billsFen > 0
      ? [[t('partBills'), standing.billsFen, true] as [string, number, boolean]]
      : []),
    [t('partAdvance'), -standing.advanceFen, true],
    [t('partUsed'), standing.exposureFen, true],
    ...(standing.countsCover && standing.coveredFen > 0
      ? [
          [c('less'), -standing.coveredFen, true] as [string, number, boolean],
          [c('net'), standing.exposureFen - standing.coveredFen, true] as [string, number, boolean],
        ]
      : []),
    ...(standing.writtenOffFen > 0
      ? [[t('partWrittenOff'), standing.writtenOffFen, false] as [string, number, boolean]]
      : []),
  ]
  return (
    <ul className="biz-outlooks">
      {parts.map(([label, fen, counts]) => (
        <li key={label}>
          <span className={counts ? '' : 'bw-muted'}>{label}</span>
          <Money fen={fen} />
        </li>
      ))}
    </ul>
  )
}

function Together({ standing, customerId }: { standing: Standing; customerId: string }) {
  const t = useText(creditText)
  const g = useText(groupsText)
  const { group } = standing
  if (!group) return null
  const others = group.members.filter(({ id }) => id !== customerId)
  return (
    <p className="biz-note">
      {t('together', {
        name: group.name,
        used: moneyText(group.exposureFen),
        limit: group.limitFen === null ? t('none') : moneyText(group.limitFen),
      })}
      <span className="bw-block">
        {others.map(({ id, name }) => (
          <TextLink key={id} href={paths.customer(id)} className="biz-beside">
            {name}
          </TextLink>
        ))}
      </span>
      {standing.countsCover && group.coveredFen > 0 && (
        <span className="bw-block">
          {g('net', { amount: moneyText(group.exposureFen - group.coveredFen) })}
        </span>
      )}
      {others
        .filter(({ isRefused }) => isRefused)
        .map(({ id, name }) => (
          <strong key={id} className="bw-block bw-danger">
            {g('refusedMember', { name })}
          </strong>
        ))}
    </p>
  )
}

function Exceptions({ standing }: { standing: Standing }) {
  const t = useText(creditText)
  if (standing.exceptions.length === 0) return null
  return (
    <ul className="biz-outlooks">
      {standing.exceptions.map((one) => (
        <li key={one.id}>
          <span>
            {one.orderNumber ? t('exceptionOrder', { number: one.orderNumber }) : t('exceptionAny')}{' '}
            {one.amountFen !== null && <Money fen={one.amountFen} />}
            {!one.orderNumber && <ExceptTerms terms={one} />}
            <span className="bw-soft bw-block">{one.reason}</span>
          </span>
          {one.inEffect || one.approvalId === null ? (
            <span className="bw-soft">{t('untilBy', { day: one.expiresOn, by: one.by ?? '' })}</span>
          ) : (
            <TextLink href={paths.approval(one.approvalId)}>{t('waits')}</TextLink>
          )}
        </li>
      ))}
    </ul>
  )
}

function ExceptTerms({ terms }: { terms: Standing['exceptions'][number] }) {
  const t = useText(termsText)
  const words = [
    ...(terms.termDays === null ? [] : [t('allowsTerm', { n: terms.termDays })]),
    ...(terms.prepayBp === null ? [] : [t('allowsPrepay', { share: `${terms.prepayBp / 100}%` })]),
  ]
  return <> {words.join('，')}</>
}

function Held({ standing }: { standing: Standing }) {
  const t = useText(creditText)
  const words = useFindingWords()
  if (standing.held.length === 0) return null
  return (
    <>
      <h3 className="biz-drawer-title">{t('heldTitle')}</h3>
      <ul className="biz-outlooks">
        {standing.held.map((one) => (
          <li key={one.id}>
            <span>
              <TextLink href={paths.order(one.id)}>{one.number}</TextLink> <Money fen={one.amountFen} />
              <span className="bw-soft bw-block">{one.findings.map(words).join('；')}</span>
            </span>
            <HoldTag hold={one.hold} />
          </li>
        ))}
      </ul>
    </>
  )
}
