import type * as api from '../../../../src/api/checkup.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = { getCheckup: {}, makeCheckup: {} }
