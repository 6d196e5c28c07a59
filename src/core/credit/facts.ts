import { type Day, daysBetween, endOfDay, type Instant } from '../calendar.ts'
import { latenessOf } from '../receivable/retention.ts'
import { standingParts } from '../receivable/settled.ts'
import type { Statement } from './altman.ts'
import type { Grade } from './scale.ts'

/** What is known from one instant until another; null: it still is. */
type Known = { at: Instant; until: Instant | null }

/** One instalment with the money that was set against it, each with when it could be known. */
export type RawInstalment = Known & {
  id: string
  issuedOn: Day
  dueOn: Day
  fen: number
  disputed: boolean
  paid: readonly (Known & { on: Day; fen: number; billId?: string | null })[]
}

/** What the screening file says about a customer: one item, known from when until when. */
export type RawItem = Known & { item: FileItem; value: number; on: Day; expiresOn: Day | null }
export type RawStatement = Known & { periodEnd: Day; statement: Statement }
/** A grade set by decision (C015): `until` also covers what was ended early. */
export type RawOverride = Known & { id: string; grade: Grade; expiresOn: Day; reason: string }
export type RawPromise = Known & { brokenOn: Day }
/** What one look-up of the company register showed (C011); null: the provider did not tell. */
export type RawRegister = Known & {
  on: Day
  isEnded: boolean | null
  dishonest: number | null
  enforced: number | null
}

/** Everything a rating is made from, with all its versions: a past day reads only what was known then. */
export type RawCredit = {
  customerId: string
  /** first invoices and contracts, as they came to be known (C017) */
  begun: readonly (Known & { on: Day })[]
  instalments: readonly RawInstalment[]
  items: readonly RawItem[]
  statements: readonly RawStatement[]
  overrides: readonly RawOverride[]
  promises: readonly RawPromise[]
  register: readonly RawRegister[]
}

/** What a checker enters; `dishonest` to `bounced` are 1 or 0, `industry` is 1 (steady) to 5 (shaky). */
export const FILE_ITEMS = [
  'foundedYear',
  'staff',
  'industry',
  'litigation',
  'guarantee',
  'references',
  'dishonest',
  'insolvent',
  'bounced',
] as const
export type FileItem = (typeof FILE_ITEMS)[number]

/** `open`: not paid yet, counted at its present age. */
export type PaidPart = { daysLate: number; fen: number; on: Day; open?: true }
export type CreditFacts = {
  asOf: Day
  /** instalments that are paid or past their due day: what can be judged */
  matured: number
  onTime: number
  /** parts paid in the last 24 months, and overdue ones at their present age */
  parts: readonly PaidPart[]
  late30: number
  overdue: readonly { id: string; fen: number; days: number }[]
  disputes: number
  brokenPromises: number
  brokenPromises90: number
  yearsTogether: number | null
  file: ReadonlyMap<FileItem, RawItem>
  register: RegisterSays
  statement: { periodEnd: Day; statement: Statement } | null
  override: RawOverride | null
}

/** The newest that was told of each, and on which day; null: nothing was ever told. */
type Told = { is: boolean; on: Day } | null
export type RegisterSays = { ended: Told; dishonest: Told; enforced: Told }

/** What was settled longer ago is not judged any more. */
export const LOOK_BACK_DAYS = 730
const YEAR_DAYS = 365
/** An annual statement is used until the next but one should be there. */
const STATEMENT_DAYS = 730

