import {
  addDays,
  type Day,
  daysBetween,
  firstDayOf,
  lastDayOf,
  type Month,
  monthOf,
} from '../core/calendar.ts'
import { knownFrom } from './casting.ts'
import { intakeDrought, type LivingCustomer, SIZES, type Size, SLUMP_MONTHS } from './customers.ts'
import { eachDay, type Frame, laterOf } from './pace.ts'
import { FORMER_REP, LEAVER } from './people.ts'
import type { Random } from './random.ts'
import { type DealDraft, outcomeOf, walkProject, walkRepeat } from './walk.ts'
import { PRODUCTS } from './words.ts'

const WORKDAYS_PER_YEAR = 249
/** A leaving rep opens nothing new in his last weeks. */
export const LEAVER_SLOWS_DAYS_AGO = 38
/** Project customers do not order in a rhythm: few enough orders that nobody would read one into them. */
const PROJECTS_PER_CUSTOMER = 3
const PROJECT_MEDIAN_FEN = 9_000_000

/** Deals of the background: projects with all kinds of customers and repeat orders of the regular ones. */
export function buildDeals(frame: Frame, size: Size, customers: LivingCustomer[]): DealDraft[] {
  const projects = buildProjects(frame, size, customers)
  const repeats = customers.flatMap((customer) => buildRepeats(frame, customer))
  return [...projects, ...repeats].flatMap((draft) =>
    draft.responsible === LEAVER ? lastOf(frame, draft) : [draft],
  )
}

function buildProjects(frame: Frame, size: Size, customers: LivingCustomer[]): DealDraft[] {
  const random = frame.random('projects')
  const daily = SIZES[size].projectsPerYear / WORKDAYS_PER_YEAR
  const buyers = customers.filter(({ habits }) => habits.rhythmDays === null)
  const wins = new Map<string, number>()
  const drafts: DealDraft[] = []
  const add = (customer: LivingCustomer, day: Day) => {
    const draft = draftProject(frame, random, customer, day)
    if (outcomeOf(draft.moves) !== 'lost') wins.set(customer.code, (wins.get(customer.code) ?? 0) + 1)
    drafts.push(draft)
  }
  // Every new customer came in with something to buy.
  for (const customer of buyers) if (customer.createdOn >= frame.start) add(customer, customer.createdOn)
  for (const day of eachDay(frame.warm, frame.ago(1))) {
    const count = random.poisson(daily * frame.pace.weight(day) * demand(frame, day))
    const known = buyers.filter(
      (customer) =>
        knownFrom(frame, customer) <= day && (wins.get(customer.code) ?? 0) < PROJECTS_PER_CUSTOMER,
    )
    for (let made = 0; made < count && known.length > 0; made += 1) add(random.pick(known), day)
  }
  return drafts
}

function draftProject(frame: Frame, random: Random, customer: LivingCustomer, day: Day): DealDraft {
  const neglected = random.chance(0.16)
  const moves = walkProject(frame, random, day, (neglected ? 2.2 : 1) * hardship(frame, day))
  return draftOf(random, customer, moves, {
    amountFen: Math.round(random.around(PROJECT_MEDIAN_FEN, 0.6)),
    planted: false,
    neglected: neglected && outcomeOf(moves) !== 'open',
    repeat: false,
  })
}

/**
 * Orders of one regular customer at its own rhythm; blanket orders fall on the first working days of the
 * month.
 */
