import type { ContentLine } from '../approval/content.ts'
import type { Day } from '../calendar.ts'
import { type Fen, formatFen } from '../money.ts'
import { priceLines } from '../quote/lines.ts'
import { quantityText } from '../quote/offer.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Bilingual } from '../watch/subject.ts'
import type { NoteLine } from './note.ts'

/** What is given back after the sale: goods that came back, off one invoice, off a period. */
export const ALLOWANCE_KINDS = ['return', 'discount', 'rebate'] as const
export type AllowanceKind = (typeof ALLOWANCE_KINDS)[number]
export const RETURN_CAUSES = ['quality', 'wrong', 'surplus', 'other'] as const
export const ALLOWANCE_CAUSES = [...RETURN_CAUSES, 'price', 'volume'] as const
export type AllowanceCause = (typeof ALLOWANCE_CAUSES)[number]
export const CONDITIONS = ['intact', 'damaged', 'scrap'] as const
export type Condition = (typeof CONDITIONS)[number]

export type AllowanceRefusal =
  | 'return_beyond'
  | 'return_nothing'
  | 'return_before_signed'
  | 'date_in_future'
  | 'amount_not_positive'
  | 'allowance_beyond'
  | 'reason_required'

export type SignedLine = NoteLine & { id: string; acceptedMilli: bigint; returnedMilli: bigint }
export type ReturnedLine = { lineId: string; quantityMilli: bigint; amountFen: Fen }

/** Not more comes back than was signed for and has not come back, nor before it was signed for. */
export function checkReturn(
  lines: readonly SignedLine[],
  asked: readonly { lineId: string; quantityMilli: bigint }[],
  { returnedOn, signedOn, today }: Record<'returnedOn' | 'signedOn' | 'today', Day>,
): Result<{ lines: ReturnedLine[]; totalFen: Fen }, AllowanceRefusal> {
  if (returnedOn > today) return refuse('date_in_future')
  if (returnedOn < signedOn) return refuse('return_before_signed')
  const wanted = new Map(asked.map(({ lineId, quantityMilli }) => [lineId, quantityMilli]))
  const back = lines.flatMap((line) => {
    const quantityMilli = wanted.get(line.id) ?? 0n
    return quantityMilli > 0n ? [{ ...line, quantityMilli }] : []
  })
  if (back.length === 0) return refuse('return_nothing')
  const over = back.find(
    ({ quantityMilli, acceptedMilli, returnedMilli }) => quantityMilli > acceptedMilli - returnedMilli,
  )
  if (over) {
    const left = over.acceptedMilli - over.returnedMilli
    return refuse('return_beyond', { product: over.product, left: String(Number(left) / 1000) })
  }
  const priced = priceLines(back)
  return ok({
    totalFen: priced.totalFen,
    lines: priced.lines.map(({ quantityMilli, amountFen }, index) => ({
      ...{ lineId: back[index]!.id, quantityMilli, amountFen },
    })),
  })
}

/** Off an invoice, or off a period, at most what it came to less what was allowed for on it already. */
export function checkDiscount(
  { amountFen, reason }: { amountFen: Fen; reason: string },
  base: { billedFen: Fen; allowedFen: Fen },
): Result<Fen, AllowanceRefusal> {
  if (reason.trim() === '') return refuse('reason_required')
  if (amountFen <= 0n) return refuse('amount_not_positive')
  const leftFen = base.billedFen - base.allowedFen
  return amountFen > leftFen ? refuse('allowance_beyond', { leftFen: Number(leftFen) }) : ok(amountFen)
}

/** Of what was billed, in hundredths of a percent, rounded up: whoever is a hair off is off. */
export function shareOf(amountFen: Fen, billedFen: Fen): number {
  return billedFen <= 0n ? 10_000 : Number((amountFen * 10_000n + billedFen - 1n) / billedFen)
}

export type AllowancePaper = {
  kind: AllowanceKind
  amountFen: Fen
  beforeFen: Fen
  /** the note, the invoice or the period it is about */
  about: string
  cause: AllowanceCause
  condition: Condition | null
  lines: readonly (Pick<NoteLine, 'product' | 'unit'> & { quantityMilli: bigint })[]
}

export const CAUSE_WORDS: Record<AllowanceCause, Bilingual> = {
  quality: { zh: '质量问题', en: 'Quality' },
  wrong: { zh: '发错货', en: 'Wrong goods' },
  surplus: { zh: '多余退回', en: 'Surplus' },
  price: { zh: '价格让步', en: 'Price' },
  volume: { zh: '销量返利', en: 'Volume' },
  other: { zh: '其他', en: 'Other' },
}
export const CONDITION_WORDS: Record<Condition, Bilingual> = {
  intact: { zh: '完好，可再售', en: 'Intact, can be sold' },
  damaged: { zh: '有损坏', en: 'Damaged' },
  scrap: { zh: '报废', en: 'Scrap' },
}
const ABOUT: Record<AllowanceKind, Bilingual> = {
  return: { zh: '送货单', en: 'Delivery note' },
  discount: { zh: '发票', en: 'Invoice' },
  rebate: { zh: '期间', en: 'Period' },
}

/** What an approver reads, and is bound to. */
export function allowanceLines(paper: AllowancePaper): ContentLine[] {
  const same = (text: string): Bilingual => ({ zh: text, en: text })
  const money = (fen: Fen) => same(`¥${formatFen(fen)}`)
  return [
    { key: 'amount', label: { zh: '金额', en: 'Amount' }, value: money(paper.amountFen) },
    { key: 'about', label: ABOUT[paper.kind], value: same(paper.about) },
    { key: 'cause', label: { zh: '原因', en: 'Cause' }, value: CAUSE_WORDS[paper.cause] },
    ...(paper.condition
      ? [
          {
            key: 'condition',
            label: { zh: '货物状况', en: 'Condition' },
            value: CONDITION_WORDS[paper.condition],
          },
        ]
      : []),
    ...paper.lines.map((line, index) => ({
      key: `line:${index}`,
      label: same(line.product),
      value: same(`${quantityText(line.quantityMilli)} ${line.unit}`),
    })),
    ...(paper.beforeFen > 0n
      ? [
          {
            key: 'before',
            label: { zh: '十二个月内未经审批已让', en: 'Allowed without approval in 12 months' },
            value: money(paper.beforeFen),
          },
        ]
      : []),
  ]
}
