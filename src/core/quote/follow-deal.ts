import { isDecided, type QuoteStatus, type StepKind } from './course.ts'

export type OpenQuote = { id: string; origin: 'request' | 'stage'; status: QuoteStatus; wasSent: boolean }

export type DealStep = {
  to: { kind: 'open' | 'won' | 'lost'; asksQuote: boolean }
  back: boolean
  amountFen: bigint | null
  reason: string | null
  competitor: string | null
}

type FollowedStep = {
  quoteId: string
  kind: StepKind
  amountFen?: bigint | null
  reason?: string | null
  competitor?: string | null
}

/**
 * What a move of a deal says about its undecided quotes, newest first. Entering a stage that asks for a
 * quotation is a request, unless one is under way (C058). Going on from there without a quote noted says that
 * it was given; going back says that it is not wanted now. The end of the deal is the answer to its quotes:
 * the newest one won, or all lost for the reason of the deal (C060).
 */
export function followDeal(
  quotes: readonly OpenQuote[],
  move: DealStep,
): { asks: boolean; steps: FollowedStep[] } {
  const open = quotes.filter(({ status }) => !isDecided(status))
  const { amountFen, reason, competitor } = move
  if (move.to.kind === 'lost') {
    const steps = open.map(({ id }) => ({ quoteId: id, kind: 'lost' as const, reason, competitor }))
    return { asks: false, steps }
  }
  if (move.to.kind === 'won') {
    const [newest, ...others] = open
    if (!newest) return { asks: false, steps: [] }
    const steps: FollowedStep[] = others.map(({ id }) => ({ quoteId: id, kind: 'withdrawn' }))
    if (!newest.wasSent) steps.push({ quoteId: newest.id, kind: 'sent', amountFen })
    steps.push({ quoteId: newest.id, kind: 'won' })
    return { asks: false, steps }
  }
  if (move.to.asksQuote) return { asks: open.length === 0, steps: [] }
  const waiting = open.filter(({ origin, wasSent }) => origin === 'stage' && !wasSent)
  const steps = waiting.map(
    ({ id }): FollowedStep =>
      move.back ? { quoteId: id, kind: 'withdrawn', reason } : { quoteId: id, kind: 'sent', amountFen },
  )
  return { asks: false, steps }
}
