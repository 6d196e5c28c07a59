import { addDays, type Day, daysBetween } from '../core/calendar.ts'
import type { LivingCustomer } from './customers.ts'
import { earlierOf, type Frame } from './pace.ts'
import { activeReps, FORMER_REP, FORMER_REP_LEFT_DAYS_AGO, LEAVER } from './people.ts'

/** Who plays which part in the planted stories. */
export type Cast = {
  drift: LivingCustomer
  quiet: LivingCustomer
  flagship: LivingCustomer
  orphan: LivingCustomer
  overLimit: LivingCustomer
  /** healthy customers who lend their name to one late or coming instalment each */
  late: LivingCustomer[]
}

/** The drifting customer (C028, C258): from 30 to 90 days within ten months, then nothing more is paid. */
export const DRIFT = { beganDaysAgo: 400, fullDaysAgo: 120, lastPaymentDaysAgo: 24, fromDays: 29, toDays: 92 }
/**
 * The quiet customer (C240): last order, then last visit, then the news that a competitor has the business.
 */
export const QUIET = { lastOrderDaysAgo: 112, lastTouchDaysAgo: 78, lostDaysAgo: 10 }

const KEY_CUSTOMERS = 22
const LATE_PARTS = 6

/**
 * Gives planted habits to some of the regular customers, and key level to those a company would call key.
 */
export function castCompany(frame: Frame, customers: LivingCustomer[]): Cast {
  const reps = activeReps()
  const regular = customers.filter(({ habits }) => habits.rhythmDays !== null && !habits.anchor)
  const take = (rep: string): LivingCustomer => {
    const index = regular.findIndex(({ responsible }) => responsible === rep)
    return regular.splice(index, 1)[0]!
  }
  const cast: Cast = {
    drift: take('mazhiyuan'),
    quiet: take('liangwanting'),
    flagship: take('xujiahui'),
    orphan: take('qiuyinan'),
    overLimit: take('huangzekai'),
    late: [],
  }
  settleKeyLevels(customers, cast)
  cast.late = reps
    .filter((rep) => rep !== LEAVER)
    .slice(-LATE_PARTS)
    .map((rep) => take(rep))
  dressDrift(frame, cast.drift)
  dressQuiet(frame, cast.quiet)
  dressFlagship(cast.flagship)
  cast.orphan.responsible = FORMER_REP
  cast.orphan.habits.ordersUntil = frame.ago(FORMER_REP_LEFT_DAYS_AGO + 5)
  for (const customer of [cast.overLimit, ...cast.late, cast.orphan]) customer.habits.payer = 'prompt'
  return cast
}

function settleKeyLevels(customers: LivingCustomer[], cast: Cast): void {
  // A leaver's neglect must show in his own contact frequency, not in a row of key customers.
  const anchors = customers.filter(({ habits, responsible }) => habits.anchor && responsible !== LEAVER)
  const keys = [cast.drift, cast.quiet, cast.flagship, cast.orphan, ...anchors]
  for (const customer of keys.slice(0, KEY_CUSTOMERS)) customer.keyLevel = 'key'
}

function dressDrift(frame: Frame, customer: LivingCustomer): void {
  const { beganDaysAgo, fullDaysAgo, lastPaymentDaysAgo, fromDays, toDays } = DRIFT
  customer.termDays = 30
  const began = frame.ago(beganDaysAgo)
  Object.assign(customer.habits, {
    planted: true,
    rhythmDays: 30,
    orderFen: 7_800_000,
    payer: 'steady',
    paysUntil: frame.ago(lastPaymentDaysAgo),
    paysAfterDays: (issuedOn: Day) => {
      const share = Math.min(1, Math.max(0, daysBetween(began, issuedOn)) / (beganDaysAgo - fullDaysAgo))
      return Math.round(fromDays + share * (toDays - fromDays))
    },
  } satisfies Partial<LivingCustomer['habits']>)
}

function dressQuiet(frame: Frame, customer: LivingCustomer): void {
  customer.termDays = 30
  Object.assign(customer.habits, {
    planted: true,
    rhythmDays: 28,
    orderFen: 9_600_000,
    payer: 'prompt',
    ordersUntil: frame.ago(QUIET.lastOrderDaysAgo),
    touchedUntil: frame.ago(QUIET.lastTouchDaysAgo),
  } satisfies Partial<LivingCustomer['habits']>)
}

function dressFlagship(customer: LivingCustomer): void {
  customer.termDays = 60
  Object.assign(customer.habits, {
    planted: true,
    rhythmDays: 45,
    orderFen: 16_000_000,
    payer: 'prompt',
  } satisfies Partial<LivingCustomer['habits']>)
}

/** A customer exists from before the history on, or from the day it was won. */
export function knownFrom(frame: Frame, customer: LivingCustomer): Day {
  return customer.createdOn < frame.warm
    ? frame.warm
    : earlierOf(customer.createdOn, addDays(frame.today, -1))
}
