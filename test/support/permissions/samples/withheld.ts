import type * as api from '../../../../src/api/withheld.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = { listWithheld: {} }
