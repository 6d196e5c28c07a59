import type * as api from '../../../../src/api/duties.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getDuties: {},
  saveDuties: {
    input: () => ({ body: { version: 0, cells: [{ step: 'quote', role: 'rep', duties: ['R'] }] } }),
  },
}
