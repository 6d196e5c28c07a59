import { COMPANY_CURRENCY, currencyText } from '../../core/exchange/rate.ts'
import { formatFen } from '../../core/money.ts'
import { judgeOffer, type PriceScene } from '../../core/price/judge.ts'
import { pricesText } from '../../text/web/prices.ts'
import { useText } from '../ui/language.tsx'
import { type LineFields, pricedLines } from './line-fields.ts'

/** What the price list says about a line while it is typed; nothing when it is within (C057). */
export function LineVerdict(props: {
  line: LineFields | undefined
  prices: PriceScene
  /** of the document and of the list, whose floor and ceiling are named */
  currency: string
}) {
  const { line, prices, currency } = props
  const t = useText(pricesText)
  const lines = line ? pricedLines([line]) : []
  if (prices.rows === null || lines.length === 0) return null
  const { verdict, row } = judgeOffer({ lines, amountFen: null }, prices).lines[0]!
  if (verdict === 'free') return null
  const price = row && (verdict === 'below_floor' ? row.floorFen : (row.ceilingFen ?? 0n))
  const priceIs = (fen: bigint) =>
    currency === COMPANY_CURRENCY ? `¥${formatFen(fen)}` : currencyText(fen, currency)
  return (
    <span className="biz-line-note">
      {t(verdict, { unit: row?.unit ?? '', price: price === null ? '' : priceIs(price) })}
    </span>
  )
}
