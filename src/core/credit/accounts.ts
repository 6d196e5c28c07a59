import type { Day } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import { altmanZ1, altmanZ2, type Statement, type Zone, zoneOf } from './altman.ts'

/** The accounts of one period as somebody entered them, in fen; the cash flow may be missing (C005). */
export type Accounts = Statement & { operatingCash: number | null }

export type AccountsRefusal =
  | 'accounts_in_future'
  | 'accounts_empty'
  | 'accounts_negative'
  | 'accounts_current_assets'
  | 'accounts_current_liabilities'
  | 'accounts_profit_beyond_sales'

/** What cannot be true of any company: a slip of the pen is found before it moves a rating. */
export function checkAccounts(
  accounts: Accounts,
  { periodEnd, today }: { periodEnd: Day; today: Day },
): Result<null, AccountsRefusal> {
  if (periodEnd > today) return refuse('accounts_in_future')
  if (accounts.totalAssets <= 0) return refuse('accounts_empty')
  const { currentAssets, currentLiabilities, totalLiabilities, sales } = accounts
  if (Math.min(currentAssets, currentLiabilities, totalLiabilities, sales) < 0)
    return refuse('accounts_negative')
  if (accounts.currentAssets > accounts.totalAssets) return refuse('accounts_current_assets')
  if (accounts.currentLiabilities > accounts.totalLiabilities) return refuse('accounts_current_liabilities')
  // An operating result above all sales is a misplaced digit more often than a wonder.
  if (accounts.sales > 0 && accounts.ebit > accounts.sales) return refuse('accounts_profit_beyond_sales')
  return ok(null)
}

/** null: the figure it would be divided by is nothing. */
export type Ratios = {
  currentRatio: number | null
  debtRatio: number | null
  netMargin: number | null
  z1: number | null
  z1Zone: Zone | null
  z2: number | null
  z2Zone: Zone | null
  /** whether more cash came in than went out in its business; null: not entered */
  cash: 'in' | 'out' | null
}

export function ratiosOfAccounts(accounts: Accounts): Ratios {
  const share = (a: number, b: number) => (b > 0 ? a / b : null)
  const [z1, z2] = [altmanZ1(accounts), altmanZ2(accounts)]
  const { operatingCash } = accounts
  return {
    currentRatio: share(accounts.currentAssets, accounts.currentLiabilities),
    debtRatio: share(accounts.totalLiabilities, accounts.totalAssets),
    netMargin: share(accounts.netProfit, accounts.sales),
    ...{ z1, z1Zone: z1 === null ? null : zoneOf('z1', z1) },
    ...{ z2, z2Zone: z2 === null ? null : zoneOf('z2', z2) },
    cash: operatingCash === null ? null : operatingCash >= 0 ? 'in' : 'out',
  }
}

/** Which way a ratio went since the period before, as good or bad news; null: nothing to compare. */
export type Course = 'better' | 'worse' | 'same' | null
export const COURSES = ['currentRatio', 'debtRatio', 'netMargin', 'z1', 'z2'] as const
type WithCourse = (typeof COURSES)[number]

/** A hundredth more or less is no news: accounts are rounded. */
const NEWS = 0.01

export function courseOf(now: Ratios, before: Ratios | null): Record<WithCourse, Course> {
  const one = (key: WithCourse): Course => {
    const [a, b] = [now[key], before?.[key] ?? null]
    if (a === null || b === null) return null
    if (Math.abs(a - b) < NEWS) return 'same'
    return a > b === (key !== 'debtRatio') ? 'better' : 'worse'
  }
  return Object.fromEntries(COURSES.map((key) => [key, one(key)])) as Record<WithCourse, Course>
}
