import type { OutcomeCase, OutcomeSpec } from '../../../core/backtest/outcome.ts'
import type { DayIndex } from '../../../core/watch/day-index.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { Among } from '../../platform/metric-loader.ts'

export type CaseQuery = Among & {
  kind: SubjectKind
  spec: OutcomeSpec
  from: DayIndex
  observedTo: DayIndex
}

/** By subject; whoever goes through many takes those of one after the other. */
export type Cases = { get: (id: string) => OutcomeCase[] | undefined }

export function grouped<R extends { id: string }>(
  rows: readonly R[],
  caseOf: (row: R) => OutcomeCase,
): Map<string, OutcomeCase[]> {
  const cases = new Map<string, OutcomeCase[]>()
  for (const row of rows) {
    const list = cases.get(row.id)
    if (list) list.push(caseOf(row))
    else cases.set(row.id, [caseOf(row)])
  }
  return cases
}
