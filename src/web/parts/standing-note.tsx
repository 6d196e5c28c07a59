import { customerStanding } from '../../api/credit.ts'
import { creditText } from '../../text/web/credit.ts'
import { useLater } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'

/**
 * One line of what the customer has of ours and may still have, beside a document; `amountFen` is what an
 * order of it would take on top (C021). Whoever asks must be allowed to read credit.
 */
export function StandingNote({ customerId, amountFen }: { customerId: string; amountFen: number | null }) {
  const t = useText(creditText)
  const { data } = useLater(customerStanding, { params: { id: customerId } })
  if (!data) return <span className="bw-muted">—</span>
  const { limit, exposureFen, roomFen } = data
  if (limit === null || roomFen === null) {
    return <span className="bw-muted">{t('noLimitAtAll', { used: moneyText(exposureFen) })}</span>
  }
  const left = roomFen - (amountFen ?? 0)
  const word = amountFen === null ? (left < 0 ? 'roomOver' : 'room') : left < 0 ? 'afterOver' : 'afterRoom'
  return (
    <span>
      {t('noteUsed', { used: moneyText(exposureFen) })}
      <span className={`bw-near ${left < 0 ? 'bw-danger' : ''}`}>
        {t(word, { amount: moneyText(Math.abs(left)) })}
      </span>
    </span>
  )
}
