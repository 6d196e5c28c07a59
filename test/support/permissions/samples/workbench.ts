import type * as api from '../../../../src/api/workbench.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = { getWorkbench: {} }
