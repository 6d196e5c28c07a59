import type * as api from '../../../../src/api/term-policy.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  termPolicy: {},
  listTermDeviations: { input: () => ({ query: { size: 200 } }) },
  exportTermDeviations: { also: 'credit.read' },
}
