import { Button, Modal } from 'antd'
import { useState } from 'react'
import { getCommission } from '../../../api/commission.ts'
import { commissionText } from '../../../text/web/commission.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

type Estimate = NonNullable<ReplyOf<typeof getCommission>['estimate']>
type Rule = NonNullable<ReplyOf<typeof getCommission>['rule']>

function percent(bp: number): string {
  return `${Number((bp / 100).toFixed(2))}%`
}

/** What this month has earned so far, and every line of it. */
export function CommissionPanel() {
  const t = useText(commissionText)
  const may = useMay()
  const { data } = useLater(getCommission)
  const [open, setOpen] = useState(false)
  if (!data) return null
  const { estimate, rule } = data
  if (estimate === null || rule === null) {
    return (
      <Panel title={t('title')}>
        <p className="bw-muted">
          {t('noRule')}{' '}
          {may('setting.write') && <TextLink href={paths.settings('commission')}>{t('setRule')}</TextLink>}
        </p>
      </Panel>
    )
  }
  return (
    <Panel title={t('title')}>
      <div className="bw-stack">
        <strong className="bw-commission-sum">
          <Money fen={estimate.earnsFen} />
        </strong>
        <span className="bw-soft">{t('of', { fen: moneyText(estimate.collectedFen) })}</span>
        {estimate.next && (
          <span className="bw-soft">
            {t('next', {
              missing: moneyText(estimate.next.missingFen),
              rate: percent(estimate.next.rateBp),
            })}
          </span>
        )}
        <small className="bw-muted">{t('note')}</small>
        <div>
          <Button size="small" onClick={() => setOpen(true)}>
            {t('lines')}
          </Button>
        </div>
      </div>
      <Modal open={open} title={t('title')} footer={null} onCancel={() => setOpen(false)}>
        <Lines estimate={estimate} rule={rule} />
      </Modal>
    </Panel>
  )
}

function Lines({ estimate, rule }: { estimate: Estimate; rule: Rule }) {
  const t = useText(commissionText)
  if (estimate.lines.length === 0) return <p className="bw-soft">{t('linesNone')}</p>
  return (
    <div className="bw-commission-lines">
      {estimate.lines.map((line) => (
        <div key={line.id} className="bw-commission-line">
          <span>
            <strong>{line.customer}</strong>
            <span className="bw-soft">
              {t('line', { day: line.receivedOn, fen: moneyText(line.fen), invoice: line.invoice })}
            </span>
            <span className="bw-soft">
              {line.parts
                .map((part) => t('part', { fen: moneyText(part.fen), rate: percent(part.rateBp) }))
                .join(' + ')}
            </span>
            {line.isLate && (
              <span className="bw-warn">
                {t('late', { days: line.overdueDays, share: percent(rule.lateBp) })}
              </span>
            )}
          </span>
          <Money fen={line.earnsFen} />
        </div>
      ))}
    </div>
  )
}
