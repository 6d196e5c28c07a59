import { addDays, type Day, daysBetween, startOfDay } from '../core/calendar.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../core/workdays.ts'
import { inventLandline, inventMobile, inventUscc } from './identifiers.ts'
import { createFrame, type Frame } from './pace.ts'
import type { Random } from './random.ts'
import { splitInstalments } from './settlement.ts'
import type {
  StageMove,
  WorldActivity,
  WorldCustomer,
  WorldDeal,
  WorldInvoice,
  WorldPayment,
  WorldPerson,
} from './shapes.ts'
import { say } from './talk.ts'
import { outcomeOf, walkProject } from './walk.ts'
import {
  BRAND_FIRST,
  BRAND_SECOND,
  CITIES,
  CONTACT_TITLES,
  GIVEN_NAMES,
  PRODUCTS,
  SURNAMES,
  TRADES,
} from './words.ts'

export type ScaledOptions = {
  seed: number | string
  today: Day
  customers: number
  /** means per customer over two years */
  dealsEach?: number
  activitiesEach?: number
  invoicesEach?: number
  calendar?: WorkCalendar
}

/**
 * A company of any size for measurements. Each kind of record comes as an iterator of chunks of at most
 * 500, made on the way and forgotten, so that 100,000 customers do not have to fit into memory; iterating
 * twice gives the same rows.
 */
export type Scaled = {
  people: WorldPerson[]
  customers(): Generator<WorldCustomer[]>
  deals(): Generator<WorldDeal[]>
  activities(): Generator<WorldActivity[]>
  invoices(): Generator<WorldInvoice[]>
  payments(): Generator<WorldPayment[]>
}

export const CHUNK_ROWS = 500
const CUSTOMERS_PER_REP = 250
const TEAM_SIZE = 10

type Scene = { frame: Frame; options: Required<Omit<ScaledOptions, 'calendar'>>; reps: number }

export function buildScaled(options: ScaledOptions): Scaled {
  const { seed, today, customers, dealsEach = 1, activitiesEach = 4, invoicesEach = 3 } = options
  const scene: Scene = {
    frame: createFrame(`scaled/${seed}`, today, options.calendar ?? DEFAULT_CALENDAR),
    options: { seed, today, customers, dealsEach, activitiesEach, invoicesEach },
    reps: Math.max(TEAM_SIZE, Math.ceil(customers / CUSTOMERS_PER_REP)),
  }
  return {
    people: scaledPeople(scene.reps),
    customers: () => inChunks(scene, (index) => [scaledCustomer(scene, index)]),
    deals: () => inChunks(scene, (index) => scaledDeals(scene, index)),
    activities: () => inChunks(scene, (index) => scaledActivities(scene, index)),
    invoices: () => inChunks(scene, (index) => scaledMoney(scene, index).invoices),
    payments: () => inChunks(scene, (index) => scaledMoney(scene, index).payments),
  }
}

