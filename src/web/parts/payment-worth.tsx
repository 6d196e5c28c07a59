import { useQuery } from '@tanstack/react-query'
import { previewPayment } from '../../api/receivables.ts'
import { COMPANY_CURRENCY, currencyText, quotedText } from '../../core/exchange/rate.ts'
import { formatFen } from '../../core/money.ts'
import { paymentWorthText } from '../../text/web/payment-worth.ts'
import { type BodyOf, type CallError, call, type ReplyOf } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'

type Body = BodyOf<typeof previewPayment>

/** What foreign money is worth in yuan, what it settles, and the exchange difference, before it is saved. */
export function PaymentWorth({ body, isAcross }: { body: Body; isAcross: boolean }) {
  const t = useText(paymentWorthText)
  const { currency = COMPANY_CURRENCY } = body
  const asked = currency !== COMPANY_CURRENCY || isAcross
  const { data, error } = useQuery<ReplyOf<typeof previewPayment>, CallError>({
    queryKey: [previewPayment.id, body],
    queryFn: () => call(previewPayment, { body }),
    enabled: asked && body.amountFen > 0,
    retry: false,
  })
  if (!asked || !(body.amountFen > 0)) return null
  if (error) return <ErrorNote error={error} />
  if (!data) return <p className="bw-muted biz-hint">{t('working')}</p>
  const { differenceFen, rate } = data
  const yuan = (fen: number) => `¥${formatFen(BigInt(fen))}`
  const rest =
    data.unallocatedMinor === null
      ? yuan(data.unallocatedFen)
      : currencyText(BigInt(data.unallocatedMinor), currency)
  return (
    <div className="biz-worth" aria-live="polite">
      <dl>
        {rate && (
          <div>
            <dt>{t('worth')}</dt>
            <dd>
              <strong className="bw-num">{yuan(data.amountFen)}</strong>{' '}
              <span className="bw-muted">
                {t('rate', { day: rate.day, n: rate.per, currency, quoted: quotedText(BigInt(rate.micro)) })}
              </span>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('settles')}</dt>
          <dd className="bw-num">{yuan(data.allocatedFen)}</dd>
        </div>
        {data.unallocatedFen > 0 && (
          <div>
            <dt>{t('advance')}</dt>
            <dd className="bw-num">{rest}</dd>
          </div>
        )}
        {differenceFen !== 0 && (
          <div>
            <dt>{t(differenceFen > 0 ? 'loss' : 'gain')}</dt>
            <dd className={`bw-num ${differenceFen > 0 ? 'bw-danger' : 'bw-good'}`}>
              {yuan(Math.abs(differenceFen))}
            </dd>
          </div>
        )}
      </dl>
      {isAcross && <p className="bw-muted">{t('across')}</p>}
    </div>
  )
}
