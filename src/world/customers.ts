import { addDays, addMonths, type Day, daysBetween, firstDayOf, monthOf } from '../core/calendar.ts'
import { inventLandline, inventMobile, inventUscc } from './identifiers.ts'
import { eachDay, earlierOf, type Frame } from './pace.ts'
import { repsOf, TEAMS } from './people.ts'
import type { Random } from './random.ts'
import type { WorldContact, WorldCustomer } from './shapes.ts'
import {
  BRAND_FIRST,
  BRAND_SECOND,
  CITIES,
  type City,
  CONTACT_TITLES,
  GIVEN_NAMES,
  LEGAL_FORMS,
  SURNAMES,
  TRADES,
} from './words.ts'

export type Payer = 'prompt' | 'steady' | 'slow'

/**
 * How a customer behaves; the company that is handed out does not contain it, one has to find out from the
 * facts.
 */
export type Habits = {
  payer: Payer
  /** orders come at this interval; null for customers who buy by project only */
  rhythmDays: number | null
  /** the monthly blanket order that every rep can count on, early in the month */
  anchor: boolean
  orderFen: number
  /** planted behaviour: orders and visits end here, payments take so many days from the invoice */
  ordersUntil: Day | null
  touchedUntil: Day | null
  paysAfterDays: ((issuedOn: Day) => number) | null
  paysUntil: Day | null
  /** a rep who has left looked after the customer until this day */
  inheritedOn: Day | null
  /** planted customers keep their amounts; the others are scaled to the plan of the month */
  planted: boolean
}

export type LivingCustomer = WorldCustomer & { habits: Habits }

export const SIZES = {
  full: { existing: 98, intake: [1, 1, 2, 2, 2, 1], projectsPerYear: 470 },
  half: { existing: 70, intake: [1, 0, 1, 1, 1, 0], projectsPerYear: 240 },
} as const
export type Size = keyof typeof SIZES

/**
 * The three months of falling bookings, counted back from the running month, and the intake that dried up
 * before.
 */
export const SLUMP_MONTHS = [-7, -6, -5] as const

export function intakeDrought(today: Day): { from: Day; to: Day } {
  const slump = firstDayOf(addMonths(monthOf(today), SLUMP_MONTHS[0]))
  return { from: addDays(slump, -63), to: addDays(slump, -7) }
}

/** Regular customers first: the planted ones are taken from their front by index. */
export function buildCustomers(frame: Frame, size: Size): LivingCustomer[] {
  const names = createNamer(frame.random('names'))
  const random = frame.random('customers')
  const customers: LivingCustomer[] = []
  const add = (createdOn: Day, habits: Habits, responsible: string, city: City) => {
    const serial = customers.length + 1
    const { name, shortName } = names(city)
    customers.push({
      code: `K${String(serial).padStart(5, '0')}`,
      name,
      shortName,
      uscc: inventUscc(city.region, serial * 37),
      city: city.name,
      phone: inventLandline(city.areaCode, serial * 7),
      keyLevel: 'normal',
      termDays: habits.anchor ? 30 : random.pick([30, 30, 30, 45, 60]),
      limitFen: null,
      responsible,
      remark: '',
      createdOn,
      contacts: inventContacts(random, serial),
      habits,
    })
  }
  const teams = TEAMS.flatMap((team) => repsOf(team).map((rep) => ({ rep, team })))
  const cityOf = (team: string) => random.pick(CITIES.filter((city) => city.team === team))
  for (let index = 0; index < SIZES[size].existing; index += 1) {
    const { rep, team } = teams[index % teams.length]!
    const createdOn = addDays(frame.start, -random.int(60, 2400))
    const regular = index < teams.length * 3
    add(createdOn, inventHabits(random, regular, index < teams.length), rep, cityOf(team))
  }
  for (const createdOn of intakeDays(frame, size)) {
    const { rep, team } = random.pick(teams)
    add(createdOn, inventHabits(random, false, false), rep, cityOf(team))
  }
  passOnCustomersOfFormerRep(frame, customers)
  return customers
}

/**
 * New customers week by week, steadily, none in the drought that announces the slump and few around the
 * holidays.
 */
function intakeDays(frame: Frame, size: Size): Day[] {
  const random = frame.random('intake')
  const drought = intakeDrought(frame.today)
  const days: Day[] = []
  let week: Day[] = []
  for (const day of eachDay(frame.start, frame.ago(1))) {
    const dry = day >= drought.from && day <= drought.to
    if (frame.pace.works(day) && !dry) week.push(day)
    if (daysBetween(frame.start, day) % 7 !== 6) continue
    const count = Math.min(random.pick(SIZES[size].intake), Math.ceil(week.length / 2))
    days.push(...random.shuffle(week).slice(0, count))
    week = []
  }
  return days.sort()
}

function inventHabits(random: Random, regular: boolean, anchor: boolean): Habits {
  return {
    payer: random.pick(['prompt', 'prompt', 'steady', 'steady', 'steady', 'slow']),
    rhythmDays: anchor ? 30 : regular ? random.int(56, 92) : null,
    anchor,
    orderFen: Math.round(random.around(5_200_000, 0.45)),
    ordersUntil: null,
    touchedUntil: null,
    paysAfterDays: null,
    paysUntil: null,
    inheritedOn: null,
    planted: false,
  }
}

/** Names are unique by brand, so that no two customers look like duplicates of each other. */
function createNamer(random: Random): (city: City) => { name: string; shortName: string } {
  const brands = random.shuffle(BRAND_FIRST.flatMap((first) => BRAND_SECOND.map((second) => first + second)))
  let next = 0
  return (city) => {
    const brand = brands[next % brands.length]!
    next += 1
    const trade = random.pick(TRADES)
    const form = random.pick(LEGAL_FORMS)
    const name = random.chance(0.15)
      ? `${brand}${trade}（${city.name}）有限公司`
      : `${city.name}${brand}${trade}${form}`
    return { name, shortName: `${city.name}${brand}` }
  }
}

function inventContacts(random: Random, serial: number): WorldContact[] {
  const titles = random.shuffle(CONTACT_TITLES).slice(0, random.pick([1, 2, 2, 3]))
  return titles.map((title, index) => ({
    name: random.pick(SURNAMES) + random.pick(GIVEN_NAMES),
    title,
    phone: inventMobile(serial * 5 + index),
    isPrimary: index === 0,
  }))
}

/** A leaver's customers went to a colleague on his last day; before that they were his. */
function passOnCustomersOfFormerRep(frame: Frame, customers: LivingCustomer[]): void {
  const left = frame.ago(40)
  const heirs = repsOf('华东一组')
  const known = customers.filter(
    ({ createdOn, habits }) => !habits.anchor && createdOn < earlierOf(frame.start, left),
  )
  for (const [index, customer] of known.slice(-6).entries()) {
    customer.responsible = heirs[index % heirs.length]!
    customer.habits.inheritedOn = left
    customer.remark = '原负责人周大光，已交接'
  }
}
