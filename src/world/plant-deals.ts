import { addDays, type Day } from '../core/calendar.ts'
import { type Cast, QUIET } from './casting.ts'
import type { LivingCustomer } from './customers.ts'
import { draftOf } from './deals.ts'
import type { Frame } from './pace.ts'
import { LEAVER, repsOf } from './people.ts'
import type { Random } from './random.ts'
import { OPEN_STAGES, type OpenStage, type StageMove } from './shapes.ts'
import type { DealDraft } from './walk.ts'
import { SLOW_QUOTE_REASON } from './words.ts'

/** The leaver's notice came on this day, together with the news of a lost deal. */
export const LEAVER_LOSS_DAYS_AGO = 6

/** Deals told by hand; the lists name them so that tests and stories can find them. */
export type PlantedDeals = {
  stuckInQuote: DealDraft[]
  stuckElsewhere: DealDraft[]
  lostToSlowQuotes: DealDraft[]
  untouched: { days: number; draft: DealDraft }[]
  leaverOpen: DealDraft[]
  leaverLost: DealDraft
  quietLost: DealDraft
}

export function plantDeals(frame: Frame, customers: readonly LivingCustomer[], cast: Cast): PlantedDeals {
  const random = frame.random('planted-deals')
  const plain = customers.filter(
    ({ habits, createdOn }) => habits.rhythmDays === null && createdOn < frame.ago(130),
  )
  const used = new Set<string>()
  const customerOf = (rep: string): LivingCustomer => {
    const free = plain.find(({ code, responsible }) => responsible === rep && !used.has(code))
    const customer = free ?? plain.find(({ responsible }) => responsible === rep) ?? plain[0]!
    used.add(customer.code)
    return customer
  }
  const south = repsOf('华南二组')
  const east = repsOf('华东一组')
  const north = repsOf('北方三组').filter((rep) => rep !== LEAVER)
  const open = (rep: string, stage: OpenStage, days: number, touchedDaysAgo: number | null) =>
    openDeal({ frame, random, customer: customerOf(rep) }, stage, days, touchedDaysAgo)
  return {
    // C250: four of five stuck deals wait for a quotation, each for more than a week.
    stuckInQuote: [9, 12, 16, 23].map((days, index) =>
      open(south[index % south.length]!, 'quote', days, null),
    ),
    stuckElsewhere: [open(east[1]!, 'need', 21, null)],
    lostToSlowQuotes: [78, 67, 58, 47, 37, 27].map((days, index) =>
      slowQuote({ frame, random, customer: customerOf(south[index % south.length]!) }, days, 17 + index),
    ),
    // Day seven is not yet neglect, day eight is (C039).
    untouched: [
      { days: 7, draft: open(east[0]!, 'sign', 9, 7) },
      { days: 7, draft: open(north[1]!, 'need', 10, 7) },
      { days: 8, draft: open(east[3]!, 'need', 12, 8) },
    ],
    leaverOpen: [open(LEAVER, 'need', 12, 12), open(LEAVER, 'sign', 6, 6)],
    leaverLost: leaverLost({ frame, random, customer: customerOf(LEAVER) }),
    quietLost: quietLost({ frame, random, customer: cast.quiet }),
  }
}

type Scene = { frame: Frame; random: Random; customer: LivingCustomer }

/** Open in `stage` for `days`; the stages before took about a week each. */
function openDeal(scene: Scene, stage: OpenStage, days: number, touchedDaysAgo: number | null): DealDraft {
  const path = OPEN_STAGES.slice(0, OPEN_STAGES.indexOf(stage) + 1)
  const moves = path.map((key, index): StageMove => {
    const before = (path.length - 1 - index) * 7
    return { stage: key, occurredOn: scene.frame.ago(days + before) }
  })
  const touchedUntil = touchedDaysAgo === null ? null : scene.frame.ago(touchedDaysAgo)
  return planted(scene, moves, scene.random.int(60, 240) * 100_000, touchedUntil)
}

function slowQuote(scene: Scene, daysAgo: number, dwell: number): DealDraft {
  const quoted = scene.frame.ago(daysAgo)
  const moves: StageMove[] = [
    { stage: 'reach', occurredOn: addDays(quoted, -15) },
    { stage: 'need', occurredOn: addDays(quoted, -8) },
    { stage: 'quote', occurredOn: quoted },
    lost(addDays(quoted, dwell), SLOW_QUOTE_REASON, '东昱达机械'),
  ]
  return planted(scene, moves, scene.random.int(150, 420) * 100_000, null)
}

function leaverLost(scene: Scene): DealDraft {
  const { frame } = scene
  const moves: StageMove[] = [
    { stage: 'reach', occurredOn: frame.ago(64) },
    { stage: 'need', occurredOn: frame.ago(55) },
    { stage: 'quote', occurredOn: frame.ago(47) },
    { stage: 'sign', occurredOn: frame.ago(41) },
    lost(frame.ago(LEAVER_LOSS_DAYS_AGO), '选择了竞品', '宏锐德精工'),
  ]
  return planted(scene, moves, 38_600_000, frame.ago(LEAVER_LOSS_DAYS_AGO + 9))
}

/** The year's frame agreement of the big customer that nobody had called for two months. */
function quietLost(scene: Scene): DealDraft {
  const { frame, customer } = scene
  const moves: StageMove[] = [
    { stage: 'reach', occurredOn: frame.ago(QUIET.lastOrderDaysAgo - 4) },
    { stage: 'need', occurredOn: frame.ago(QUIET.lastOrderDaysAgo - 13) },
    { stage: 'quote', occurredOn: frame.ago(QUIET.lastTouchDaysAgo + 3) },
    lost(frame.ago(QUIET.lostDaysAgo), '选择了竞品', '博远嘉精密'),
  ]
  return planted(scene, moves, 112_000_000, customer.habits.touchedUntil)
}

function lost(occurredOn: Day, lostReason: string, competitor: string): StageMove {
  return { stage: 'lost', occurredOn, lostReason, competitor }
}

function planted(
  { random, customer }: Scene,
  moves: StageMove[],
  amountFen: number,
  touchedUntil: Day | null,
): DealDraft {
  const draft = draftOf(random, customer, moves, {
    amountFen,
    planted: true,
    neglected: false,
    repeat: false,
  })
  return { ...draft, touchedUntil }
}

export function allPlanted(planted: PlantedDeals): DealDraft[] {
  return [
    ...planted.stuckInQuote,
    ...planted.stuckElsewhere,
    ...planted.lostToSlowQuotes,
    ...planted.untouched.map(({ draft }) => draft),
    ...planted.leaverOpen,
    planted.leaverLost,
    planted.quietLost,
  ]
}
