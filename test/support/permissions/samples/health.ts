import type * as api from '../../../../src/api/health.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = { getHealth: {} }
