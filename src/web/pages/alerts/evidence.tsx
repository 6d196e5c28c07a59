import { isOfMoney } from '../../../core/watch/metrics.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { type Leaf, useValueText } from './alert-words.tsx'

/**
 * Value, line, past mean and how many cases stand behind it (laws 9 and 11). The explanation is kept as
 * it was when the
 * alert was raised or last got worse; `now` is where the figure stands today.
 */
export function Figures({ leaf, now }: { leaf: Leaf; now?: number | null | undefined }) {
  const t = useText(alertsText)
  const valueText = useValueText()
  const moved = now !== undefined && now !== null && now !== leaf.value
  return (
    <div className="bw-figures">
      <span className="bw-figure-now">
        <small>{t('current')}</small>
        <strong>{valueText(leaf.unit, moved ? now : leaf.value)}</strong>
        {!moved && leaf.unit === 'bp' && leaf.num !== null && leaf.den !== null && (
          <em>{t('ratioOf', { num: valueInRatio(leaf, leaf.num), den: valueInRatio(leaf, leaf.den) })}</em>
        )}
      </span>
      {moved && (
        <span>
          <small>{t('whenRaised')}</small>
          <strong>{valueText(leaf.unit, leaf.value)}</strong>
        </span>
      )}
      <span>
        <small>{t('line')}</small>
        <strong>
          {leaf.threshold === null ? t('noLine') : `${t(leaf.op)} ${valueText(leaf.unit, leaf.threshold)}`}
        </strong>
      </span>
      {leaf.baseline !== null && (
        <span>
          <small>{t('baseline')}</small>
          <strong>{valueText(leaf.unit, leaf.baseline)}</strong>
        </span>
      )}
      {leaf.n > 1 && (
        <span>
          <small>{t('cases')}</small>
          <strong>
            {leaf.windowDays === null
              ? t('casesOf', { n: leaf.n })
              : t('casesWindow', { n: leaf.n, days: leaf.windowDays })}
          </strong>
        </span>
      )}
    </div>
  )
}

function valueInRatio(leaf: Leaf, value: number): string {
  return isOfMoney(leaf.metric) ? moneyText(Math.round(value)) : String(value)
}
