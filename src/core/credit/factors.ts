import { daysBetween } from '../calendar.ts'
import { altmanZ2 } from './altman.ts'
import type { CreditFacts, FileItem, PaidPart } from './facts.ts'
import { paymentIndex } from './payment-index.ts'

/** Of a hundred points each: what the file says, and how the customer has paid (methods §4.1). */
export type FactorPart = 'file' | 'pay'
export const FACTOR_KEYS = [
  'years',
  'staff',
  'industry',
  'currentRatio',
  'leverage',
  'altman',
  'margin',
  'litigation',
  'guarantee',
  'references',
  'paymentIndex',
  'late30',
  'trend',
  'reliability',
] as const
export type FactorKey = (typeof FACTOR_KEYS)[number]

export type Factor = {
  key: FactorKey
  part: FactorPart
  points: number
  max: number
  /** false: nothing is known, the points are what an unknown gets */
  known: boolean
  /** the figures the points were read from, for whoever asks why */
  data: Record<string, number>
}

/**
 * Accounts nobody has handed in get 40 % of their points, never none (methods §4.1). What nobody has looked
 * up is no sign either way and gets an average customer's share: a new customer with an empty file is then a
 * C, and not one of whom something bad is known. Both lower the confidence.
 */
const NO_ACCOUNTS = 0.4
const NOT_LOOKED_UP = 0.6
const OF_ACCOUNTS: ReadonlySet<FactorKey> = new Set(['currentRatio', 'leverage', 'altman', 'margin'])
/** Too few payments for a trend are no bad sign: an average customer's share. */
const NO_TREND = 0.6
/** What the company as a whole shows counts as ten instalments of this customer. */
const PRIOR_LATE_N = 10
/** More than thirty days late with half of all instalments: nothing left of the points. */
const LATE_SHARE_ZERO = 0.5

type Read = { points: number; data: Record<string, number> } | null

export function fileFactors(facts: CreditFacts): Factor[] {
  const { statement } = facts
  const value = (item: FileItem) => facts.file.get(item)?.value ?? null
  const s = statement?.statement ?? null
  const z = s && altmanZ2(s)
  const one = (key: FactorKey, max: number, read: Read): Factor => ({
    ...{ key, part: 'file', max },
    points: read === null ? max * (OF_ACCOUNTS.has(key) ? NO_ACCOUNTS : NOT_LOOKED_UP) : read.points,
    known: read !== null,
    data: read?.data ?? {},
  })
  const staff = value('staff')
  const industry = value('industry')
  const litigation = value('litigation')
  const guarantee = value('guarantee')
  const references = value('references')
  return [
    one('years', YEARS_MAX, years(facts)),
    one('staff', 10, staff === null ? null : { points: steps(staff, STAFF), data: { staff } }),
    one(
      'industry',
      10,
      industry === null ? null : { points: [10, 8, 6, 3, 0][industry - 1] ?? 4, data: { industry } },
    ),
    one(
      'currentRatio',
      10,
      s && s.currentLiabilities > 0 ? ratio(s.currentAssets / s.currentLiabilities, CURRENT) : null,
    ),
    one('leverage', 10, s && s.totalAssets > 0 ? ratio(s.totalLiabilities / s.totalAssets, LEVERAGE) : null),
    one('altman', 10, z === null ? null : ratio(z, ALTMAN)),
    one('margin', 5, s && s.sales > 0 ? ratio(s.netProfit / s.sales, MARGIN) : null),
    one(
      'litigation',
      15,
      litigation === null ? null : { points: Math.max(0, 15 - 5 * litigation), data: { litigation } },
    ),
    one('guarantee', 10, guarantee === null ? null : { points: guarantee > 0 ? 10 : 0, data: { guarantee } }),
    one(
      'references',
      10,
      references === null ? null : { points: Math.min(10, 5 * references), data: { references } },
    ),
  ]
}

