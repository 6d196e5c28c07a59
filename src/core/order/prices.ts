import type { ContentLine } from '../approval/content.ts'
import { type Fen, formatFen } from '../money.ts'
import type { JudgedOffer, PriceVerdict } from '../price/judge.ts'
import type { Line } from '../quote/lines.ts'
import { quantityText } from '../quote/offer.ts'
import type { Bilingual } from '../watch/subject.ts'

/** What stands between the parties already: the contract in force, or the quote that went out. */
export type Agreement = {
  kind: 'contract' | 'quote'
  lines: readonly Line[]
  amountFen: Fen
  /** what other orders of the same agreement have used up */
  takenFen: Fen
}

export type OrderContent = { currency: string; amountFen: Fen; lines: readonly Line[] }

/**
 * Why an order is not at the prices that were agreed (C050 C073). `other_price`: the agreement names another;
 * `smaller_quantity`: the price was offered for more; `outside_list`: nothing was agreed and the list does
 * not allow it; `lines_missing`: an amount alone hides its prices.
 */
export type PriceFinding =
  | { code: 'other_price'; product: string; agreedFen: Fen; orderedFen: Fen }
  | { code: 'smaller_quantity'; product: string; agreedMilli: bigint; orderedMilli: bigint }
  | { code: 'outside_list'; product: string; verdict: Exclude<PriceVerdict, 'free'> }
  | { code: 'beyond_amount'; agreedFen: Fen; orderedFen: Fen }
  | { code: 'lines_missing' }

export type OrderPriceVerdict = {
  findings: PriceFinding[]
  /** the widest of the findings; null: nothing to compare with, which is beyond any measure */
  deviationBp: number | null
}

/**
 * Holds an order against what was agreed, line by line: the contract in force, then the quote that went out,
 * then the price list. Whatever none of them knows is not free.
 */
export function judgeOrderPrices(
  order: OrderContent,
  agreements: readonly Agreement[],
  listed: JudgedOffer,
): OrderPriceVerdict {
  const judged = order.lines.map((line, index) => judgeLine(line, agreements, listedLine(listed, index)))
  if (order.lines.length === 0) judged.push(judgeAmountAlone(order, agreements, listed))
  for (const { kind, amountFen, takenFen } of agreements) {
    const orderedFen = takenFen + order.amountFen
    // A quote binds its prices for as much as was asked for or more; a contract also names the sum.
    if (kind === 'contract' && orderedFen > amountFen) {
      const deviationBp = shareBp(orderedFen - amountFen, amountFen)
      judged.push({ finding: { code: 'beyond_amount', agreedFen: amountFen, orderedFen }, deviationBp })
    }
  }
  const beyond = judged.flatMap((one) => (one === null ? [] : [one]))
  return {
    findings: beyond.map(({ finding }) => finding),
    deviationBp: beyond.reduce<number | null>(
      (most, { deviationBp }) => (most === null || deviationBp === null ? null : Math.max(most, deviationBp)),
      0,
    ),
  }
}

type Beyond = { finding: PriceFinding; deviationBp: number | null }
type ListedLine = { verdict: PriceVerdict | null; deviationBp: number | null }

/** `verdict` null: the company keeps no price list. */
function listedLine({ verdict, lines }: JudgedOffer, index: number): ListedLine {
  const line = lines[index]!
  return verdict === 'uncontrolled' ? { verdict: null, deviationBp: 0 } : line
}

function judgeLine(line: Line, agreements: readonly Agreement[], listed: ListedLine): Beyond | null {
  let smaller: Beyond | null = null
  for (const { kind, lines } of agreements) {
    const named = lines.filter((one) => isSame(one, line))
    if (named.length === 0) continue
    const equal = named.filter(({ unitPriceFen }) => unitPriceFen === line.unitPriceFen)
    if (kind === 'contract') return equal.length > 0 ? null : otherPrice(line, named[0]!)
    if (equal.some(({ quantityMilli }) => quantityMilli <= line.quantityMilli)) return null
    smaller = equal.length > 0 ? smallerQuantity(line, equal[0]!) : otherPrice(line, named[0]!)
  }
  if (listed.verdict === 'free') return null
  if (smaller !== null) return smaller
  // Where no list is kept, only a contract that names its lines says that there are no others.
  const isBound = agreements.some(({ kind, lines }) => kind === 'contract' && lines.length > 0)
  if (listed.verdict === null && !isBound) return null
  const verdict = listed.verdict ?? 'unlisted'
  const finding = { code: 'outside_list', product: line.product, verdict } as const
  return { finding, deviationBp: listed.verdict === null ? null : listed.deviationBp }
}

