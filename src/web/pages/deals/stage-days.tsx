import type { DealRow } from '../../../api/deals.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { useText } from '../../ui/language.tsx'

type Staying = Pick<DealRow, 'stageDays' | 'normDays' | 'outcome'>

/** C041: longer in its stage than the stage's norm. Without a norm nothing is called stuck. */
export function isStuck(deal: Staying): boolean {
  return (
    deal.outcome === 'open' &&
    deal.normDays !== null &&
    deal.stageDays !== null &&
    deal.stageDays > deal.normDays
  )
}

/** Days in the stage; over the norm also the norm, in red. */
export function StageDays({ deal }: { deal: Staying }) {
  const t = useText(dealsText)
  if (deal.stageDays === null) return <span className="bw-muted">—</span>
  if (isStuck(deal)) {
    return (
      <span className="bw-danger">{t('stageDaysNorm', { n: deal.stageDays, norm: deal.normDays ?? 0 })}</span>
    )
  }
  return <span>{t('stageDaysOf', { n: deal.stageDays })}</span>
}
