import { currencyText, quotedText } from '../../core/exchange/rate.ts'
import { formatFen, formatFenShort, formatFenShortEnglish } from '../../core/money.ts'
import { ratesText } from '../../text/web/rates.ts'
import { shownLanguage, useLanguage, useText } from './language.tsx'

type MoneyProps = {
  fen: number | bigint | null | undefined
  /** "¥12.8万" instead of "12,800.00": for cards and sentences. */
  short?: boolean
  tone?: 'danger' | 'muted'
  /** The document's own currency; yuan when left out. */
  currency?: string
}

/**
 * Money is drawn here only: right-aligned digits of equal width, the exact amount on hover of a short form.
 */
export function Money({ fen, short = false, tone, currency = 'CNY' }: MoneyProps) {
  useLanguage()
  if (fen === null || fen === undefined) return <span className="bw-num bw-muted">—</span>
  const amount = BigInt(fen)
  const exact =
    currency === 'CNY' ? `¥${formatFen(amount)}`.replace('¥-', '-¥') : currencyText(amount, currency)
  return (
    <span className={`bw-num${tone ? ` bw-${tone}` : ''}`} title={short ? exact : undefined}>
      {short && currency === 'CNY' ? moneyText(amount) : exact}
    </span>
  )
}

type LedgerProps = Pick<MoneyProps, 'fen' | 'tone'> & { original: { currency: string; minor: number } | null }

/** An amount of the ledger: what it counts as in yuan, and below it what it says in its own money. */
export function LedgerMoney({ original, ...money }: LedgerProps) {
  if (original === null) return <Money {...money} />
  return (
    <span className="bw-two-amounts">
      <Money {...money} />
      <Money fen={original.minor} currency={original.currency} tone="muted" />
    </span>
  )
}

type BookedProps = {
  /** in yuan */
  fen: number | null
  currency: string
  original: { minor: number; rate: { micro: number; per: number; day: string } | null } | null
  /** 'list': yuan first, the original below; 'line': the original first, with the rate it was booked at */
  as: 'list' | 'line'
}

/** An amount of a document: what it says in its own money beside what it counts as (decision 0018). */
export function BookedMoney({ fen, currency, original, as }: BookedProps) {
  const t = useText(ratesText)
  if (original === null) return <Money fen={fen} />
  const { minor, rate } = original
  const how = rate
    ? t('booked', { day: rate.day, n: rate.per, currency, quoted: quotedText(BigInt(rate.micro)) })
    : t('bookedAtPar')
  if (as === 'list') {
    return (
      <span className="bw-two-amounts" title={how}>
        <Money fen={fen} />
        <span className={rate ? 'bw-muted' : 'bw-danger'}>
          <Money fen={minor} currency={currency} />
        </span>
      </span>
    )
  }
  return (
    <>
      <Money fen={minor} currency={currency} /> · <Money fen={fen} />{' '}
      <span className={rate ? 'bw-muted' : 'bw-danger'}>{how}</span>
    </>
  )
}

/** The short form as text, for sentences and chart labels: "¥12.8万" in Chinese, "¥128k" in English. */
export function moneyText(fen: number | bigint): string {
  const amount = BigInt(fen)
  return shownLanguage() === 'zh' ? formatFenShort(amount) : formatFenShortEnglish(amount)
}
