import { convert, type Quotation } from '../exchange/rate.ts'
import type { Fen } from '../money.ts'
import { type Line, type LineInput, priceLines } from '../quote/lines.ts'

/** Prices may differ by how much a customer matters (重点/普通); null holds for everybody. */
export const PRICE_GRADES = ['key', 'normal'] as const
export type PriceGrade = (typeof PRICE_GRADES)[number]

/** One row of a price list: what a product may be sold for, from a quantity on. */
export type PriceRow = {
  code: string
  name: string
  unit: string
  grade: PriceGrade | null
  /** holds from this quantity on, in thousandths of the unit */
  fromMilli: bigint
  floorFen: Fen
  listFen: Fen
  ceilingFen: Fen | null
  /** in yuan, whatever the prices are in; null: not known, or not for whoever asks */
  costFen: Fen | null
}

/**
 * What a list says about one line. `other_unit`: the same number means something else per box than per
 * piece.
 */
export const PRICE_VERDICTS = ['free', 'below_floor', 'above_ceiling', 'unlisted', 'other_unit'] as const
export type PriceVerdict = (typeof PRICE_VERDICTS)[number]

export type JudgedLine = Line & {
  verdict: PriceVerdict
  /** the row it was held against */
  row: PriceRow | null
  /** how far outside the row, as a share of the floor or the ceiling; null where nothing can be compared */
  deviationBp: number | null
}

export type JudgedOffer = {
  lines: JudgedLine[]
  totalFen: Fen
  /** `uncontrolled`: the company keeps no price list; `beyond`: may not go out by itself */
  verdict: 'uncontrolled' | 'free' | 'beyond'
  /** the widest of the lines; null when a line cannot be compared at all, which is beyond any measure */
  deviationBp: number | null
  /** of the whole offer; null unless the cost of every line is known */
  marginBp: number | null
}

/**
 * `rows` null: the company keeps no price list. Empty: it does, and none is in force today. `rate`: of the
 * list's currency and the offer's, which are one; left out for yuan.
 */
export type PriceScene = {
  rows: readonly PriceRow[] | null
  grade: PriceGrade
  rate?: Quotation | null | undefined
}

/**
 * Holds an offer against the price list in force (C057). What the list does not know is never free: a name
 * typed otherwise, another unit, an amount without lines would each be a way around it.
 */
export function judgeOffer(
  offer: { lines: readonly LineInput[]; amountFen: Fen | null },
  { rows, grade, rate }: PriceScene,
): JudgedOffer {
  const priced = priceLines(offer.lines)
  const lines = priced.lines.map((line) => judgeLine(line, { rows: rows ?? [], grade }))
  const totalFen = lines.length > 0 ? priced.totalFen : (offer.amountFen ?? 0n)
  const marginBp = marginOf(lines, rate ? convert(totalFen, rate) : totalFen)
  if (rows === null) return { lines, totalFen, verdict: 'uncontrolled', deviationBp: 0, marginBp }
  const isFree = lines.length > 0 && lines.every(({ verdict }) => verdict === 'free')
  return { lines, totalFen, verdict: isFree ? 'free' : 'beyond', deviationBp: widest(lines), marginBp }
}

function judgeLine(line: Line, scene: { rows: readonly PriceRow[]; grade: PriceGrade }): JudgedLine {
  const row = rowFor(line, scene)
  if (!row) return { ...line, verdict: 'unlisted', row: null, deviationBp: null }
  const unit = line.unit.trim() || row.unit
  const judged = { ...line, product: row.name, unit, row }
  if (unit !== row.unit) return { ...judged, verdict: 'other_unit', deviationBp: null }
  if (line.unitPriceFen < row.floorFen) {
    const deviationBp = shareBp(row.floorFen - line.unitPriceFen, row.floorFen)
    return { ...judged, verdict: 'below_floor', deviationBp }
  }
  if (row.ceilingFen !== null && line.unitPriceFen > row.ceilingFen) {
    const deviationBp = shareBp(line.unitPriceFen - row.ceilingFen, row.ceilingFen)
    return { ...judged, verdict: 'above_ceiling', deviationBp }
  }
  return { ...judged, verdict: 'free', deviationBp: 0 }
}

/**
 * The row of this product for this customer and quantity: the customer's own grade first, then the largest
 * step.
 */
export function rowFor(
  line: Pick<LineInput, 'product' | 'quantityMilli'>,
  { rows, grade }: { rows: readonly PriceRow[]; grade: PriceGrade },
): PriceRow | null {
  const wanted = plain(line.product)
  const fitting = rows.filter(
    (row) =>
      (plain(row.name) === wanted || plain(row.code) === wanted) &&
      (row.grade === null || row.grade === grade) &&
      row.fromMilli <= line.quantityMilli,
  )
  const own = fitting.filter((row) => row.grade !== null)
  const candidates = own.length > 0 ? own : fitting
  return candidates.reduce<PriceRow | null>(
    (best, row) => (best === null || row.fromMilli > best.fromMilli ? row : best),
    null,
  )
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** Rounded up: whoever is a hair below the floor is below it. */
function shareBp(part: Fen, whole: Fen): number {
  return whole <= 0n ? 10_000 : Number((part * 10_000n + whole - 1n) / whole)
}

function widest(lines: readonly JudgedLine[]): number | null {
  if (lines.length === 0) return null
  return lines.reduce<number | null>(
    (most, { deviationBp }) => (most === null || deviationBp === null ? null : Math.max(most, deviationBp)),
    0,
  )
}

/** Both in yuan: what the lines bring at the rate of the document, and what they cost. */
function marginOf(lines: readonly JudgedLine[], totalFen: Fen): number | null {
  if (lines.length === 0 || totalFen <= 0n) return null
  let cost = 0n
  for (const { row, quantityMilli, verdict } of lines) {
    if (row === null || row.costFen === null || verdict === 'other_unit') return null
    cost += (row.costFen * quantityMilli) / 1000n
  }
  return Number(((totalFen - cost) * 10_000n) / totalFen)
}
