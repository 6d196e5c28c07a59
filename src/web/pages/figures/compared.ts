import type { ComparedRow, getComparison } from '../../../api/periods.ts'
import type { ReplyOf } from '../../api.ts'

export type Comparison = ReplyOf<typeof getComparison>

/** Whose rows were asked for: of which figure, in which of the two periods. */
export type AskedRows = { row: ComparedRow; which: 'a' | 'b' }
