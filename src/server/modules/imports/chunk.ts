import type { SheetRow } from '../../../core/import/cell.ts'
import type { ImportProblem, ImportRecord } from '../../../core/import/records.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { CustomersOfRows } from './customers-of-rows.ts'
import type { People } from './people.ts'

export type GoodRow = { row: SheetRow; records: ImportRecord[] }
export type RowOutcome = 'new' | 'changed' | 'same' | { problem: ImportProblem }

/** What the savers of one chunk share. */
export type ChunkCtx = {
  ctx: WriteCtx
  people: People
  customers: CustomersOfRows
  /** Marks a row as bad; the rest of the chunk goes in. */
  refuse: (row: GoodRow, field: string, code: string, text: string) => void
  refused: (row: GoodRow) => boolean
}

/** The strongest of several outcomes is what the row is counted as. */
export function strongest(outcomes: readonly ('new' | 'changed' | 'same')[]): 'new' | 'changed' | 'same' {
  if (outcomes.includes('new')) return 'new'
  return outcomes.includes('changed') ? 'changed' : 'same'
}
