import { addDays, type Day, daysBetween } from '../core/calendar.ts'
import { DEFAULT_STAGES } from '../core/deal/stages.ts'
import type { Frame } from './pace.ts'
import type { Random } from './random.ts'
import { OPEN_STAGES, type OpenStage, type StageKey, type StageMove } from './shapes.ts'
import { COMPETITORS, LOST_REASONS } from './words.ts'

/** Days after which a deal counts as stuck in its stage: those of the pipeline that ships. */
export const STAGE_NORM_DAYS = Object.fromEntries(
  DEFAULT_STAGES.flatMap(({ key, normDays }) => (normDays === null ? [] : [[key, normDays]])),
) as Record<OpenStage, number>

/** A deal on its way; amounts of the moves are filled in when the month's plan is known. */
export type DealDraft = {
  customer: string
  responsible: string
  product: string
  title: string
  amountFen: number
  /** planted amounts are told as they are */
  planted: boolean
  moves: StageMove[]
  /** the rep forgot it for a while: gaps of more than a week between follow-ups */
  neglected: boolean
  /** no follow-up after this day; the last one falls exactly on it */
  touchedUntil: Day | null
  invoiced: boolean
}

type Dwell = Record<OpenStage, readonly [number, number]>
type Loss = Record<OpenStage, number>

const DWELL_WORKDAYS: Dwell = { reach: [3, 8], need: [3, 8], quote: [2, 5], sign: [2, 6] }
const LOSS: Loss = { reach: 0.24, need: 0.2, quote: 0.28, sign: 0.1 }

/**
 * A project deal from first contact on, until it is won, lost or overtaken by today. `pressure` multiplies
 * the risk of losing it at every stage. Some go back a stage, and a few sit far too long, which makes
 * losing them likelier.
 */
export function walkProject(frame: Frame, random: Random, createdOn: Day, pressure: number): StageMove[] {
  const moves: StageMove[] = [{ stage: 'reach', occurredOn: createdOn }]
  let stage: OpenStage = 'reach'
  let day = createdOn
  let turnedBack = false
  for (;;) {
    const [low, high] = DWELL_WORKDAYS[stage]
    const slow = random.chance(0.08)
    day = frame.pace.shift(day, random.int(low, high) * (slow ? 3 : 1))
    if (day > frame.today) break
    if (random.chance(Math.min(0.9, LOSS[stage] * pressure * (slow ? 2.6 : 1)))) {
      moves.push(loseOn(random, day))
      break
    }
    const back: OpenStage | null = stage === 'quote' ? 'need' : stage === 'sign' ? 'quote' : null
    if (back && !turnedBack && random.chance(0.08)) {
      turnedBack = true
      stage = back
      moves.push({ stage, occurredOn: day })
      continue
    }
    const next: StageKey = OPEN_STAGES[OPEN_STAGES.indexOf(stage) + 1] ?? 'won'
    moves.push({ stage: next, occurredOn: day })
    if (next === 'won') break
    stage = next as OpenStage
  }
  keepMoving(frame, random, moves)
  return moves
}

/** A repeat order is short: it is told backwards from the day it is to be won. */
export function walkRepeat(frame: Frame, random: Random, wonOn: Day, lost: boolean): StageMove[] {
  const signed = frame.pace.shift(wonOn, -random.int(1, 3))
  const quoted = frame.pace.shift(signed, -random.int(1, 3))
  const created = frame.pace.shift(quoted, -random.int(1, 2))
  const moves: StageMove[] = [
    { stage: 'reach', occurredOn: created },
    { stage: 'need', occurredOn: created },
    { stage: 'quote', occurredOn: quoted },
    ...(lost
      ? [loseOn(random, signed)]
      : [{ stage: 'sign', occurredOn: signed } as const, { stage: 'won', occurredOn: wonOn } as const]),
  ]
  // What is opened today is for the people of the demo to enter.
  const happened = created < frame.today ? moves.filter(({ occurredOn }) => occurredOn <= frame.today) : []
  if (happened.length > 0) keepMoving(frame, random, happened)
  return happened
}

function loseOn(random: Random, day: Day): StageMove {
  const lostReason = random.pick(LOST_REASONS)
  const rival = lostReason === '选择了竞品' || (lostReason === '价格偏高' && random.chance(0.6))
  return {
    stage: 'lost',
    occurredOn: day,
    lostReason,
    ...(rival ? { competitor: random.pick(COMPETITORS) } : {}),
  }
}

/**
 * The background of the company is healthy today, so that what stands out was planted: an open deal that
 * has come close to its stage's norm took its next step within the last days.
 */
function keepMoving(frame: Frame, random: Random, moves: StageMove[]): void {
  const last = moves.at(-1)!
  if (last.stage === 'won' || last.stage === 'lost') return
  if (daysBetween(last.occurredOn, frame.today) < STAGE_NORM_DAYS[last.stage] - 1) return
  const day = frame.pace.onOrBefore(addDays(frame.today, -random.int(0, 3)))
  const stage: StageKey = OPEN_STAGES[OPEN_STAGES.indexOf(last.stage) + 1] ?? 'won'
  moves.push({ stage, occurredOn: day < last.occurredOn ? frame.today : day })
}

export function outcomeOf(moves: readonly StageMove[]): 'won' | 'lost' | 'open' {
  const last = moves.at(-1)!.stage
  return last === 'won' || last === 'lost' ? last : 'open'
}

export function closedOn(moves: readonly StageMove[]): Day | null {
  return outcomeOf(moves) === 'open' ? null : moves.at(-1)!.occurredOn
}
