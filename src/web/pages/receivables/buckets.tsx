import { ageingText } from '../../../text/web/ageing.ts'
import { receivablesText } from '../../../text/web/receivables.ts'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useUrl } from '../../ui/url.tsx'
import type { Ageing } from './queries.ts'

type Bucket = Ageing['buckets'][number]

/** The ageing as one bar, calm to red; a click on a part shows its rows (law 9). */
export function BucketBar({ reply }: { reply: Ageing }) {
  const t = useText(receivablesText)
  const words = useBucketWords(reply.basis)
  const { values, set } = useUrl()
  if (reply.open.amountFen <= 0) return null
  const filled = reply.buckets
    .map((bucket, index) => ({ bucket, index }))
    .filter(({ bucket }) => bucket.amountFen > 0)
  return (
    <Panel title={t('bucketsTitle')}>
      <div className="biz-bucket-bar" aria-hidden>
        {filled.map(({ bucket, index }) => (
          <button
            type="button"
            tabIndex={-1}
            key={index}
            data-tone={toneOf(index, reply.buckets)}
            style={{ flexGrow: bucket.amountFen }}
            title={words(bucket)}
            onClick={() => set({ bucket: String(index), customerId: undefined })}
          />
        ))}
      </div>
      <ul className="biz-bucket-legend">
        {reply.buckets.map((bucket, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place in the row
          <li key={index}>
            <button
              type="button"
              disabled={bucket.count === 0}
              aria-pressed={values.bucket === String(index)}
              onClick={() => set({ bucket: String(index), customerId: undefined })}
            >
              <span className="bw-soft">
                <i data-tone={toneOf(index, reply.buckets)} /> {words(bucket)}
              </span>
              <strong>
                <Money fen={bucket.amountFen} short />
              </strong>
              <span className="bw-muted">{t('instalmentsCount', { n: bucket.count })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The bounds in words; the API's own label is for machines. */
export function useBucketWords(
  basis: Ageing['basis'] = 'due',
): (bucket: Pick<Bucket, 'fromDays' | 'toDays'>, short?: boolean) => string {
  const t = useText(receivablesText)
  const a = useText(ageingText)
  return ({ fromDays, toDays }, short = false) => {
    if (basis === 'issue' && !short) {
      if (fromDays === null) return a('issuedToday')
      return toDays === null
        ? a('issuedOver', { from: fromDays - 1 })
        : a('issuedRange', { from: fromDays, to: toDays })
    }
    if (basis === 'issue' && fromDays === null) return a('issuedToday')
    if (fromDays === null || (toDays !== null && toDays <= 0)) return t('bucketNotDue')
    if (fromDays === 1 && toDays === null) return t('overdue')
    if (toDays === null) return t(short ? 'bucketShortOver' : 'bucketOver', { from: fromDays - 1 })
    return t(short ? 'bucketShort' : 'bucketRange', { from: fromDays, to: toDays })
  }
}

/** 0 is not due; the rest is spread over four tones up to red, however many buckets the company keeps. */
function toneOf(index: number, buckets: readonly Bucket[]): number {
  if (index === 0) return 0
  return Math.max(1, Math.ceil((index / Math.max(1, buckets.length - 1)) * 4))
}
