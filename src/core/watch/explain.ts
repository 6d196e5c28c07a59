import { type Day, dayFromNumber, type Instant } from '../calendar.ts'
import { dayIndexOf } from './day-index.ts'
import type { Finding, History, LeafFinding } from './evaluate.ts'
import { contributingRows } from './fold.ts'
import type { FactRef } from './metric.ts'
import { gridFloor } from './points.ts'
import type { Rule } from './rule.ts'

/** Evidence kept with an alert; the rest is a click away on the page of the subject. */
const ROWS_KEPT = 20

export type EvidenceRow = { day: Day; value: number; part: 'num' | 'den' | null; ref: FactRef | null }

export type LeafExplanation = LeafFinding & { rows: EvidenceRow[]; moreRows: number }

/** Why an alert exists, as plain data (law 9); money in safe-integer fen. */
export type Explanation = {
  at: Instant
  moneyFen: number | null
  headline: LeafExplanation | null
  others: LeafExplanation[]
}

export function explain(rule: Rule, finding: Finding, history: History, at: Instant): Explanation {
  const known = finding.readAt ?? gridFloor(rule.grid, at)
  const others = finding.leaves.filter((leaf) => leaf !== finding.headline)
  return {
    at,
    moneyFen: finding.moneyFen,
    headline: finding.headline && explainLeaf(finding.headline, history, known),
    others: others.map((leaf) => explainLeaf(leaf, history, known)),
  }
}

function explainLeaf(leaf: LeafFinding, history: History, known: Instant): LeafExplanation {
  const series = history.series.get(leaf.metric)
  const rows = series ? contributingRows(series, known, dayIndexOf(known)) : []
  const kept = rows.slice(0, ROWS_KEPT).map((row) => ({
    day: dayFromNumber(row.on),
    value: row.value,
    part: row.part === 'num' || row.part === 'den' ? row.part : null,
    ref: row.ref ?? null,
  }))
  return { ...leaf, rows: kept, moreRows: rows.length - kept.length }
}
