import type { getCommission } from '../../api/commission.ts'
import { commissionText } from '../../text/web/commission.ts'
import type { ReplyOf } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { Money, moneyText } from '../ui/money.tsx'
import './commission.css'

type Estimate = NonNullable<ReplyOf<typeof getCommission>['estimate']>
type Rule = NonNullable<ReplyOf<typeof getCommission>['rule']>

export function percent(bp: number): string {
  return `${Number((bp / 100).toFixed(2))}%`
}

/** What a month has earned, every line with its arithmetic. */
export function CommissionLines({ estimate, rule }: { estimate: Estimate; rule: Rule }) {
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
            {line.carriedFrom && (
              <span className="bw-warn">
                {t(line.fen < 0 ? 'takenBack' : 'carried', { month: line.carriedFrom })}
              </span>
            )}
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
