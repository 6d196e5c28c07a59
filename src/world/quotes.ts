import { addDays, type Day, startOfDay } from '../core/calendar.ts'
import { earlierOf, type Frame } from './pace.ts'
import type { Random } from './random.ts'
import type { StageMove, WorldDeal, WorldQuote, WorldQuoteStep } from './shapes.ts'
import { SLOW_QUOTE_REASON } from './words.ts'

const HOUR = 3_600_000
/** Quotes are open for acceptance this long. */
const VALID_DAYS = 60

/**
 * One quote per deal that came to the quoting stage. Most go out within two working days; those of the team
 * whose costing is blocked wait until the customer gives up, and those that wait today have not gone out.
 */
export function buildQuotes(
  frame: Frame,
  deals: readonly WorldDeal[],
  stuck: ReadonlySet<string>,
): WorldQuote[] {
  return deals.flatMap((deal): WorldQuote[] => {
    const at = deal.history.findIndex(({ stage }) => stage === 'quote')
    if (at < 0) return []
    const random = frame.random(`quote/${deal.code}`)
    return [
      {
        code: deal.code.replace('SJ', 'BJ'),
        deal: deal.code,
        customer: deal.customer,
        title: deal.title,
        responsible: deal.responsible,
        steps: stepsOf({ frame, random }, deal, deal.history.slice(at, at + 2), stuck.has(deal.code)),
      },
    ]
  })
}

type Scene = { frame: Frame; random: Random }

/** `moves`: into the quoting stage, and out of it if the deal has left it. */
function stepsOf(scene: Scene, deal: WorldDeal, moves: StageMove[], isStuck: boolean): WorldQuoteStep[] {
  const { frame, random } = scene
  const [asked, next] = moves as [StageMove, StageMove | undefined]
  const steps: WorldQuoteStep[] = [{ kind: 'asked', at: startOfDay(asked.occurredOn) + 9 * HOUR }]
  const sentOn = isStuck ? null : sendingDay(scene, asked, next)
  if (sentOn === null) return steps
  const sentAt = startOfDay(sentOn) + (14 * 60 + random.int(0, 170)) * 60_000
  steps.push({ kind: 'sent', at: sentAt, amountFen: deal.amountFen, validUntil: addDays(sentOn, VALID_DAYS) })
  const end = deal.history.at(-1)!
  const isDecided = end.stage === 'won' || end.stage === 'lost'
  const answeredOn = frame.pace.shift(sentOn, random.int(1, 6))
  if (random.chance(0.7) && answeredOn < (isDecided ? end.occurredOn : frame.today)) {
    steps.push({ kind: 'answered', at: startOfDay(answeredOn) + 11 * HOUR })
  }
  if (!isDecided) return steps
  const { lostReason, competitor } = end
  const decidedAt = startOfDay(end.occurredOn) + 17.5 * HOUR
  if (end.stage === 'won') steps.push({ kind: 'won', at: decidedAt })
  else {
    steps.push({
      kind: 'lost',
      at: decidedAt,
      reason: lostReason ?? '',
      ...(competitor ? { competitor } : {}),
    })
  }
  return steps
}

/** The day it went out; null while it has not. */
function sendingDay({ frame, random }: Scene, asked: StageMove, next: StageMove | undefined): Day | null {
  const quick = frame.pace.shift(asked.occurredOn, random.pick([0, 1, 1, 1, 2, 2]))
  if (!next) return quick < frame.today ? quick : null
  // C250: lost because the quote came too late, the day before the customer had decided otherwise.
  const late = frame.pace.onOrBefore(addDays(next.occurredOn, -1))
  return next.lostReason === SLOW_QUOTE_REASON ? late : earlierOf(quick, next.occurredOn)
}
