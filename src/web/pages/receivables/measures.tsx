import { collectionMeasures } from '../../../api/receivables.ts'
import { measuresText } from '../../../text/web/measures.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useUrl } from '../../ui/url.tsx'

type Reply = ReplyOf<typeof collectionMeasures>
type Shown = { key: string; label: string; value: string; why: string }

/** Under so many instalments a rate is told as the amounts it is made of (law 11). */
const FEW_DUE = 10

/** How fast money comes in, each figure with its definition and the amounts behind it [C099 C100]. */
export function Measures() {
  const t = useText(measuresText)
  const { values } = useUrl()
  const { data } = useLater(collectionMeasures, { query: { asOf: values.asOf, known: values.known } })
  const shown = useShown(data)
  if (!data) return null
  return (
    <>
      <p className="bw-soft biz-detail-sum">
        {t('note', { asOf: data.asOf, from: data.from, days: data.days })}
      </p>
      <dl className="biz-measures">
        {shown.map(({ key, label, value, why }) => (
          <div key={key} className="bw-stat">
            <dt className="bw-stat-label">{label}</dt>
            <dd className="bw-stat-value">{value}</dd>
            <dd className="bw-stat-note">{why}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function useShown(data: Reply | undefined): Shown[] {
  const t = useText(measuresText)
  if (!data) return []
  const money = {
    open: moneyText(data.openFen),
    current: moneyText(data.currentFen),
    overdue: moneyText(data.overdueFen),
    opening: moneyText(data.openingFen),
    sales: moneyText(data.salesFen),
    due: moneyText(data.dueFen),
    collected: moneyText(data.collectedFen),
    days: data.days,
    n: data.dueCount,
  }
  const inDays = (value: number | null, parts: number) =>
    value === null ? t('none') : t('daysUnit', { n: (value / parts).toFixed(1) })
  const share = (num: number, den: number) => (den > 0 ? percent((num * 10_000) / den) : t('none'))
  const { simpleHundredths: simple, bestHundredths: best } = data
  return [
    {
      key: 'countback',
      label: t('countback'),
      value: inDays(data.countbackTenths, 10),
      why: data.countbackTenths === null ? t('countbackNone') : t('countbackWhy', money),
    },
    { key: 'simple', label: t('simple'), value: inDays(simple, 100), why: t('simpleWhy', money) },
    { key: 'best', label: t('best'), value: inDays(best, 100), why: t('bestWhy', money) },
    {
      key: 'late',
      label: t('late'),
      value: inDays(simple === null || best === null ? null : simple - best, 100),
      why: t('lateWhy'),
    },
    {
      key: 'cei',
      label: t('cei'),
      value: data.effectivenessBp === null ? t('none') : percent(data.effectivenessBp),
      why: t('ceiWhy', money),
    },
    {
      key: 'overdue',
      label: t('overdue'),
      value: share(data.overdueFen, data.openFen),
      why: t('overdueWhy', money),
    },
    {
      key: 'rate',
      label: t('rate'),
      value:
        data.dueCount === 0
          ? t('none')
          : data.dueCount < FEW_DUE
            ? t('fewDue', money)
            : share(data.collectedFen, data.dueFen),
      why: t('rateWhy', money),
    },
  ]
}

function percent(bp: number): string {
  return `${(bp / 100).toFixed(1)}%`
}
