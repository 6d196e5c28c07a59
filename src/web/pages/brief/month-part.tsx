import { Button } from 'antd'
import { useState } from 'react'
import { type getBriefPage, listCollected } from '../../../api/brief.ts'
import { briefText } from '../../../text/web/brief.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Progress } from '../../ui/progress.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import { briefQuery } from './queries.ts'

type Brief = ReplyOf<typeof getBriefPage>
type Projected = Extract<Brief['end'], { kind: 'projected' }>

/** The month: what came, against the target, and where it will end, with how that is known. */
export function MonthPart({ brief }: { brief: Brief }) {
  const t = useText(briefText)
  const may = useMay()
  const [rows, setRows] = useState(false)
  const { collectedFen, collectedCount, targetFen, workdays } = brief
  const expectedBp = workdays.all > 0 ? Math.round((workdays.gone * 10_000) / workdays.all) : 0
  const bp = targetFen ? Math.round((collectedFen * 10_000) / targetFen) : null
  return (
    <Panel>
      <div className="bw-brief-month">
        <span className="bw-soft">{t('collected')}</span>
        <button type="button" className="bw-brief-figure" onClick={() => setRows(true)}>
          <Money fen={collectedFen} short />
          <small>{t('payments', { n: collectedCount })} ›</small>
        </button>
        {targetFen && bp !== null ? (
          <>
            <Progress
              bp={bp}
              expectedBp={expectedBp}
              label={t('collected')}
              tone={bp >= expectedBp ? 'good' : 'warn'}
            />
            <span className="bw-soft">
              {t('collectedOf', { target: moneyText(targetFen), share: `${Math.round(bp / 100)}%` })}
            </span>
          </>
        ) : (
          <span className="bw-muted">
            {t('noTarget')}{' '}
            {may('target.write') && <TextLink href={paths.settings('targets')}>{t('setTarget')}</TextLink>}
          </span>
        )}
      </div>
      <End end={brief.end} targetFen={targetFen} collectedFen={collectedFen} />
      {rows && <Collected onClose={() => setRows(false)} />}
    </Panel>
  )
}

function End({
  end,
  targetFen,
  collectedFen,
}: {
  end: Brief['end']
  targetFen: number | null
  collectedFen: number
}) {
  const t = useText(briefText)
  const [how, setHow] = useState(false)
  if (end.kind === 'over') return <p className="bw-brief-end bw-muted">{t('endOver')}</p>
  if (end.kind === 'not_enough')
    return (
      <p className="bw-brief-end bw-muted">{t('endNotEnough', { months: end.months, needed: end.needed })}</p>
    )
  const isShort = targetFen !== null && end.expectedFen < targetFen
  return (
    <div className="bw-brief-end">
      <span className="bw-soft">{t('end')}</span>
      <strong className={isShort ? 'bw-warn' : ''}>
        <Money fen={end.expectedFen} short />
      </strong>
      <span className="bw-soft">
        {t('endRange', { low: moneyText(end.lowFen), high: moneyText(end.highFen) })}
      </span>
      {end.reaching !== null && (
        <span className="bw-soft">
          {targetFen !== null && collectedFen >= targetFen
            ? t('endReached')
            : t('endReach', { n: end.months.length, reaching: end.reaching })}
        </span>
      )}
      <Button type="link" size="small" className="bw-brief-how" onClick={() => setHow(!how)}>
        {t('how')}
      </Button>
      {how && <How end={end} />}
    </div>
  )
}

/** The months behind the projection: it can be checked with a pencil (law 9). */
function How({ end }: { end: Projected }) {
  const t = useText(briefText)
  const fill = { through: end.through, n: end.months.length, left: end.workdaysLeft }
  return (
    <div className="bw-brief-why">
      <p className="bw-soft">{t('endHow', { ...fill, outOf: end.outOf, inRange: end.inRange })}</p>
      <table>
        <thead>
          <tr>
            <th>{t('month')}</th>
            <th>{t('byThen')}</th>
            <th>{t('rest')}</th>
            <th>{t('wasTotal')}</th>
          </tr>
        </thead>
        <tbody>
          {end.months.map((row) => (
            <tr key={row.month}>
              <td>{row.month}</td>
              <td>{moneyText(row.byThenFen)}</td>
              <td>{moneyText(row.restFen)}</td>
              <td>{moneyText(row.byThenFen + row.restFen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The payments that make the figure. */
function Collected({ onClose }: { onClose: () => void }) {
  const t = useText(briefText)
  const { data } = useLater(listCollected, { query: briefQuery(useAsOf()) })
  return (
    <Dialog open title={t('paymentsTitle')} footer={null} onCancel={onClose}>
      {data?.items.length === 0 && <p className="bw-soft">{t('paymentsNone')}</p>}
      <div className="bw-brief-list bw-brief-scroll">
        {data?.items.map((row) => (
          <TextLink key={row.id} href={paths.customer(row.customer.id)} className="bw-brief-row">
            <span className="bw-brief-words">
              <strong>{row.customer.name}</strong>
              <span className="bw-soft">
                {row.receivedOn} · {row.responsible?.name ?? t('nobody')}
              </span>
            </span>
            <span className="bw-brief-side">
              <Money fen={row.amountFen} />
            </span>
          </TextLink>
        ))}
      </div>
    </Dialog>
  )
}
