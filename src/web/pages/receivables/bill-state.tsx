import { billsText } from '../../../text/web/bills.ts'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import type { Bill } from './queries.ts'

const TONES = {
  in_hand: '',
  discounted: ' bw-tag-warn',
  endorsed: ' bw-tag-warn',
  honoured: ' bw-tag-good',
  refused: ' bw-tag-danger',
} as const

export function BillState({ row }: { row: Bill }) {
  const t = useText(billsText)
  const said =
    row.endedOn ??
    (row.passedOn &&
      [
        row.passedTo ? t('passedTo', { on: row.passedOn, to: row.passedTo }) : row.passedOn,
        ...(row.costFen > 0 ? [t('cost', { fen: moneyText(row.costFen) })] : []),
      ].join(' · '))
  return (
    <span className="biz-two-lines">
      <span>
        <span className={`bw-tag${TONES[row.state]}`}>{t(`state_${row.state}`)}</span>
      </span>
      <span className="bw-muted">{said}</span>
    </span>
  )
}
