import type { ageing } from '../../../api/receivables.ts'
import type { ReplyOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Money } from '../../ui/money.tsx'
import { TextLink } from '../../ui/url.tsx'

/** The ageing as bars: the label, the amount, and how it weighs against the largest. */
export function AgeingBars({ buckets }: { buckets: ReplyOf<typeof ageing>['buckets'] }) {
  const largest = Math.max(1, ...buckets.map((bucket) => bucket.amountFen))
  return (
    <div className="bw-bars">
      {buckets.map((bucket) => {
        const from = bucket.fromDays ?? -1
        const tone = from > 90 ? 'danger' : from > 0 ? 'warn' : 'calm'
        const query = {
          fromDays: bucket.fromDays ?? undefined,
          toDays: bucket.toDays ?? undefined,
          tab: 'rows',
        }
        return (
          <TextLink key={bucket.label} href={paths.receivables(query)} className="bw-bar">
            <span>{bucket.label}</span>
            <span className="bw-bar-track">
              <i data-tone={tone} style={{ width: `${(bucket.amountFen / largest) * 100}%` }} />
            </span>
            <Money fen={bucket.amountFen} short />
            <small className="bw-muted bw-num">{bucket.count}</small>
          </TextLink>
        )
      })}
    </div>
  )
}
