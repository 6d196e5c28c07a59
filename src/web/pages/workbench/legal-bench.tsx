import { listApprovals } from '../../../api/approvals.ts'
import { listDunning } from '../../../api/dunning.ts'
import { listLimitation } from '../../../api/losses.ts'
import { getLegalDesk } from '../../../api/workbench-faces.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { facesText } from '../../../text/web/workbench-faces.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Day } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { ListPanel, ListRow, Quiet } from './blocks.tsx'
import { MyObligations } from './my-obligations.tsx'
import { ask } from './views.ts'

const MOST = 6
/** As the first of the warnings about limitation. */
const NEAR_DAYS = 180

/** Legal: contracts to approve, letters, claims that run out, customers taken over, what is to sign. */
export function LegalBench() {
  const t = useText(facesText)
  const both = useBoth()
  const contracts = useData(listApprovals, ask.contracts)
  const letter = useData(listDunning, ask.letter)
  const lawyer = useData(listDunning, ask.lawyer)
  const claims = useData(listLimitation, ask.bench).items.filter(({ daysLeft }) => daysLeft <= NEAR_DAYS)
  const desk = useData(getLegalDesk)
  return (
    <>
      <StatRow>
        <StatCard
          label={t('toApprove')}
          value={contracts.total}
          note={t('toApproveOf', { n: contracts.total })}
          href={paths.approvals({ kind: 'contract' })}
        />
        <StatCard
          label={t('letters')}
          value={letter.total + lawyer.total}
          note={t('lettersOf')}
          href={paths.receivables({ tab: 'dunning' })}
        />
        <StatCard
          label={t('limitation')}
          value={claims.length}
          note={t('limitationOf', {
            amount: moneyText(claims.reduce((sum, { claimFen }) => sum + claimFen, 0)),
          })}
          {...(claims.some(({ daysLeft }) => daysLeft <= 30) ? { tone: 'danger' as const } : {})}
          href={paths.receivables({ tab: 'losses' })}
        />
        <StatCard label={t('holds')} value={desk.holdsTotal} note={t('holdsOf')} />
        <StatCard
          label={t('toSign')}
          value={desk.toSignTotal}
          note={t('toSignOf')}
          href={paths.contracts({ view: 'open' })}
        />
      </StatRow>
      <div className="bw-grid-2">
        <div>
          <ListPanel title={t('toApprove')} href={paths.approvals({ kind: 'contract' })}>
            {contracts.rows.length > 0 ? (
              contracts.rows.map((row) => (
                <ListRow
                  key={row.id}
                  href={paths.approval(row.id)}
                  title={both(row.title)}
                  text={row.requester.name}
                  side={row.amountFen !== null && <Money fen={row.amountFen} short />}
                />
              ))
            ) : (
              <Quiet title={t('toApproveNone')} />
            )}
          </ListPanel>
          <Letters rows={[...lawyer.items, ...letter.items]} />
          <MyObligations />
        </div>
        <div>
          <ListPanel title={t('limitation')} href={paths.receivables({ tab: 'losses' })}>
            {claims.length === 0 && <Quiet title={t('limitationNone')} />}
            {claims.slice(0, MOST).map((claim) => (
              <ListRow
                key={claim.instalmentId}
                href={paths.customer(claim.customer.id)}
                title={claim.customer.name}
                text={claim.invoiceNumber}
                side={<Money fen={claim.claimFen} short />}
                sideNote={
                  claim.daysLeft < 0
                    ? t('expired', { n: -claim.daysLeft })
                    : t('daysLeft', { n: claim.daysLeft })
                }
              />
            ))}
          </ListPanel>
          <Desk />
        </div>
      </div>
    </>
  )
}

type Due = ReplyOf<typeof listDunning>['items']

function Letters({ rows }: { rows: Due }) {
  const t = useText(facesText)
  const dunning = useText(dunningText)
  return (
    <ListPanel title={t('letters')} href={paths.receivables({ tab: 'dunning' })}>
      {rows.length === 0 && <Quiet title={t('lettersNone')} />}
      {rows.slice(0, MOST).map((row) => (
        <ListRow
          key={`${row.customer.id} ${row.due?.stage}`}
          href={paths.receivables({ tab: 'dunning', dunning: row.customer.id })}
          title={row.customer.name}
          text={row.due && dunning(`stage_${row.due.stage}`)}
          side={<Money fen={row.overdueFen} short />}
          sideNote={row.due && <Day day={row.due.dueOn} near />}
        />
      ))}
    </ListPanel>
  )
}

function Desk() {
  const t = useText(facesText)
  const desk = useData(getLegalDesk)
  return (
    <>
      <ListPanel title={t('holds')}>
        {desk.holds.length === 0 && <Quiet title={t('holdsNone')} />}
        {desk.holds.map((hold) => (
          <ListRow
            key={hold.id}
            href={paths.customer(hold.customer.id)}
            title={hold.customer.name}
            text={hold.reason}
            side={<Money fen={hold.overdueFen} short />}
            sideNote={t('since', { day: hold.since })}
          />
        ))}
      </ListPanel>
      <ListPanel title={t('toSign')} href={paths.contracts({ view: 'open' })}>
        {desk.toSign.length === 0 && <Quiet title={t('toSignNone')} />}
        {desk.toSign.map((contract) => (
          <ListRow
            key={contract.id}
            href={paths.contract(contract.id)}
            title={[contract.number, contract.title].filter(Boolean).join(' ')}
            text={contract.customer.name}
            side={<Money fen={contract.amountFen} short />}
            sideNote={t('waits', { n: contract.days })}
          />
        ))}
      </ListPanel>
    </>
  )
}
