import type { Fen } from '../core/money.ts'

export type Indebted = { code: string; responsible: string; limitFen: Fen; openFen: Fen }
export type CreditWish = { code: string; by: string; limitFen: Fen; reason: string }

const WISHES = 3
const REASONS = [
  '客户下季度订单增加，原额度不够发货。',
  '老客户扩产，近一年都按期付款。',
  '新项目分批交货，单批就到额度。',
]

/**
 * Whose limit a rep asks to have raised today: those closest to it, one of each rep, by a third and in whole
 * ten thousands. What is asked lies beyond what a rep may give.
 */
export function creditWishes(customers: readonly Indebted[]): CreditWish[] {
  const use = ({ openFen, limitFen }: Indebted) => Number(openFen) / Number(limitFen)
  const closest = customers
    .filter(({ limitFen }) => limitFen > 0n)
    .sort((a, b) => use(b) - use(a) || (a.code < b.code ? -1 : 1))
  const wishes: CreditWish[] = []
  for (const { code, responsible, limitFen } of closest) {
    if (wishes.length === WISHES) break
    if (wishes.some(({ by }) => by === responsible)) continue
    const wished = ((limitFen * 4n) / 3n / 1_000_000n + 1n) * 1_000_000n
    wishes.push({ code, by: responsible, limitFen: wished, reason: REASONS[wishes.length]! })
  }
  return wishes
}