function buildRepeats(frame: Frame, customer: LivingCustomer): DealDraft[] {
  const { rhythmDays, anchor, ordersUntil, orderFen, planted } = customer.habits
  if (rhythmDays === null) return []
  const random = frame.random(`repeat/${customer.code}`)
  const until = ordersUntil ?? addDays(frame.today, 20)
  const days = anchor
    ? eachMonth(monthOf(knownFrom(frame, customer)), monthOf(until)).map((month) =>
        frame.pace.shift(addDays(firstDayOf(month), -1), random.int(1, 4)),
      )
    : rhythmOf(
        random,
        addDays(knownFrom(frame, customer), random.int(20, rhythmDays + 10)),
        until,
        rhythmDays,
      )
  const growth = (day: Day) => (planted ? 1 + Math.max(0, daysBetween(frame.start, day)) / 3600 : 1)
  return days
    .filter((day) => day <= until)
    .flatMap((day) => {
      // One order in twenty goes to somebody else; the next need comes soon, so that the rhythm survives.
      const won = frame.pace.onOrAfter(day)
      const miss = !anchor && !planted && random.chance(0.05)
      const lost = miss ? [walkRepeat(frame, random, frame.pace.shift(won, -6), true)] : []
      return [...lost, walkRepeat(frame, random, won, false)]
    })
    .filter((moves) => moves.length > 0)
    .map((moves) => {
      const amountFen = Math.round(
        orderFen * growth(moves[0]!.occurredOn) * random.around(1, planted ? 0.06 : 0.2),
      )
      return draftOf(random, customer, moves, { amountFen, planted, neglected: false, repeat: true })
    })
}

function rhythmOf(random: Random, first: Day, until: Day, rhythmDays: number): Day[] {
  const days: Day[] = []
  const slack = Math.round(rhythmDays * 0.08)
  for (let day = first; day <= until; day = addDays(day, rhythmDays + random.int(-slack, slack)))
    days.push(day)
  return days
}

type DraftFacts = { amountFen: number; planted: boolean; neglected: boolean; repeat: boolean }

export function draftOf(
  random: Random,
  customer: LivingCustomer,
  moves: DealDraft['moves'],
  facts: DraftFacts,
): DealDraft {
  const product = random.pick(PRODUCTS)
  const quantity = random.pick([50, 80, 100, 200, 300, 500, 800, 1000, 2000])
  const what = facts.repeat
    ? '返单'
    : random.pick(['采购', '打样转量产', '年度招标', '新品试制', '二供导入', '降本替代'])
  return {
    customer: customer.code,
    responsible: before(moves, customer.habits.inheritedOn) ? FORMER_REP : customer.responsible,
    product: product.name,
    title: `${customer.shortName}${product.name}${facts.repeat ? `${quantity}${product.unit}` : ''}${what}`,
    amountFen: facts.amountFen,
    planted: facts.planted,
    moves,
    neglected: facts.neglected,
    touchedUntil: customer.habits.touchedUntil,
    invoiced: true,
  }
}

function before(moves: DealDraft['moves'], day: Day | null): boolean {
  return day !== null && outcomeOf(moves) !== 'open' && moves.at(-1)!.occurredOn < day
}

/** Fewer enquiries while no new customers come in, and while the slump lasts. */
function demand(frame: Frame, day: Day): number {
  const drought = intakeDrought(frame.today)
  if (day >= drought.from && day <= drought.to) return 0.7
  return inSlump(frame, monthOf(day)) ? 0.75 : 1
}

function hardship(frame: Frame, day: Day): number {
  return inSlump(frame, monthOf(day)) ? 1.35 : 1
}

export function inSlump(frame: Frame, month: Month): boolean {
  return SLUMP_MONTHS.some((back) => frame.months[frame.months.length - 1 + back] === month)
}

/**
 * What the leaver still has open today is planted: his other deals came to nothing, and he began no new
 * ones.
 */
function lastOf(frame: Frame, draft: DealDraft): DealDraft[] {
  if (draft.moves[0]!.occurredOn > frame.ago(LEAVER_SLOWS_DAYS_AGO)) return []
  const last = draft.moves.at(-1)!
  if (outcomeOf(draft.moves) !== 'open') return [draft]
  const random = frame.random(`given-up/${draft.title}/${draft.moves[0]!.occurredOn}`)
  const wished = frame.pace.onOrBefore(frame.ago(random.int(9, 30)))
  const givenUp = {
    stage: 'lost' as const,
    occurredOn: laterOf(last.occurredOn, wished),
    lostReason: '客户预算冻结',
  }
  return [{ ...draft, moves: [...draft.moves, givenUp] }]
}

function eachMonth(from: Month, to: Month): Month[] {
  const months: Month[] = []
  for (let month = from; month <= to; month = monthOf(addDays(lastDayOf(month), 1))) months.push(month)
  return months
}
