import { formatFen, formatFenShort } from '../../core/money.ts'

type MoneyProps = {
  fen: number | bigint | null | undefined
  /** "¥12.8万" instead of "12,800.00": for cards and sentences. */
  short?: boolean
  tone?: 'danger' | 'muted'
}

/** Money is drawn here only: right-aligned digits of equal width, the exact amount on hover of a short form. */
export function Money({ fen, short = false, tone }: MoneyProps) {
  if (fen === null || fen === undefined) return <span className="bw-num bw-muted">—</span>
  const amount = BigInt(fen)
  const exact = `¥${formatFen(amount)}`.replace('¥-', '-¥')
  return (
    <span className={`bw-num${tone ? ` bw-${tone}` : ''}`} title={short ? exact : undefined}>
      {short ? formatFenShort(amount) : exact}
    </span>
  )
}

/** The short form as text, for sentences and chart labels. */
export function moneyText(fen: number | bigint): string {
  return formatFenShort(BigInt(fen))
}

/** Basis points as a percentage; `n` under `minN` shows the counts instead, because small numbers are said to be small. */
export function Rate({
  bp,
  n,
  minN = 0,
  of,
}: {
  bp: number | null | undefined
  n?: number
  minN?: number
  of?: number
}) {
  if (n !== undefined && n < minN) {
    return <span className="bw-num bw-muted">{of === undefined ? `n=${n}` : `${of}/${n}`}</span>
  }
  if (bp === null || bp === undefined) return <span className="bw-num bw-muted">—</span>
  return <span className="bw-num">{`${(bp / 100).toFixed(bp % 100 === 0 ? 0 : 1)}%`}</span>
}