/** Straight lines between corners, level outside them: [value, points]. */
type Corners = readonly (readonly [value: number, points: number])[]
const CURRENT: Corners = [
  [1, 0],
  [1.2, 5],
  [2, 10],
]
const LEVERAGE: Corners = [
  [0.4, 10],
  [0.6, 5],
  [0.8, 0],
]
const ALTMAN: Corners = [
  [1.1, 0],
  [2.6, 10],
]
const MARGIN: Corners = [
  [0, 0],
  [0.1, 5],
]
const STAFF: Corners = [
  [10, 3],
  [50, 5],
  [200, 8],
  [500, 10],
]
const YEARS_MAX = 10
const YEARS: Corners = [
  [0, 0],
  [3, 5],
  [10, 10],
]
const TREND: Corners = [
  [0, 15],
  [30, 0],
]

function ratio(value: number, corners: Corners): Read {
  return { points: steps(value, corners), data: { value } }
}

function steps(value: number, corners: Corners): number {
  const at = corners.findIndex(([x]) => value <= x)
  if (at === 0) return corners[0]![1]
  if (at === -1) return corners.at(-1)![1]
  const [[x0, p0], [x1, p1]] = [corners[at - 1]!, corners[at]!]
  return p0 + ((value - x0) / (x1 - x0)) * (p1 - p0)
}

/** Since it was founded, or at least since it buys here (C017). */
function years(facts: CreditFacts): Read {
  const founded = facts.file.get('foundedYear')?.value ?? null
  const together = facts.yearsTogether
  if (founded === null && together === null) return null
  const trading = founded === null ? 0 : Math.max(0, Number(facts.asOf.slice(0, 4)) - founded)
  const value = Math.max(trading, together ?? 0)
  const points = steps(value, YEARS)
  // How long they have bought here is the least they have traded for: a short time of it says nothing.
  if (founded === null && points < YEARS_MAX * NOT_LOOKED_UP) return null
  return { points, data: { years: value, together: together ?? 0 } }
}

export function payFactors(facts: CreditFacts, portfolioLateShare: number): Factor[] {
  const index = paymentIndex(facts.parts)
  const lateShare = (facts.late30 + PRIOR_LATE_N * portfolioLateShare) / (facts.matured + PRIOR_LATE_N)
  const trend = trendOf(facts)
  const one = (key: FactorKey, max: number, read: Read): Factor => ({
    ...{ key, part: 'pay', max },
    points: read === null ? max * NO_TREND : read.points,
    known: read !== null,
    data: read?.data ?? {},
  })
  const { matured, onTime, late30, brokenPromises, disputes } = facts
  return [
    one('paymentIndex', 50, index === null ? null : { points: index / 2, data: { index, matured, onTime } }),
    one('late30', 25, {
      points: 25 * Math.max(0, 1 - lateShare / LATE_SHARE_ZERO),
      data: { late30, matured, share: lateShare },
    }),
    one('trend', 15, trend),
    one('reliability', 10, {
      points: Math.max(0, 10 - 5 * brokenPromises - 3 * disputes),
      data: { brokenPromises, disputes },
    }),
  ]
}

/** Days beyond terms of the last three months against the nine before; two parts on each side at least. */
function trendOf({ parts, asOf }: CreditFacts): Read {
  const age = ({ on }: PaidPart) => daysBetween(on, asOf)
  const now = parts.filter((part) => age(part) <= 90)
  const before = parts.filter((part) => age(part) > 90 && age(part) <= 365)
  if (now.length < 2 || before.length < 2) return null
  const [recent, former] = [meanDays(now), meanDays(before)]
  // Earlier than due is no delay that could have grown.
  const change = Math.max(0, recent) - Math.max(0, former)
  return { points: steps(change, TREND), data: { recent, former } }
}

function meanDays(parts: readonly PaidPart[]): number {
  const fen = parts.reduce((sum, part) => sum + part.fen, 0)
  return parts.reduce((sum, part) => sum + part.fen * part.daysLate, 0) / fen
}
