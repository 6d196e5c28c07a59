import type * as api from '../../../../src/api/uninvoiced.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listUninvoiced: { input: () => ({ query: { size: 200 } }) },
  exportUninvoiced: { also: 'order.read' },
}
