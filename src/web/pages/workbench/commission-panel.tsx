import { Button } from 'antd'
import { useState } from 'react'
import { getCommission } from '../../../api/commission.ts'
import { commissionText } from '../../../text/web/commission.ts'
import { useLater } from '../../api.ts'
import { CommissionLines, percent } from '../../parts/commission-lines.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

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
      <Dialog open={open} title={t('title')} footer={null} onCancel={() => setOpen(false)}>
        <CommissionLines estimate={estimate} rule={rule} />
      </Dialog>
    </Panel>
  )
}
