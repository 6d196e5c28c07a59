import type * as api from '../../../../src/api/concentration.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  readConcentration: {},
}
