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
 * Altman Z″ for private companies that are no manufacturers: above 2.6 safe, below 1.1 distress. Calibrated
 * on old American firms, hence one factor among others (methods §4.1).
 */
export function altmanZ2(statement: Statement): number | null {
  const x = ratiosOf(statement)
  return x && 6.56 * x.x1 + 3.26 * x.x2 + 6.72 * x.x3 + 1.05 * x.x4
}
