import type { ContentLine } from '../approval/content.ts'
import type { DocumentFacts } from '../approval/flow.ts'
import type { Day } from '../calendar.ts'
import { type Fen, formatFen } from '../money.ts'
import type { JudgedOffer, PriceVerdict } from '../price/judge.ts'
import type { Bilingual } from '../watch/subject.ts'

/** What a quote offers, as its version keeps it. */
export type Offer = {
  currency: string
  amountFen: Fen
  validUntil: Day | null
  lines: readonly OfferLine[]
}

export type OfferLine = {
  product: string
  unit: string
  quantityMilli: bigint
  unitPriceFen: Fen
  amountFen: Fen
  verdict: PriceVerdict | null
}

const VERDICT_WORDS: Record<Exclude<PriceVerdict, 'free'>, Bilingual> = {
  below_floor: { zh: '低于底价', en: 'below the floor' },
  above_ceiling: { zh: '高于限价', en: 'above the ceiling' },
  unlisted: { zh: '价格表里没有', en: 'not in the price list' },
  other_unit: { zh: '单位与价格表不同', en: 'other unit than in the price list' },
}

/**
 * What an approver reads and is bound to. Cost and margin are not in it: whoever asks reads it too, and may
 * not know them.
 */
export function offerLines(offer: Offer): ContentLine[] {
  const seen = new Map<string, number>()
  const lines = offer.lines.map((line): ContentLine => {
    const times = (seen.get(line.product) ?? 0) + 1
    seen.set(line.product, times)
    const note = line.verdict === null || line.verdict === 'free' ? null : VERDICT_WORDS[line.verdict]
    const text = `${quantityText(line.quantityMilli)} ${line.unit} × ${formatFen(line.unitPriceFen)} = ${formatFen(line.amountFen)}`
    const name = times === 1 ? line.product : `${line.product} (${times})`
    return {
      key: `line:${name}`,
      label: { zh: name, en: name },
      value: { zh: note ? `${text}（${note.zh}）` : text, en: note ? `${text} (${note.en})` : text },
    }
  })
  const until = offer.validUntil
  return [
    ...lines,
    {
      key: 'amount',
      label: { zh: '合计', en: 'Total' },
      value: same(`${offer.currency} ${formatFen(offer.amountFen)}`),
    },
    {
      key: 'valid',
      label: { zh: '有效期至', en: 'Valid until' },
      value: until ? same(until) : { zh: '未写', en: 'not stated' },
    },
  ]
}

/**
 * What the flow's conditions and the authority matrix ask about (C056): amount in yuan, depth, margin, and
 * each way in which it is beyond the list.
 */
export function offerFacts(judged: JudgedOffer, amountFen: Fen): DocumentFacts {
  const beyond = [...new Set(judged.lines.map(({ verdict }) => verdict))].filter((one) => one !== 'free')
  return {
    amountFen,
    // A quote grants no term: that is the contract's to grant.
    days: 0,
    type: beyond.length > 0 ? beyond : [judged.lines.length === 0 ? 'unlisted' : 'free'],
    marginBp: judged.marginBp,
    deviationBp: judged.deviationBp,
  }
}

/** Thousandths as people write them: 1500 is 1.5. */
export function quantityText(milli: bigint): string {
  const decimals = (milli % 1000n).toString().padStart(3, '0').replace(/0+$/, '')
  return decimals === '' ? `${milli / 1000n}` : `${milli / 1000n}.${decimals}`
}

function same(text: string): Bilingual {
  return { zh: text, en: text }
}
