import type * as api from '../../../../src/api/losses.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  readLosses: {},
  listLimitation: {},
  listLosses: { input: () => ({ params: { cause: 'written_off' } }) },
}