/** Without lines only the whole of an agreement can be meant, or one that names no lines itself. */
function judgeAmountAlone(
  { amountFen }: OrderContent,
  agreements: readonly Agreement[],
  { verdict }: JudgedOffer,
): Beyond | null {
  const covers = (one: Agreement) =>
    one.lines.length === 0 ? one.kind === 'contract' : one.amountFen === amountFen && one.takenFen === 0n
  if (agreements.some(covers)) return null
  const isBound = agreements.some(({ lines }) => lines.length > 0)
  if (verdict === 'uncontrolled' && !isBound) return null
  return { finding: { code: 'lines_missing' }, deviationBp: null }
}

function otherPrice({ product, unitPriceFen }: Line, agreed: Line): Beyond {
  const off = unitPriceFen - agreed.unitPriceFen
  return {
    finding: { code: 'other_price', product, agreedFen: agreed.unitPriceFen, orderedFen: unitPriceFen },
    deviationBp: shareBp(off < 0n ? -off : off, agreed.unitPriceFen),
  }
}

function smallerQuantity({ product, quantityMilli }: Line, agreed: Line): Beyond {
  const agreedMilli = agreed.quantityMilli
  return {
    finding: { code: 'smaller_quantity', product, agreedMilli, orderedMilli: quantityMilli },
    deviationBp: null,
  }
}

/** A unit left out is the one that was agreed; another one is another product. */
function isSame(agreed: Line, line: Line): boolean {
  return (
    agreed.product === line.product &&
    (line.unit.trim() === '' || agreed.unit === '' || agreed.unit === line.unit)
  )
}

/** Rounded up, as of the price list: whoever is a hair off is off. */
function shareBp(part: Fen, whole: Fen): number {
  return whole <= 0n ? 10_000 : Number((part * 10_000n + whole - 1n) / whole)
}

/** What an approver reads of an order and is bound to; the same product twice is two lines of two names. */
export function orderLines({ currency, amountFen, lines }: OrderContent): ContentLine[] {
  const seen = new Map<string, number>()
  return [
    ...lines.map((line): ContentLine => {
      const times = (seen.get(line.product) ?? 0) + 1
      seen.set(line.product, times)
      const name = times === 1 ? line.product : `${line.product} (${times})`
      return {
        key: `line:${name}`,
        label: same(name),
        value: same(
          `${quantityText(line.quantityMilli)} ${line.unit} × ${formatFen(line.unitPriceFen)} = ${formatFen(line.amountFen)}`,
        ),
      }
    }),
    { key: 'amount', label: { zh: '合计', en: 'Total' }, value: same(`${currency} ${formatFen(amountFen)}`) },
  ]
}

/** The same order at the prices that were agreed, so that the diff shows prices and nothing else. */
export function atAgreedPrices(order: OrderContent, agreements: readonly Agreement[]): OrderContent {
  const lines = order.lines.map((line) => {
    const agreed = agreements.flatMap((one) => one.lines).find((one) => isSame(one, line))
    if (!agreed) return line
    const { unitPriceFen } = agreed
    return { ...line, unitPriceFen, amountFen: (line.quantityMilli * unitPriceFen * 2n + 1000n) / 2000n }
  })
  const amountFen = lines.reduce((sum, line) => sum + line.amountFen, 0n)
  return { ...order, lines, amountFen: lines.length > 0 ? amountFen : order.amountFen }
}

function same(text: string): Bilingual {
  return { zh: text, en: text }
}