function* inChunks<T>(scene: Scene, rowsOf: (index: number) => T[]): Generator<T[]> {
  let chunk: T[] = []
  for (let index = 0; index < scene.options.customers; index += 1) {
    for (const row of rowsOf(index)) {
      chunk.push(row)
      if (chunk.length < CHUNK_ROWS) continue
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}

/** Reps in departments of ten, each with a manager, and one boss and one finance person on top. */
function scaledPeople(reps: number): WorldPerson[] {
  const person = (
    login: string,
    name: string,
    roles: WorldPerson['roles'],
    department: string,
  ): WorldPerson => ({
    login,
    name,
    staffNo: login.toUpperCase(),
    aliases: [],
    roles,
    department,
    phone: inventMobile(0),
    email: `${login}@scaled.example`,
    backup: null,
    leftOn: null,
  })
  const people = [person('boss', '总经理', ['boss'], '总部'), person('finance', '财务', ['finance'], '总部')]
  for (let index = 0; index < reps; index += 1) {
    const team = `销售${Math.floor(index / TEAM_SIZE) + 1}组`
    if (index % TEAM_SIZE === 0)
      people.push(person(`manager${index / TEAM_SIZE}`, `${team}主管`, ['manager'], team))
    people.push(person(repLogin(index), `业务员${index + 1}`, ['rep'], team))
  }
  return people
}

function scaledCustomer(scene: Scene, index: number): WorldCustomer {
  const { frame } = scene
  const random = frame.random(`customer/${index}`)
  const city = random.pick(CITIES)
  const brand = random.pick(BRAND_FIRST) + random.pick(BRAND_SECOND)
  return {
    code: customerCode(index),
    // The number keeps names apart: brands alone would repeat.
    name: `${city.name}${brand}${random.pick(TRADES)}${index + 1}有限公司`,
    shortName: `${city.name}${brand}${index + 1}`,
    uscc: inventUscc(city.region, index % 1_000_000),
    city: city.name,
    phone: inventLandline(city.areaCode, index),
    keyLevel: random.chance(0.05) ? 'key' : 'normal',
    termDays: random.pick([30, 45, 60]),
    limitFen: random.chance(0.5) ? BigInt(random.int(20, 200)) * 1_000_000n : null,
    responsible: repLogin(index % scene.reps),
    remark: '',
    createdOn: addDays(frame.start, -random.int(0, 1500)),
    contacts: [
      {
        name: random.pick(SURNAMES) + random.pick(GIVEN_NAMES),
        title: random.pick(CONTACT_TITLES),
        phone: inventMobile(index),
        isPrimary: true,
      },
    ],
  }
}

function scaledDeals(scene: Scene, index: number): WorldDeal[] {
  const random = scene.frame.random(`deals/${index}`)
  return Array.from({ length: random.poisson(scene.options.dealsEach) }, (_, serial): WorldDeal => {
    const createdOn = someDay(scene, random)
    const amountFen = BigInt(random.int(50, 4000)) * 10_000n
    const product = random.pick(PRODUCTS).name
    const moves = walkProject(scene.frame, random, createdOn, 1)
    return {
      code: `SJ${String(index).padStart(6, '0')}-${serial + 1}`,
      customer: customerCode(index),
      title: `${product}采购`,
      product,
      amountFen,
      responsible: repLogin(index % scene.reps),
      expectedCloseOn:
        outcomeOf(moves) === 'open' ? addDays(scene.frame.today, 30) : moves.at(-1)!.occurredOn,
      history: moves.map((move): StageMove => (move.stage === 'reach' ? move : { ...move, amountFen })),
    }
  })
}

function scaledActivities(scene: Scene, index: number): WorldActivity[] {
  const random = scene.frame.random(`activities/${index}`)
  return Array.from({ length: random.poisson(scene.options.activitiesEach) }, (_, serial): WorldActivity => {
    const day = someDay(scene, random)
    return {
      code: `GJ${String(index).padStart(6, '0')}-${serial + 1}`,
      customer: customerCode(index),
      deal: null,
      user: repLogin(index % scene.reps),
      occurredAt: startOfDay(day) + random.int(540, 1060) * 60_000,
      nextOn: null,
      ...say(random, 'care', {
        contact: `${random.pick(SURNAMES)}经理`,
        product: random.pick(PRODUCTS).name,
      }),
    }
  })
}

/** Nine of ten invoices are paid, most of them near their due day. */
function scaledMoney(scene: Scene, index: number): { invoices: WorldInvoice[]; payments: WorldPayment[] } {
  const { frame } = scene
  const random = frame.random(`money/${index}`)
  const customer = customerCode(index)
  const invoices: WorldInvoice[] = []
  const payments: WorldPayment[] = []
  for (let serial = random.poisson(scene.options.invoicesEach); serial > 0; serial -= 1) {
    const issuedOn = someDay(scene, random)
    const amountFen = BigInt(random.int(300_000, 30_000_000))
    const number = `${String(index).padStart(7, '0')}${String(serial).padStart(3, '0')}`
    const instalments = splitInstalments(random, issuedOn, amountFen, random.pick([30, 45, 60]))
    const responsible = repLogin(index % scene.reps)
    invoices.push({
      number,
      customer,
      deal: null,
      kind: 'invoice',
      issuedOn,
      amountFen,
      responsible,
      disputed: false,
      instalments,
    })
    const paidOn = addDays(instalments.at(-1)!.dueOn, random.int(-5, 25))
    if (paidOn > frame.today || random.chance(0.1)) continue
    payments.push({
      code: `SK${number}`,
      customer,
      kind: 'payment',
      receivedOn: paidOn,
      amountFen,
      reference: '',
      remark: '',
      allocate: [{ invoiceNumber: number, amountFen }],
    })
  }
  return { invoices, payments }
}

/** A working day of the two years, never today. */
function someDay(scene: Scene, random: Random): Day {
  const { frame } = scene
  const day = addDays(frame.start, random.int(10, daysBetween(frame.start, frame.today) - 1))
  return frame.pace.onOrBefore(day)
}

function customerCode(index: number): string {
  return `K${String(index + 1).padStart(7, '0')}`
}

function repLogin(index: number): string {
  return `rep${index + 1}`
}
