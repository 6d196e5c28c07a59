import type { ageing } from '../../../api/receivables.ts'
import { receivablesText } from '../../../text/web/receivables.ts'
import type { ReplyOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { TextLink } from '../../ui/url.tsx'

type Bucket = ReplyOf<typeof ageing>['buckets'][number]

/** The ageing as bars: the label, the amount, and how it weighs against the largest. */
export function AgeingBars({ buckets }: { buckets: readonly Bucket[] }) {
  const t = useText(receivablesText)
  const words = ({ fromDays, toDays }: Bucket) => {
    if (fromDays === null || (toDays !== null && toDays <= 0)) return t('bucketNotDue')
    return toDays === null
      ? t('bucketShortOver', { from: fromDays - 1 })
      : t('bucketShort', { from: fromDays, to: toDays })
  }
  const largest = Math.max(1, ...buckets.map((bucket) => bucket.amountFen))
  return (
    <div className="bw-bars">
      {buckets.map((bucket, index) => {
        const from = bucket.fromDays ?? -1
        const tone = from > 90 ? 'danger' : from > 0 ? 'warn' : 'calm'
        return (
          <TextLink key={bucket.label} href={paths.receivables({ bucket: index })} className="bw-bar">
            <span>{words(bucket)}</span>
            <span className="bw-bar-track">
              {bucket.amountFen > 0 && (
                <i data-tone={tone} style={{ width: `${(bucket.amountFen / largest) * 100}%` }} />
              )}
            </span>
            <Money fen={bucket.amountFen} short />
            <small className="bw-muted bw-num">{t('instalmentsCount', { n: bucket.count })}</small>
          </TextLink>
        )
      })}
    </div>
  )
}
