import type { getMisses } from '../../../api/misses.ts'
import type { ReplyOf } from '../../api.ts'

export type Misses = ReplyOf<typeof getMisses>
export type Report = NonNullable<Misses['report']>