/** The facts as they were known at the end of `asOf`; nothing recorded later can change them. */
export function factsAt(raw: RawCredit, asOf: Day): CreditFacts {
  const end = endOfDay(asOf)
  const known = ({ at, until }: Known) => at <= end && (until === null || until > end)
  const parts: PaidPart[] = []
  const overdue: CreditFacts['overdue'][number][] = []
  let [matured, onTime, late30, disputes] = [0, 0, 0, 0]
  for (const one of raw.instalments) {
    if (!known(one) || one.issuedOn > asOf) continue
    const paid = standingParts(one.paid.filter((part) => known(part) && part.on <= asOf))
    const open = one.fen - paid.reduce((sum, part) => sum + part.fen, 0)
    const overdueDays = open > 0 ? daysBetween(one.dueOn, asOf) : 0
    const lastOn = paid.reduce<Day | null>((last, { on }) => (last === null || on > last ? on : last), null)
    const age = daysBetween(open > 0 || lastOn === null ? asOf : lastOn, asOf)
    if (one.disputed && daysBetween(one.issuedOn, asOf) <= LOOK_BACK_DAYS) disputes += 1
    if (overdueDays > 0) overdue.push({ id: one.id, fen: open, days: overdueDays })
    if (age > LOOK_BACK_DAYS || (open > 0 && overdueDays <= 0)) continue
    const daysLate = open > 0 ? overdueDays : latenessOf(one.dueOn, lastOn ?? asOf)
    matured += 1
    if (daysLate <= 0) onTime += 1
    if (daysLate > 30) late30 += 1
    for (const { on, fen } of paid) parts.push({ daysLate: latenessOf(one.dueOn, on), fen, on })
    if (open > 0) parts.push({ daysLate: overdueDays, fen: open, on: asOf, open: true })
  }
  const broken = raw.promises.filter((one) => known(one) && one.brokenOn <= asOf)
  const sinceOn = raw.begun
    .filter((one) => known(one) && one.on <= asOf)
    .reduce<Day | null>((first, { on }) => (first === null || on < first ? on : first), null)
  const within = (days: number) => broken.filter(({ brokenOn }) => daysBetween(brokenOn, asOf) < days).length
  return {
    ...{ asOf, matured, onTime, parts, late30, overdue, disputes },
    brokenPromises: within(YEAR_DAYS),
    brokenPromises90: within(90),
    yearsTogether: sinceOn === null ? null : daysBetween(sinceOn, asOf) / 365.25,
    register: registerSays(raw.register.filter((one) => known(one) && one.on <= asOf)),
    file: newestItems(
      raw.items.filter((one) => known(one) && one.on <= asOf),
      asOf,
    ),
    statement: newestStatement(raw.statements.filter(known), asOf),
    override: newest(raw.overrides.filter((one) => known(one) && one.expiresOn >= asOf)),
  }
}

/** By the day of the look-up: what a merge brings is known later and is no newer. */
function registerSays(all: readonly RawRegister[]): RegisterSays {
  const ordered = [...all].sort((a, b) => (a.on === b.on ? a.at - b.at : a.on < b.on ? -1 : 1))
  const newest = (says: (one: RawRegister) => boolean | null): Told =>
    ordered.reduce<Told>((told, one) => {
      const is = says(one)
      return is === null ? told : { is, on: one.on }
    }, null)
  const counted = (n: number | null) => (n === null ? null : n > 0)
  return {
    ended: newest(({ isEnded }) => isEnded),
    dishonest: newest(({ dishonest }) => counted(dishonest)),
    enforced: newest(({ enforced }) => counted(enforced)),
  }
}

/** What the file said last about each item. */
/** What stops a rating stays until somebody has looked again, whatever its last day was. */
const STOPPING: readonly FileItem[] = ['dishonest', 'insolvent', 'bounced']

/** The newest of each; one that has run out says nothing any more, nor does the one before it (C008). */
function newestItems(items: readonly RawItem[], asOf: Day): Map<FileItem, RawItem> {
  const found = new Map<FileItem, RawItem>()
  for (const one of [...items].sort((a, b) => a.at - b.at)) found.set(one.item, one)
  for (const [item, { expiresOn }] of found)
    if (expiresOn !== null && expiresOn < asOf && !STOPPING.includes(item)) found.delete(item)
  return found
}

function newestStatement(all: readonly RawStatement[], asOf: Day): CreditFacts['statement'] {
  const usable = all.filter(
    ({ periodEnd }) => periodEnd <= asOf && daysBetween(periodEnd, asOf) <= STATEMENT_DAYS,
  )
  return usable.reduce<RawStatement | null>(
    (best, one) => (best === null || one.periodEnd >= best.periodEnd ? one : best),
    null,
  )
}

function newest<T extends Known>(all: readonly T[]): T | null {
  return all.reduce<T | null>((best, one) => (best === null || one.at >= best.at ? one : best), null)
}
