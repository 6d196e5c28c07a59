import type * as api from '../../../../src/api/misses.ts'
import type { Samples } from '../sample.ts'

/** A report is the organisation's; each reader sees the losses of the people in scope. */
export const samples: Samples<typeof api> = { getMisses: {}, makeMisses: {} }
