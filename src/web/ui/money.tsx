import { formatFen, formatFenShort } from '../../core/money.ts'
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
  return shownLanguage() === 'zh' ? formatFenShort(amount) : englishShort(Number(amount) / 100)
}

function englishShort(yuan: number): string {
  const size = Math.abs(yuan)
  const sign = yuan < 0 ? '-' : ''
  if (size >= 999_500) return `${sign}¥${threeDigits(size / 1_000_000)}M`
  if (size >= 10_000) return `${sign}¥${threeDigits(size / 1000)}k`
  return `${sign}¥${Math.round(size).toLocaleString('en-US')}`
}

function threeDigits(value: number): string {
  const places = value >= 100 ? 0 : 1
  return value.toFixed(places).replace(/\.0$/, '')
}
