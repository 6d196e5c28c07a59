/** What the ratios are taken from; any unit, the same for all. */
export type Statement = {
  totalAssets: number
  currentAssets: number
  currentLiabilities: number
  totalLiabilities: number
  retainedEarnings: number
  ebit: number
  sales: number
  netProfit: number
}

/** Working capital, retained earnings, EBIT over assets, and book equity over liabilities. */
function ratiosOf(statement: Statement) {
  const { totalAssets: assets, totalLiabilities: debts } = statement
  if (assets <= 0 || debts <= 0) return null
  return {
    x1: (statement.currentAssets - statement.currentLiabilities) / assets,
    x2: statement.retainedEarnings / assets,
    x3: statement.ebit / assets,
    x4: (assets - debts) / debts,
  }
}

/**
 * Altman Z′ for private manufacturers: above 2.9 safe, below 1.23 distress. It leans on sales over assets,
 * which differ from trade to trade; shown beside the accounts and never part of a score.
 */
export function altmanZ1(statement: Statement): number | null {
  const x = ratiosOf(statement)
  if (!x) return null
  const x5 = statement.sales / statement.totalAssets
  return 0.717 * x.x1 + 0.847 * x.x2 + 3.107 * x.x3 + 0.42 * x.x4 + 0.998 * x5
}

export const ZONES = ['safe', 'grey', 'distress'] as const
export type Zone = (typeof ZONES)[number]
const BORDERS = { z1: { safe: 2.9, distress: 1.23 }, z2: { safe: 2.6, distress: 1.1 } } as const

/** On a border it is neither: "safe" and "distress" begin beyond it. */
export function zoneOf(kind: keyof typeof BORDERS, z: number): Zone {
  const { safe, distress } = BORDERS[kind]
  return z > safe ? 'safe' : z < distress ? 'distress' : 'grey'
}

/**
 * Altman Z″ for private companies that are no manufacturers: above 2.6 safe, below 1.1 distress. Calibrated
 * on old American firms, hence one factor among others (methods §4.1).
 */
export function altmanZ2(statement: Statement): number | null {
  const x = ratiosOf(statement)
  return x && 6.56 * x.x1 + 3.26 * x.x2 + 6.72 * x.x3 + 1.05 * x.x4
}
