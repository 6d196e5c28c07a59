import { formatFen, formatFenShort, formatFenShortEnglish } from '../../core/money.ts'
import { shownLanguage, useLanguage } from './language.tsx'

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
    currency === 'CNY' ? `¥${formatFen(amount)}`.replace('¥-', '-¥') : `${currency} ${formatFen(amount)}`
  return (
    <span className={`bw-num${tone ? ` bw-${tone}` : ''}`} title={short ? exact : undefined}>
      {short && currency === 'CNY' ? moneyText(amount) : exact}
    </span>
  )
}

/** The short form as text, for sentences and chart labels: "¥12.8万" in Chinese, "¥128k" in English. */
export function moneyText(fen: number | bigint): string {
  const amount = BigInt(fen)
  return shownLanguage() === 'zh' ? formatFenShort(amount) : formatFenShortEnglish(amount)
}
