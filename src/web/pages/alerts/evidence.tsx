import { alertsText } from '../../../text/web/alerts.ts'
import { paths } from '../../paths.ts'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { TextLink } from '../../ui/url.tsx'
import { type Leaf, useValueText } from './alert-words.tsx'

/** Value, line, past mean and how many cases stand behind it (laws 9 and 11). */
export function Figures({ leaf }: { leaf: Leaf }) {
  const t = useText(alertsText)
  const valueText = useValueText()
  return (
    <div className="bw-figures">
      <span className="bw-figure-now">
        <small>{t('current')}</small>
        <strong>{valueText(leaf.unit, leaf.value)}</strong>
        {leaf.unit === 'bp' && leaf.num !== null && leaf.den !== null && (
          <em>{t('ratioOf', { num: valueInRatio(leaf, leaf.num), den: valueInRatio(leaf, leaf.den) })}</em>
        )}
      </span>
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
      {leaf.n > 0 && (
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

/** The rows that made the figure, each leading to its record. */
export function Evidence({ leaf }: { leaf: Leaf }) {
  const t = useText(alertsText)
  const valueText = useValueText()
  if (leaf.rows.length === 0) return <p className="bw-soft">{t('evidenceNone')}</p>
  return (
    <>
      <table className="bw-evidence">
        <thead>
          <tr>
            <th>{t('evidenceDay')}</th>
            <th>{t('evidenceWhat')}</th>
            <th>{t('evidenceValue')}</th>
          </tr>
        </thead>
        <tbody>
          {leaf.rows.map((row, index) => {
            const href = row.link ? hrefOf(row.link) : null
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: stored evidence never changes
              <tr key={index}>
                <td className="bw-num">{row.day}</td>
                <td>{href ? <TextLink href={href}>{row.label}</TextLink> : row.label}</td>
                <td className="bw-num">{valueText(leaf.unit, row.value)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {leaf.moreRows > 0 && <p className="bw-muted">{t('evidenceMore', { n: leaf.moreRows })}</p>}
    </>
  )
}

function hrefOf(link: { kind: string; id: string }): string | null {
  if (link.kind === 'customer') return paths.customer(link.id)
  if (link.kind === 'deal') return paths.deal(link.id)
  return null
}

/** A conversion divides counts, every other share divides amounts in fen. */
function valueInRatio(leaf: Leaf, value: number): string {
  return leaf.metric.includes('conversion') ? String(value) : moneyText(Math.round(value))
}
