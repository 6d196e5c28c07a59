import { type Day, lastDayOf, type Month, monthOf } from '../core/calendar.ts'
import type { Frame } from './pace.ts'
import { activeReps } from './people.ts'
import { elapsedShare, isBehind, sharesOf, workloadOf, YEARLY_REVENUE_FEN } from './plan.ts'
import type { WorldDeal, WorldInvoice, WorldPayment, WorldTarget } from './shapes.ts'

const ROUND_TO_FEN = 1_000_000
/** A rep who is on course is a little ahead of the line on the day of the demo. */
const HEADROOM = 0.94

type Done = ReadonlyMap<string, number>
export type Results = {
  deals: readonly WorldDeal[]
  invoices: readonly WorldInvoice[]
  payments: readonly WorldPayment[]
}

/**
 * Monthly targets per rep (C186). Bookings follow the plan as it was before anybody knew of a slump;
 * collections are what falls due in the month. In the running month nobody but the planted laggards is
 * given more than the rep is on course for, so that the company is healthy on whatever day it is started.
 */
export function buildTargets(frame: Frame, results: Results): WorldTarget[] {
  const shares = sharesOf(frame)
  const due = dueByMonth(results.invoices)
  const booked = bookedIn(frame, results.deals)
  const collected = collectedIn(frame, results)
  const today = monthOf(frame.today)
  // Results are read at the end of a day: the last one that is over is yesterday.
  const elapsed = Math.max(0.01, elapsedShare(frame, today, frame.ago(1)))
  const isFree = (user: string, month: Month) => month !== today || isBehind(user)
  const attainable = (wished: number, done = 0) => Math.min(wished, (done / elapsed) * HEADROOM)
  return activeReps().flatMap((user) =>
    frame.months.flatMap((month) => {
      const workload = 0.6 + 0.4 * workloadOf(frame, month, lastDayOf(month))
      const planned = (YEARLY_REVENUE_FEN / 12) * shares.get(user)! * workload * 0.95
      const wanted = (due.get(`${user} ${month}`) ?? 0) * 0.92
      const bookings = isFree(user, month) ? planned : attainable(planned, booked.get(user))
      const collections = isFree(user, month) ? wanted : attainable(wanted, collected.get(user))
      return [
        ...targetOf(user, month, 'bookings', bookings),
        ...targetOf(user, month, 'collections', collections),
      ]
    }),
  )
}

function targetOf(user: string, month: Month, kind: WorldTarget['kind'], fen: number): WorldTarget[] {
  const amountFen = BigInt(Math.floor(fen / ROUND_TO_FEN)) * BigInt(ROUND_TO_FEN)
  return amountFen > 0n ? [{ user, month, kind, amountFen }] : []
}

function dueByMonth(invoices: readonly WorldInvoice[]): Done {
  const due = new Map<string, number>()
  for (const { responsible, instalments } of invoices) {
    for (const { dueOn, amountFen } of instalments) add(due, `${responsible} ${monthOf(dueOn)}`, amountFen)
  }
  return due
}

function isOfThisMonth(frame: Frame, day: Day): boolean {
  return day < frame.today && monthOf(day) === monthOf(frame.today)
}

function bookedIn(frame: Frame, deals: readonly WorldDeal[]): Done {
  const booked = new Map<string, number>()
  for (const { responsible, history, amountFen } of deals) {
    const last = history.at(-1)!
    if (last.stage === 'won' && isOfThisMonth(frame, last.occurredOn)) add(booked, responsible, amountFen)
  }
  return booked
}

function collectedIn(frame: Frame, { invoices, payments }: Results): Done {
  const responsible = new Map(invoices.map((invoice) => [invoice.number, invoice.responsible]))
  const collected = new Map<string, number>()
  for (const payment of payments) {
    if (payment.kind !== 'payment' || !isOfThisMonth(frame, payment.receivedOn)) continue
    for (const { invoiceNumber, amountFen } of payment.allocate)
      add(collected, responsible.get(invoiceNumber)!, amountFen)
  }
  return collected
}

function add(sums: Map<string, number>, key: string, fen: bigint): void {
  sums.set(key, (sums.get(key) ?? 0) + Number(fen))
}
