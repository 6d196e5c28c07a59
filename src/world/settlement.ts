import { addDays, type Day, daysBetween } from '../core/calendar.ts'
import { daysFromNewYear } from '../core/lunar.ts'
import { allocateFen, type Fen } from '../core/money.ts'
import type { LivingCustomer } from './customers.ts'
import { type Frame, laterOf } from './pace.ts'
import type { Random } from './random.ts'
import type { WorldInstalment, WorldInvoice } from './shapes.ts'

/**
 * Money that comes in for one invoice; payments of one customer that fall together are one transfer later.
 */
export type Receipt = {
  customer: string
  number: string
  on: Day
  amountFen: Fen
  kind: 'payment' | 'credit_note'
}

const DELAY_DAYS = { prompt: [-6, 0], steady: [-5, 2], slow: [2, 13] } as const

/** A retention would look like a drifting term to customers who otherwise pay after a month. */
const LONG_TERM_DAYS = 60
const RETENTION_DAYS = 85
/** A spell of bad paying began at least so long ago. */
const SPELLS_OVER_DAYS = 190

/**
 * One to three instalments by the size of the deal: whole sum, deposit and rest, or with a retention (质保金).
 */
export function splitInstalments(
  random: Random,
  issuedOn: Day,
  amountFen: Fen,
  termDays: number,
): WorldInstalment[] {
  const long = amountFen > 9_000_000n && termDays >= LONG_TERM_DAYS && random.chance(0.5)
  const kind = long ? 3 : amountFen > 8_000_000n && random.chance(0.4) ? 2 : 1
  if (kind === 1) return [{ label: '全款', dueOn: addDays(issuedOn, termDays), amountFen }]
  const weights = kind === 2 ? [30n, 70n] : [30n, 65n, 5n]
  const due = [10, termDays, RETENTION_DAYS]
  const labels = ['预付款', '发货款', '质保金']
  return allocateFen(amountFen, weights).map((part, index) => ({
    label: labels[index]!,
    dueOn: addDays(issuedOn, due[index]!),
    amountFen: part,
  }))
}

/**
 * When the customer pays each instalment, oldest first. Most pay around the due day, many settle before
 * the Spring Festival, some in two parts; slow payers now and then take six weeks more. Nothing lies after
 * today: what would is unpaid.
 */
export function settle(
  frame: Frame,
  random: Random,
  customer: LivingCustomer,
  invoice: WorldInvoice,
): Receipt[] {
  const receipts: Receipt[] = []
  const give = (on: Day, amountFen: Fen, kind: Receipt['kind'] = 'payment') =>
    receipts.push({ customer: customer.code, number: invoice.number, on, amountFen, kind })
  const lastDay = customer.habits.paysUntil ?? frame.today
  let previous = invoice.issuedOn
  for (const instalment of invoice.instalments) {
    const payOn = laterOf(previous, payDay({ frame, random, customer }, invoice.issuedOn, instalment.dueOn))
    if (payOn > lastDay) break
    previous = payOn
    const credit =
      invoice.instalments.length === 1 && random.chance(0.02) ? creditOf(random, instalment.amountFen) : 0n
    const creditOn = addDays(invoice.issuedOn, 5)
    const credited = credit > 0n && creditOn < payOn
    if (credited) give(creditOn, credit, 'credit_note')
    const owed = credited ? instalment.amountFen - credit : instalment.amountFen
    const rest = frame.pace.shift(payOn, random.int(5, 14))
    if (random.chance(0.07) && rest <= lastDay && customer.habits.paysAfterDays === null) {
      const first = (owed * 6n) / 10n
      give(payOn, first)
      give(rest, owed - first)
      previous = rest
    } else give(payOn, owed)
  }
  return receipts
}

type Scene = { frame: Frame; random: Random; customer: LivingCustomer }

function payDay(scene: Scene, issuedOn: Day, dueOn: Day): Day {
  const { frame, random, customer } = scene
  const { payer, paysAfterDays, rhythmDays } = customer.habits
  if (paysAfterDays)
    return frame.pace.onOrAfter(addDays(issuedOn, paysAfterDays(issuedOn) + random.int(-1, 1)))
  const [low, high] = DELAY_DAYS[payer]
  // Now and then a regular customer lets one invoice lie; his next payment shows that it was only one.
  const very = payer === 'slow' && rhythmDays !== null && random.chance(0.1)
  const delay = random.int(low, high) + (very ? random.int(12, 28) : 0) + badSpell(scene, dueOn)
  const distance = daysFromNewYear(dueOn)
  const beforeHoliday =
    distance !== null && distance >= -3 && distance <= 18 && payer !== 'slow' && random.chance(0.5)
  const wished = beforeHoliday ? addDays(dueOn, -distance - random.int(4, 10)) : addDays(dueOn, delay)
  return beforeTrouble(scene, issuedOn, dueOn, frame.pace.onOrAfter(laterOf(issuedOn, wished)))
}

/**
 * Slow payers let an invoice in three lie for one to two months: enough for the history to tell which
 * warning was worth its while, and long enough ago that today all of it has been paid.
 */
function badSpell({ frame, random, customer }: Scene, dueOn: Day): number {
  const isOver = daysBetween(dueOn, frame.today) > SPELLS_OVER_DAYS
  return customer.habits.payer === 'slow' && isOver && random.chance(0.3) ? random.int(25, 60) : 0
}

/**
 * Today nothing of the background is overdue, and only a few instalments are about to be: what is late or
 * close was planted. Those who would still owe have paid shortly before.
 */
function beforeTrouble({ frame, random }: Scene, issuedOn: Day, dueOn: Day, payOn: Day): Day {
  if (payOn <= frame.today || daysBetween(frame.today, dueOn) > 10) return payOn
  if (dueOn > addDays(frame.today, 6) && random.chance(0.1)) return payOn
  const day = frame.pace.onOrBefore(addDays(frame.today, -random.int(1, 6)))
  return laterOf(issuedOn, day)
}

function creditOf(random: Random, amountFen: Fen): Fen {
  return (amountFen * BigInt(random.int(8, 45))) / 1000n
}
