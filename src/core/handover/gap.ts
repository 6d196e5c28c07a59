/** One customer of the leaver, as far as a handover can leave a hole in it. */
export type CustomerFacts = {
  isKey: boolean
  passedOn: boolean
  /** somebody wrote a follow-up note within FRESH_DAYS before the handover or since it began */
  hasFreshNote: boolean
  /** whoever answers for it (or is to) has somebody who steps in */
  hasBackup: boolean
  hasOverdue: boolean
  /** a next step was promised to the customer and nothing has happened since */
  hasPromise: boolean
}

export const FRESH_DAYS = 14

/** Weights in points: what costs most when nobody knows about it weighs most. */
const WEIGHTS = { notPassedOn: 4, noFreshNote: 3, noBackup: 1, overdue: 1, promise: 1 } as const
const KEY_FACTOR = 3

export type Gap = {
  /** 0: nothing is left to explain; 100: every customer has every hole */
  score: number
  customers: number
  keyCustomers: number
  notPassedOn: number
  keyWithoutFreshNote: number
  keyWithoutBackup: number
  overdue: number
  promises: number
}

/**
 * How much a handover leaves in the dark (C188): holes in the customers' points, key customers counted three
 * times, over the points that could be lost. Notes and backups are asked of key customers only (C190).
 */
export function gapOf(customers: readonly CustomerFacts[]): Gap {
  const count = (hole: (one: CustomerFacts) => boolean) => customers.filter(hole).length
  let lost = 0
  let possible = 0
  for (const one of customers) {
    const factor = one.isKey ? KEY_FACTOR : 1
    possible += factor * pointsOf(one, () => true)
    lost += factor * pointsOf(one, (hole) => hole)
  }
  return {
    score: possible === 0 ? 0 : Math.round((100 * lost) / possible),
    customers: customers.length,
    keyCustomers: count((one) => one.isKey),
    notPassedOn: count((one) => !one.passedOn),
    keyWithoutFreshNote: count((one) => one.isKey && !one.hasFreshNote),
    keyWithoutBackup: count((one) => one.isKey && !one.hasBackup),
    overdue: count((one) => one.hasOverdue),
    promises: count((one) => one.hasPromise),
  }
}

function pointsOf(one: CustomerFacts, counts: (hole: boolean) => boolean): number {
  const points = (hole: boolean, weight: number) => (counts(hole) ? weight : 0)
  const key = one.isKey
    ? points(!one.hasFreshNote, WEIGHTS.noFreshNote) + points(!one.hasBackup, WEIGHTS.noBackup)
    : 0
  return (
    key +
    points(!one.passedOn, WEIGHTS.notPassedOn) +
    points(one.hasOverdue, WEIGHTS.overdue) +
    points(one.hasPromise, WEIGHTS.promise)
  )
}
