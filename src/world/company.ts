import { type Day, lastDayOf, monthOf } from '../core/calendar.ts'
import type { Fen } from '../core/money.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../core/workdays.ts'
import { buildActivities, PLANTED_DEAL, type WorkedDeal } from './activities.ts'
import { castCompany } from './casting.ts'
import { buildContracts, unapprovedOrder } from './contracts.ts'
import { buildCustomers, type LivingCustomer, type Size } from './customers.ts'
import { buildDeals } from './deals.ts'
import { tellIncidents } from './incidents.ts'
import { buildOrders, lateOrderOf } from './orders.ts'
import { createFrame, type Frame } from './pace.ts'
import { buildAbsences, buildDepartments, buildPeople } from './people.ts'
import { fitToPlan, planBookings } from './plan.ts'
import { allPlanted, type PlantedDeals, plantDeals } from './plant-deals.ts'
import { plantInvoices } from './plant-invoices.ts'
import { buildQuotes } from './quotes.ts'
import { type Book, buildBook, buildPayments, createNumbering, openBook } from './receivables.ts'
import type { Company, LivingToday, StageMove, WorldCustomer, WorldDeal } from './shapes.ts'
import { buildTargets } from './targets.ts'
import { closedOn, type DealDraft } from './walk.ts'

export type CompanyOptions = {
  seed: number | string
  /** the last day of the history */
  today: Day
  /** 'half' has about half of the customers and deals, the same people, revenue and incidents */
  size?: Size
  calendar?: WorkCalendar
}

/**
 * A manufacturer of precision parts with two years of history that end on `today`: plain data, the same
 * for the same options on every machine. Most of it is healthy; what is not was planted and is listed in
 * `incidents` and `living`.
 */
export function buildCompany({
  seed,
  today,
  size = 'full',
  calendar = DEFAULT_CALENDAR,
}: CompanyOptions): Company {
  const frame = createFrame(seed, today, calendar)
  const customers = buildCustomers(frame, size)
  const cast = castCompany(frame, customers)
  const byCode = new Map(customers.map((customer) => [customer.code, customer]))
  const planted = plantDeals(frame, customers, cast)
  const drafts = [...buildDeals(frame, size, customers), ...allPlanted(planted)]
  fitToPlan(frame, drafts, planBookings(frame))
  const worked = nameDeals(frame, drafts, new Set(allPlanted(planted)))
  const number = createNumbering()
  const deals = worked.map(({ deal }) => deal)
  const book = openBook(frame, buildBook(frame, byCode, deals, number))
  const plantedInvoices = plantInvoices(frame, cast, customers, { book, number })
  const inHistory = worked.filter(({ deal }) => (closedOn(deal.history) ?? today) >= frame.start)
  const closed = closeBook(frame, book, deals)
  const absences = buildAbsences(frame)
  const orders = buildOrders(
    frame,
    inHistory.map(({ deal }) => deal),
  )
  const lateOrder = lateOrderOf(orders, frame)
  const contracts = buildContracts(frame, customers, orders)
  const unapproved = unapprovedOrder(frame, orders)
  const living: LivingToday = {
    ...plantedInvoices,
    ...describeLiving(worked, planted),
    lateOrder: lateOrder.number,
    unapprovedContract: contracts.at(-1)!.number,
    endingContract: contracts[0]!.number,
    orphaned: cast.orphan.code,
    concentration: cast.flagship.code,
  }
  const slowest = dealsOf(worked, planted.lostToSlowQuotes).sort((a, b) =>
    Number(b.amountFen - a.amountFen),
  )[0]!
  return {
    name: '铭川精密零部件（苏州）有限公司',
    shortName: '铭川精密',
    today,
    start: frame.start,
    departments: buildDepartments(),
    people: buildPeople(frame),
    absences,
    customers: customers.map(withoutHabits),
    deals: inHistory.map(({ deal }) => deal),
    orders,
    contracts,
    quotes: buildQuotes(
      frame,
      inHistory.map(({ deal }) => deal),
      new Set(living.stuckInQuote),
    ),
    activities: buildActivities(frame, inHistory, byCode, absences),
    ...closed,
    targets: buildTargets(frame, { deals, ...closed }),
    incidents: tellIncidents(frame, cast, { slowest, lateOrder, unapproved }, living),
    living,
  }
}

/** Codes follow the day a deal was opened; planted deals have a series of their own. */
function nameDeals(
  frame: Frame,
  drafts: readonly DealDraft[],
  planted: ReadonlySet<DealDraft>,
): WorkedDeal[] {
  const opened = (draft: DealDraft): Day => draft.moves[0]!.occurredOn
  const sorted = [...drafts].sort((a, b) => (opened(a) < opened(b) ? -1 : opened(a) > opened(b) ? 1 : 0))
  return sorted.map((draft, index) => {
    const series = planted.has(draft) ? PLANTED_DEAL : 'SJ0'
    const code = `${series}${String(index + 1).padStart(5, '0')}`
    const random = frame.random(`amount/${code}`)
    const amountFen = BigInt(draft.amountFen)
    const guess = (amountFen * BigInt(random.int(85, 125))) / 100n
    const history = draft.moves.map((move): StageMove => {
      if (move.stage === 'reach') return move
      return { ...move, amountFen: move.stage === 'need' ? (guess / 100_000n) * 100_000n : amountFen }
    })
    const closed = closedOn(draft.moves)
    const expected = frame.pace.shift(opened(draft), random.int(20, 34))
    return {
      draft,
      deal: {
        code,
        customer: draft.customer,
        title: draft.title,
        product: draft.product,
        amountFen,
        responsible: draft.responsible,
        expectedCloseOn: closed ?? (expected > frame.today ? expected : lastDayOf(monthOf(frame.today))),
        history,
      },
    }
  })
}

function closeBook(
  frame: Frame,
  book: Book,
  deals: readonly WorldDeal[],
): Pick<Company, 'invoices' | 'payments'> {
  const invoices = [...book.invoices].sort((a, b) =>
    a.issuedOn === b.issuedOn ? (a.number < b.number ? -1 : 1) : a.issuedOn < b.issuedOn ? -1 : 1,
  )
  return { invoices, payments: buildPayments(frame, book.receipts, deals) }
}

function describeLiving(
  worked: readonly WorkedDeal[],
  planted: PlantedDeals,
): Pick<LivingToday, 'untouchedDeals' | 'stuckInQuote' | 'stuckElsewhere'> {
  const codes = (drafts: readonly DealDraft[]) => dealsOf(worked, drafts).map(({ code }) => code)
  return {
    untouchedDeals: planted.untouched.map(({ days, draft }) => ({ days, deal: codes([draft])[0]! })),
    stuckInQuote: codes(planted.stuckInQuote),
    stuckElsewhere: codes(planted.stuckElsewhere),
  }
}

function dealsOf(worked: readonly WorkedDeal[], drafts: readonly DealDraft[]): WorldDeal[] {
  const wanted = new Set(drafts)
  return worked.filter(({ draft }) => wanted.has(draft)).map(({ deal }) => deal)
}

function withoutHabits({ habits: _habits, ...customer }: LivingCustomer): WorldCustomer {
  return customer
}

/** Sum of the invoices issued from `from` to `to`: the revenue of that time, opening balances left out. */
export function revenueFen(company: Company, from: Day, to: Day): Fen {
  let total = 0n
  for (const { kind, issuedOn, amountFen } of company.invoices) {
    if (kind === 'invoice' && issuedOn >= from && issuedOn <= to) total += amountFen
  }
  return total
}
